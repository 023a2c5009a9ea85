import { expect, test } from "vitest";

import { QualityMeter } from "./quality";

function answerAfter(meter: QualityMeter, atMs: number, tripMs: number): void {
  meter.answered(meter.ask(atMs), atMs + tripMs);
}

test("quick answers are good, slow ones slow, none at all interrupted", () => {
  const meter = new QualityMeter();
  expect(meter.now(0)).toBe("good");
  answerAfter(meter, 0, 20);
  expect(meter.now(100)).toBe("good");
  for (let second = 1; second < 6; second += 1) answerAfter(meter, second * 1_000, 400);
  expect(meter.now(5_500)).toBe("slow");
  expect(meter.now(9_500)).toBe("interrupted");
});

test("one late answer says nothing", () => {
  const meter = new QualityMeter();
  for (const trip of [20, 20, 900, 20, 20]) answerAfter(meter, 0, trip);
  expect(meter.roundTripMs()).toBe(20);
  expect(meter.now(900)).toBe("good");
});

test("on another way nothing is known yet", () => {
  const meter = new QualityMeter();
  answerAfter(meter, 0, 400);
  meter.reset();
  expect(meter.roundTripMs()).toBeNull();
  expect(meter.now(60_000)).toBe("good");
});

test("an answer to nothing is only a sign of life", () => {
  const meter = new QualityMeter();
  meter.answered(77, 1_000);
  expect(meter.roundTripMs()).toBeNull();
  expect(meter.silentMs(1_500)).toBe(500);
});
