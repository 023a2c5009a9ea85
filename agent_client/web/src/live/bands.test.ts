import { expect, test } from "vitest";

import { changedBands, layoutOf, type Rect } from "./bands";

const WIDTH = 200;
const HEIGHT = 160;
const { planes, bytes } = layoutOf(WIDTH, HEIGHT);

/** Two equal pictures, the second one changed at these bytes. */
function bandsAfter(...changed: number[]): Rect[] {
  const before = new Uint8Array(bytes);
  const now = new Uint8Array(bytes);
  for (const at of changed) now[at] = 255;
  return changedBands(new Uint32Array(before.buffer), new Uint32Array(now.buffer), planes, WIDTH, HEIGHT);
}

function luma(x: number, y: number): number {
  return y * (planes[0]?.stride ?? 0) + x;
}

function colour(x: number, y: number): number {
  return (planes[1]?.offset ?? 0) + (y >> 1) * (planes[1]?.stride ?? 0) + (x >> 1);
}

function covers(bands: Rect[], x: number, y: number): boolean {
  return bands.some(
    (band) => x >= band.x && x < band.x + band.width && y >= band.y && y < band.y + band.height,
  );
}

test("equal pictures need nothing", () => {
  expect(bandsAfter()).toEqual([]);
});

test("a changed pixel is one small rectangle around it", () => {
  expect(bandsAfter(luma(50, 41))).toEqual([{ x: 48, y: 40, width: 8, height: 2 }]);
});

test("a change of colour alone is seen", () => {
  const bands = bandsAfter(colour(101, 7));
  expect(covers(bands, 101, 7)).toBe(true);
  expect(covers(bands, 100, 6)).toBe(true);
});

test("changes far apart are two rectangles, near ones are one", () => {
  expect(bandsAfter(luma(0, 0), luma(199, 159))).toHaveLength(2);
  expect(bandsAfter(luma(0, 0), luma(199, 20))).toEqual([{ x: 0, y: 0, width: 200, height: 22 }]);
});

test("wherever pixels change, they lie inside, and the rectangles inside the picture", () => {
  let seed = 7;
  const next = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
  for (let round = 0; round < 200; round += 1) {
    const points = Array.from({ length: 1 + next(4) }, () => ({ x: next(WIDTH), y: next(HEIGHT) }));
    const bands = bandsAfter(...points.map((point) => luma(point.x, point.y)));
    for (const point of points) expect(covers(bands, point.x, point.y)).toBe(true);
    for (const band of bands) {
      expect(band.x + band.width).toBeLessThanOrEqual(WIDTH);
      expect(band.y + band.height).toBeLessThanOrEqual(HEIGHT);
    }
  }
});
