import { expect, test } from "vitest";

import { WheelNotches } from "./wheel";

const PIXELS = 0;
const LINES = 1;

test("a notch down is minus one, to the right is plus one", () => {
  const notches = new WheelNotches();
  expect(notches.turn({ deltaX: 0, deltaY: 100, deltaMode: PIXELS })).toEqual({ dx: 0, dy: -1 });
  expect(notches.turn({ deltaX: 100, deltaY: 0, deltaMode: PIXELS })).toEqual({ dx: 1, dy: 0 });
  expect(notches.turn({ deltaX: 0, deltaY: -3, deltaMode: LINES })).toEqual({ dx: 0, dy: 1 });
});

test("a touch pad's small turns add up", () => {
  const notches = new WheelNotches();
  const turns = Array.from(
    { length: 10 },
    () => notches.turn({ deltaX: 0, deltaY: -25, deltaMode: PIXELS }).dy,
  );
  expect(turns.reduce((sum, dy) => sum + dy, 0)).toBe(2);
});

test("turning the other way begins anew", () => {
  const notches = new WheelNotches();
  notches.turn({ deltaX: 0, deltaY: 90, deltaMode: PIXELS });
  expect(notches.turn({ deltaX: 0, deltaY: -90, deltaMode: PIXELS }).dy).toBe(0);
  expect(notches.turn({ deltaX: 0, deltaY: -10, deltaMode: PIXELS }).dy).toBe(1);
});
