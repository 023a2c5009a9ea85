import { beforeEach, expect, test } from "vitest";

import type { Input } from "../protocol/protocol.gen";
import { Hand } from "./hand";

const AT = { monitor: 0, x_norm: 1, y_norm: 2 };

let reliable: Input[] = [];
let moves: Input[] = [];
let hand: Hand;

beforeEach(() => {
  reliable = [];
  moves = [];
  hand = handAt(0);
});

function handAt(nowMs: number): Hand {
  return new Hand(
    {
      reliable: (message) => reliable.push(message) > 0,
      move: (message) => moves.push(message) > 0,
    },
    () => nowMs,
  );
}

function seqs(messages: Input[]): number[] {
  return messages.flatMap((message) => message.events.map((event) => event.seq));
}

test("without control nothing is sent", () => {
  hand.text("a");
  hand.move(AT);
  expect(reliable).toEqual([]);
  expect(moves).toEqual([]);
});

test("one count runs over moves and keys of a grant (I5)", () => {
  hand.granted(7);
  hand.move(AT);
  hand.text("a");
  hand.move(AT);
  hand.button(AT, "left", true);
  expect(seqs(moves)).toEqual([1, 3]);
  expect(seqs(reliable)).toEqual([2, 4]);
  expect(reliable.every((message) => message.epoch === 7)).toBe(true);
});

test("what was not acknowledged goes again on another path, in order; moves never do", () => {
  hand.granted(1);
  hand.text("a");
  hand.move(AT);
  hand.key("Enter", true);
  hand.key("Enter", false);
  hand.seen({ type: "input_seen", epoch: 1, seq: 1 });
  reliable = [];
  hand.pathChanged();
  expect(seqs(reliable)).toEqual([3, 4]);
});

test("an answer to another grant acknowledges nothing", () => {
  hand.granted(2);
  hand.text("a");
  hand.seen({ type: "input_seen", epoch: 1, seq: 99 });
  reliable = [];
  hand.pathChanged();
  expect(seqs(reliable)).toEqual([1]);
});

test("a new grant counts from one, and forgets the old one's events", () => {
  hand.granted(1);
  hand.text("a");
  hand.granted(null);
  hand.granted(2);
  reliable = [];
  hand.pathChanged();
  expect(reliable).toEqual([]);
  hand.text("b");
  expect(seqs(reliable)).toEqual([1]);
});

test("a long text goes in parts, and no character is torn apart", () => {
  hand.granted(1);
  hand.text("😀".repeat(600));
  const parts = reliable.flatMap((message) =>
    message.events.map((event) => (event.type === "text" ? event.text : "")),
  );
  expect(parts.map((part) => part.length)).toEqual([1000, 200]);
  expect(parts.join("")).toBe("😀".repeat(600));
});

test("many unacknowledged events go again in messages within the limit", () => {
  hand.granted(1);
  for (let count = 0; count < 300; count += 1) hand.text("a");
  reliable = [];
  hand.pathChanged();
  expect(reliable.map((message) => message.events.length)).toEqual([256, 44]);
});

test("a page that is loaded anew under the same grant goes on above what was seen", () => {
  const before = handAt(1_000);
  before.granted(1);
  for (let count = 0; count < 5; count += 1) before.text("a");
  const after = handAt(2_000);
  after.granted(1);
  after.text("b");
  expect(seqs(reliable)).toEqual([1_000, 1_001, 1_002, 1_003, 1_004, 2_000]);
});
