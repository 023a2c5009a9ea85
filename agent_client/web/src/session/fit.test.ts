import { expect, test } from "vitest";

import { cssSize } from "./fit";

const PICTURE = { widthPx: 1920, heightPx: 1080 };

test("fitted, the whole picture is seen and keeps its shape", () => {
  const size = cssSize(PICTURE, { width: 966, height: 2_000 }, "fit", 1);
  expect(size).toEqual({ width: 960, height: 540 });
});

test("at actual size a pixel there is a pixel here", () => {
  expect(cssSize(PICTURE, { width: 10, height: 10 }, "actual", 2)).toEqual({ width: 960, height: 540 });
});

test("without room there is still a picture", () => {
  expect(cssSize(PICTURE, { width: 0, height: 0 }, "fit", 1)).toEqual({ width: 1, height: 1 });
});
