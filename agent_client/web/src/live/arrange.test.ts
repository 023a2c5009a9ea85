import { expect, test } from "vitest";

import type { Monitor } from "../protocol/protocol.gen";
import { arrange } from "./arrange";

function monitor(id: number, left: number, top: number, width: number, height: number, scale = 1): Monitor {
  return {
    id,
    left_px: left,
    top_px: top,
    width_px: width,
    height_px: height,
    scale,
    primary: id === 0,
    name: "",
  };
}

test("a monitor left of and above the origin stands left of and above the others (M1)", () => {
  const { size, places } = arrange([monitor(0, 0, 0, 1920, 1080), monitor(3, -1280, -200, 1280, 1024)]);
  expect(size).toEqual({ widthPx: 3200, heightPx: 1280 });
  expect(places).toEqual([
    { stream: 0, leftPx: 1280, topPx: 200, widthPx: 1920, heightPx: 1080 },
    { stream: 3, leftPx: 0, topPx: 0, widthPx: 1280, heightPx: 1024 },
  ]);
});

test("gaps stay gaps, and what begins beyond the origin begins at the corner", () => {
  const { size, places } = arrange([monitor(0, 500, 40, 800, 600), monitor(1, 1500, 40, 800, 600)]);
  expect(size).toEqual({ widthPx: 1800, heightPx: 600 });
  expect(places.map((one) => one.leftPx)).toEqual([0, 1000]);
});

test("a monitor's scale factor moves nothing: all is in physical pixels", () => {
  const plain = arrange([monitor(0, 0, 0, 3840, 2160), monitor(1, 3840, 0, 1920, 1080)]);
  expect(arrange([monitor(0, 0, 0, 3840, 2160, 2), monitor(1, 3840, 0, 1920, 1080)])).toEqual(plain);
});

test("a mirrored monitor is shown once", () => {
  const twice = [monitor(0, 0, 0, 1920, 1080), monitor(1, 0, 0, 1920, 1080), monitor(2, 0, 0, 1024, 768)];
  expect(arrange(twice).places.map((one) => one.stream)).toEqual([0]);
});
