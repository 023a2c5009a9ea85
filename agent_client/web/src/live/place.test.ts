import { expect, test } from "vitest";

import { placeAt, pointOf } from "./place";

const NORM_MAX = 65_535;

/** As the captured machine counts (I2). */
function pixelOf(norm: number, side: number): number {
  return Math.min(Math.floor((norm * side) / NORM_MAX), side - 1);
}

test.each([1920, 1366, 3840])("at actual size each of %i pixels names itself", (side) => {
  const box = { left: 17, top: 5, width: side, height: side };
  const wrong = [];
  for (let pixel = 0; pixel < side; pixel += 1) {
    const at = placeAt(box.left + pixel, box.top + pixel, box, 0);
    if (pixelOf(at.x_norm, side) !== pixel || pixelOf(at.y_norm, side) !== pixel) wrong.push(pixel);
  }
  expect(wrong).toEqual([]);
});

test("beside the picture is its edge", () => {
  const box = { left: 10, top: 10, width: 100, height: 50 };
  expect(placeAt(-5, 500, box, 2)).toEqual({ monitor: 2, x_norm: 0, y_norm: NORM_MAX });
});

test("a picture without a size has one place", () => {
  expect(placeAt(5, 5, { left: 0, top: 0, width: 0, height: 0 }, 0)).toEqual({
    monitor: 0,
    x_norm: 0,
    y_norm: 0,
  });
});

test("the middle of a monitor is the middle of its picture", () => {
  const point = pointOf({ monitor: 0, x_norm: 32_768, y_norm: 32_768 }, { width: 200, height: 100 });
  expect(point.x).toBeCloseTo(100, 1);
  expect(point.y).toBeCloseTo(50, 1);
});
