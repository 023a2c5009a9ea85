import { expect, test } from "vitest";

import { bitsPerSecond, sentSize } from "./size";

test.each([
  [1920, 1080, 1920, 1080],
  [1280, 720, 1280, 720],
  [2560, 1440, 1920, 1080],
  [3440, 1440, 1920, 804],
  [1080, 1920, 608, 1080],
  [801, 601, 800, 600],
  [1, 1, 2, 2],
])("%i × %i goes out as %i × %i", (widthPx, heightPx, width, height) => {
  expect(sentSize({ widthPx, heightPx })).toEqual({ widthPx: width, heightPx: height });
});

test("a larger picture may use more of the line", () => {
  expect(bitsPerSecond({ widthPx: 1920, heightPx: 1080 })).toBe(6_000_000);
  expect(bitsPerSecond({ widthPx: 640, heightPx: 360 })).toBeLessThan(2_000_000);
});
