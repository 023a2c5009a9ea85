import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Sinks } from "./sinks";

/** A second, in which the page may draw or not. */
const LATER_MS = 1_000;

let open = 0;
let written: number[] = [];
let isClosed = false;
let sinks: Sinks;

beforeEach(() => {
  vi.useFakeTimers();
  open = 0;
  written = [];
  isClosed = false;
  sinks = new Sinks();
});

afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

/** A frame, of which each copy is counted until it is closed. */
function frame(timestamp: number): VideoFrame {
  open += 1;
  return { timestamp, clone: () => frame(timestamp), close: () => (open -= 1) } as unknown as VideoFrame;
}

function sink(): WritableStream<VideoFrame> {
  const writer = {
    write: (taken: VideoFrame) => {
      if (isClosed) return Promise.reject(new TypeError("closed"));
      written.push(taken.timestamp);
      taken.close();
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
  return { getWriter: () => writer } as unknown as WritableStream<VideoFrame>;
}

test("a monitor that rests is written again until the page has drawn it m7", () => {
  sinks.change([0], [[0, sink()]]);
  sinks.write(frame(1), 0);
  sinks.write(frame(2), 0);
  vi.advanceTimersByTime(LATER_MS);
  expect(written.slice(0, 3)).toEqual([1, 2, 2]);
  sinks.shown(0);
  written = [];
  vi.advanceTimersByTime(LATER_MS);
  sinks.write(frame(3), 0);
  expect(written).toEqual([3]);
  expect(open).toBe(0);
});

test("nothing is written before the first frame m7", () => {
  sinks.change([0], [[0, sink()]]);
  vi.advanceTimersByTime(LATER_MS);
  expect(written).toEqual([]);
  sinks.shown(0);
});

test("a monitor that is watched no more takes nothing and keeps nothing m7", () => {
  sinks.change([0], [[0, sink()]]);
  sinks.write(frame(1), 0);
  sinks.change([], []);
  written = [];
  sinks.write(frame(2), 0);
  vi.advanceTimersByTime(LATER_MS);
  expect(written).toEqual([]);
  expect(open).toBe(0);
});

test("a monitor that comes back begins anew m7", () => {
  sinks.change(
    [0, 1],
    [
      [0, sink()],
      [1, sink()],
    ],
  );
  sinks.shown(0);
  sinks.shown(1);
  sinks.change([0], []);
  sinks.change([0, 1], [[1, sink()]]);
  sinks.write(frame(5), 1);
  vi.advanceTimersByTime(LATER_MS);
  expect(written.length).toBeGreaterThan(1);
  sinks.shown(1);
  expect(open).toBe(0);
});

test("a sink that is gone leaves no frame open", async () => {
  sinks.change([0], [[0, sink()]]);
  isClosed = true;
  sinks.write(frame(1), 0);
  await vi.advanceTimersByTimeAsync(LATER_MS);
  sinks.shown(0);
  expect(open).toBe(0);
});
