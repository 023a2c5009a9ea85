import { expect, test } from "vitest";

import { arrange } from "./arrange";
import { placeAt, placeOn, pointOf } from "./place";

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
  const point = pointOf(
    { monitor: 0, x_norm: 32_768, y_norm: 32_768 },
    { left: 5, top: 7, width: 200, height: 100 },
  );
  expect(point.x).toBeCloseTo(105, 1);
  expect(point.y).toBeCloseTo(57, 1);
});

// Negative origins, a step between the two, a gap beside the third: every pixel is one monitor's and its own.
const MONITORS = [
  { id: 0, left_px: 0, top_px: 0, width_px: 300, height_px: 200 },
  { id: 4, left_px: -160, top_px: -50, width_px: 160, height_px: 120 },
  { id: 7, left_px: 320, top_px: 30, width_px: 100, height_px: 150 },
].map((one) => ({ ...one, scale: one.id === 4 ? 2 : 1, primary: one.id === 0, name: "" }));

function boxes(
  scale: number,
): { monitor: number; box: { left: number; top: number; width: number; height: number } }[] {
  return arrange(MONITORS).places.map((place) => ({
    monitor: place.stream,
    box: {
      left: 33 + place.leftPx * scale,
      top: 12 + place.topPx * scale,
      width: place.widthPx * scale,
      height: place.heightPx * scale,
    },
  }));
}

test("among several monitors each pixel names its own monitor and itself (I2, M1)", () => {
  const wrong: string[] = [];
  for (const monitor of MONITORS) {
    for (let x = 0; x < monitor.width_px; x += 1)
      for (const y of [0, 1, monitor.height_px - 1]) {
        // From the desktop's own corner, which lies at (-160, -50).
        const at = placeOn(33 + monitor.left_px + x + 160, 12 + monitor.top_px + y + 50, boxes(1));
        const there = [
          at.monitor,
          pixelOf(at.x_norm, monitor.width_px),
          pixelOf(at.y_norm, monitor.height_px),
        ];
        if (there.join() !== [monitor.id, x, y].join())
          wrong.push(`${monitor.id} ${x} ${y}: ${there.join()}`);
      }
  }
  expect(wrong).toEqual([]);
});

test("made smaller, the middle of each monitor is still its middle", () => {
  for (const { monitor, box } of boxes(0.37)) {
    const at = placeOn(box.left + box.width / 2 - 0.5, box.top + box.height / 2 - 0.5, boxes(0.37));
    expect(at.monitor).toBe(monitor);
    expect(at.x_norm).toBeCloseTo(32_768, -1);
    expect(at.y_norm).toBeCloseTo(32_768, -1);
  }
});

test("in a gap the nearest monitor's edge is meant", () => {
  expect(placeOn(33 + 160 + 303, 12 + 50 + 100, boxes(1))).toMatchObject({ monitor: 0, x_norm: NORM_MAX });
  expect(placeOn(33 + 160 + 316, 12 + 50 + 100, boxes(1))).toMatchObject({ monitor: 7, x_norm: 0 });
});
