import { expect, test } from "vitest";

import type { At } from "../protocol/protocol.gen";
import { MoveMerger } from "./moves";

function at(x: number): At {
  return { monitor: 0, x_norm: x, y_norm: 0 };
}

function merger(): { sent: number[]; frame: () => void; moves: MoveMerger } {
  const sent: number[] = [];
  const waiting: (() => void)[] = [];
  const moves = new MoveMerger(
    (place) => sent.push(place.x_norm),
    (callback) => waiting.push(callback),
  );
  return { sent, moves, frame: () => waiting.shift()?.() };
}

test("the first move goes at once, the rest of the frame as one", () => {
  const { sent, moves, frame } = merger();
  moves.push(at(1));
  moves.push(at(2));
  moves.push(at(3));
  expect(sent).toEqual([1]);
  frame();
  expect(sent).toEqual([1, 3]);
});

test("after a still frame the next move goes at once again", () => {
  const { sent, moves, frame } = merger();
  moves.push(at(1));
  frame();
  moves.push(at(2));
  expect(sent).toEqual([1, 2]);
});

test("a move that a click overtook is not sent after it", () => {
  const { sent, moves, frame } = merger();
  moves.push(at(1));
  moves.push(at(2));
  moves.forget();
  frame();
  expect(sent).toEqual([1]);
});
