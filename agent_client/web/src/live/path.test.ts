import { beforeEach, expect, test } from "vitest";

import { PathChoice } from "./path";

let choice: PathChoice;

beforeEach(() => {
  choice = new PathChoice();
});

test("the picture moves to the direct path when its first frame is drawn", () => {
  expect(choice.machineReady(0)).toEqual([{ do: "want", attempt: 1 }]);
  expect(choice.frameDrawn(1, 500)).toEqual([{ do: "drawn", attempt: 1 }]);
  expect(choice.frameDrawn(1, 516)).toEqual([]);
  expect(choice.state).toEqual({ is: "direct", attempt: 1 });
});

test("trouble leads back to the relay at once, and to another try later", () => {
  choice.machineReady(0);
  choice.frameDrawn(1, 500);
  expect(choice.trouble(1, 1_000)).toEqual([{ do: "close", attempt: 1, wasDirect: true, isChosen: false }]);
  expect(choice.tick(3_900)).toEqual([]);
  expect(choice.tick(4_000)).toEqual([{ do: "want", attempt: 2 }]);
});

test("the waits grow, until a path has lived for a minute", () => {
  choice.machineReady(0);
  expect(choice.trouble(1, 0)).toEqual([{ do: "close", attempt: 1, wasDirect: false, isChosen: false }]);
  choice.tick(3_000);
  choice.trouble(2, 3_000);
  expect(choice.tick(12_000)).toEqual([]);
  expect(choice.tick(13_000)).toEqual([{ do: "want", attempt: 3 }]);
  choice.frameDrawn(3, 14_000);
  choice.trouble(3, 80_000);
  expect(choice.tick(83_000)).toEqual([{ do: "want", attempt: 4 }]);
});

test("a try without a frame is given up", () => {
  choice.machineReady(0);
  expect(choice.tick(10_000)).toEqual([]);
  expect(choice.tick(10_001)).toEqual([{ do: "close", attempt: 1, wasDirect: false, isChosen: false }]);
});

test("what an older try says is not heard", () => {
  choice.machineReady(0);
  choice.trouble(1, 0);
  choice.tick(3_000);
  expect(choice.frameDrawn(1, 3_100)).toEqual([]);
  expect(choice.trouble(1, 3_100)).toEqual([]);
  expect(choice.state).toMatchObject({ is: "trying", attempt: 2 });
});

test("a machine that is gone is not tried again by itself", () => {
  choice.machineReady(0);
  choice.frameDrawn(1, 100);
  expect(choice.machineGone()).toEqual([{ do: "close", attempt: 1, wasDirect: true, isChosen: false }]);
  expect(choice.tick(1_000_000)).toEqual([]);
});

test("several monitors go by the relay alone, and one goes direct again (D7)", () => {
  choice.machineReady(0);
  choice.frameDrawn(1, 100);
  expect(choice.relayOnly(true, 200)).toEqual([{ do: "close", attempt: 1, wasDirect: true, isChosen: true }]);
  expect(choice.relayOnly(true, 300)).toEqual([]);
  expect(choice.tick(1_000_000)).toEqual([]);
  expect(choice.machineReady(1_000_000)).toEqual([]);
  expect(choice.relayOnly(false, 1_000_100)).toEqual([{ do: "want", attempt: 2 }]);
});

test("one monitor again, while the machine is gone, is nothing to try (D7)", () => {
  choice.machineReady(0);
  choice.relayOnly(true, 100);
  choice.machineGone();
  expect(choice.relayOnly(false, 200)).toEqual([]);
  expect(choice.machineReady(300)).toEqual([{ do: "want", attempt: 2 }]);
});
