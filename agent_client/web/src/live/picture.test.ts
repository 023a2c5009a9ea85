import { beforeEach, expect, test, vi } from "vitest";

import type { FrameName, Via } from "./frame_name";
import { Picture, type Size } from "./picture";

const SIZE: Size = { widthPx: 640, heightPx: 480 };
const FRAME = {} as VideoFrame;

let canvas: HTMLCanvasElement;
let drawn: FrameName[] = [];
let sizes: Size[] = [];
let picture: Picture;
const context = { drawImage: vi.fn(), clearRect: vi.fn() };

beforeEach(() => {
  canvas = document.createElement("canvas");
  // jsdom draws nothing.
  vi.spyOn(canvas, "getContext").mockReturnValue(context as unknown as RenderingContext);
  drawn = [];
  sizes = [];
  picture = new Picture(canvas, {
    drawn: (name) => drawn.push(name),
    resized: (size) => sizes.push(size),
  });
});

function name(ptsUs: number, via: Via = "relay", stream = 0): FrameName {
  return { stream, ptsUs, via, key: false };
}

test("the newest frame wins, whichever way it came", () => {
  expect(picture.draw(FRAME, SIZE, name(2_000))).toBe(true);
  expect(picture.draw(FRAME, SIZE, name(1_000, "direct"))).toBe(false);
  expect(picture.draw(FRAME, SIZE, name(3_000, "direct"))).toBe(true);
  expect(drawn.map((one) => one.ptsUs)).toEqual([2_000, 3_000]);
  expect(canvas.dataset["path"]).toBe("direct");
});

test("the same frame on the other way proves that way", () => {
  picture.draw(FRAME, SIZE, name(2_000));
  expect(picture.draw(FRAME, SIZE, name(1_995, "direct"))).toBe(true);
});

test("only the stream that is shown is drawn", () => {
  expect(picture.draw(FRAME, SIZE, name(1, "relay", 4))).toBe(false);
  picture.show(4);
  expect(picture.draw(FRAME, SIZE, name(1, "relay", 4))).toBe(true);
  expect(canvas.dataset["stream"]).toBe("4");
});

test("the canvas takes the size of the picture", () => {
  picture.draw(FRAME, SIZE, name(1));
  picture.draw(FRAME, SIZE, name(2_000));
  picture.draw(FRAME, { widthPx: 800, heightPx: 600 }, name(4_000));
  expect(sizes).toEqual([SIZE, { widthPx: 800, heightPx: 600 }]);
  expect([canvas.width, canvas.height]).toEqual([800, 600]);
});

test("another machine counts from anew", () => {
  picture.draw(FRAME, SIZE, name(9_000_000));
  picture.forget();
  expect(picture.draw(FRAME, SIZE, name(10))).toBe(true);
});

test("a view that was taken back leaves nothing to see", () => {
  picture.draw(FRAME, SIZE, name(1));
  picture.clear();
  expect(context.clearRect).toHaveBeenCalledWith(0, 0, 640, 480);
  expect(canvas.dataset["path"]).toBe("none");
});
