import { expect, test } from "vitest";

import { marksMoment, type Stroke } from "./flag";

const M: Stroke = {
  code: "KeyM",
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  metaKey: false,
  repeat: false,
};
const CHORD: Stroke = { ...M, ctrlKey: true, altKey: true };

test("one key marks the moment, while it does nothing else", () => {
  expect(marksMoment(M, false, false)).toBe(true);
  expect(marksMoment(M, true, false)).toBe(false);
  expect(marksMoment(M, false, true)).toBe(false);
});

test("the chord marks it wherever the keys go", () => {
  expect(marksMoment(CHORD, true, false)).toBe(true);
  expect(marksMoment(CHORD, false, true)).toBe(true);
});

test("no other key does, and none that is held down", () => {
  expect(marksMoment({ ...M, code: "KeyN" }, false, false)).toBe(false);
  expect(marksMoment({ ...M, ctrlKey: true }, false, false)).toBe(false);
  expect(marksMoment({ ...M, altKey: true }, false, false)).toBe(false);
  expect(marksMoment({ ...M, shiftKey: true }, false, false)).toBe(false);
  expect(marksMoment({ ...CHORD, metaKey: true }, false, false)).toBe(false);
  expect(marksMoment({ ...CHORD, repeat: true }, true, false)).toBe(false);
});
