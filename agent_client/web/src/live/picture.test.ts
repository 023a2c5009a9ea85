import { beforeEach, expect, test, vi } from "vitest";

import type { FrameName, Via } from "./frame_name";
import { Picture, type Size } from "./picture";

const SIZE: Size = { widthPx: 640, heightPx: 480 };
const close = vi.fn();
const FRAME = { close, format: null } as unknown as VideoFrame;

let canvas: HTMLCanvasElement;
let drawn: FrameName[] = [];
let sizes: Size[] = [];
let picture: Picture;
const context = { drawImage: vi.fn(), clearRect: vi.fn() };

beforeEach(() => {
  close.mockClear();
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
  return { stream, ptsUs, via };
}

test("the newest frame wins, whichever way it came", () => {
  picture.draw(FRAME, SIZE, name(2_000));
  picture.draw(FRAME, SIZE, name(1_000, "direct"));
  picture.draw(FRAME, SIZE, name(3_000, "direct"));
  expect(close).toHaveBeenCalledTimes(3);
  expect(drawn.map((one) => one.ptsUs)).toEqual([2_000, 3_000]);
  expect(canvas.dataset["path"]).toBe("direct");
});

test("the same frame on the other way proves that way", () => {
  picture.draw(FRAME, SIZE, name(2_000));
  picture.draw(FRAME, SIZE, name(1_995, "direct"));
  expect(drawn.map((one) => one.via)).toEqual(["relay", "direct"]);
});

test("only the stream that is shown is drawn", () => {
  picture.draw(FRAME, SIZE, name(1, "relay", 4));
  expect(drawn).toEqual([]);
  picture.show(4);
  picture.draw(FRAME, SIZE, name(1, "relay", 4));
  expect(drawn).toHaveLength(1);
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
  picture.draw(FRAME, SIZE, name(10));
  expect(drawn.at(-1)?.ptsUs).toBe(10);
});

test("a view that was taken back leaves nothing to see", () => {
  picture.draw(FRAME, SIZE, name(1));
  picture.clear();
  expect(context.clearRect).toHaveBeenCalledWith(0, 0, 640, 480);
  expect(canvas.dataset["path"]).toBe("none");
});

test("while a frame is copied, only the newest of those that come waits", async () => {
  vi.spyOn(performance, "now").mockImplementation(slowClock());
  const copies: (() => void)[] = [];
  const i420 = (): VideoFrame =>
    ({
      close,
      format: "I420",
      visibleRect: { x: 0, y: 0, width: 640, height: 480 },
      copyTo: () => new Promise<void>((done) => copies.push(done)),
    }) as unknown as VideoFrame;
  for (const at of [1, 2, 3, 4]) picture.draw(i420(), SIZE, name(at * 1_000));
  for (const at of [5, 6, 7]) picture.draw(i420(), SIZE, name(at * 1_000));
  expect(drawn.map((one) => one.ptsUs)).toEqual([1_000, 2_000, 3_000, 4_000]);
  vi.stubGlobal(
    "ImageData",
    class {
      readonly width = 0;
    },
  );
  Object.assign(context, { putImageData: vi.fn() });
  for (let turn = 0; turn < 4; turn += 1) {
    copies.shift()?.();
    await new Promise((done) => setTimeout(done));
  }
  expect(drawn.map((one) => one.ptsUs).slice(4)).toEqual([5_000, 7_000]);
});

/** Each look at the clock is 10 ms later: drawing seems slow. */
function slowClock(): () => number {
  let now = 0;
  return () => (now += 10);
}
