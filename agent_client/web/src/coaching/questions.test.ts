import { expect, test } from "vitest";

import type { Note } from "../api/coaching";
import { around, inOrder } from "./questions";

test("a moment spans what led to it, within its session", () => {
  expect(around(100_000, 0, 200_000)).toEqual({ from_ms: 80_000, until_ms: 110_000 });
  expect(around(5_000.4, 0, 200_000)).toEqual({ from_ms: 0, until_ms: 15_000 });
  expect(around(199_000, 0, 200_000)).toEqual({ from_ms: 179_000, until_ms: 200_000 });
  expect(around(900_000, 0, 200_000)).toEqual({ from_ms: 199_000, until_ms: 200_000 });
});

test("whose turn it is comes first, what is closed last, the newest word decides within", () => {
  const note = (note_id: string, at: number, more: Partial<Note> = {}): Note =>
    ({ note_id, at, waits: false, closed: false, replies: [], ...more }) as unknown as Note;
  const answered = { replies: [{ at: 9 }] } as unknown as Partial<Note>;
  const notes = [
    note("closed", 8, { closed: true }),
    note("open", 5),
    note("answered", 1, answered),
    note("mine", 2, { waits: true }),
  ];
  expect(inOrder(notes).map((one) => one.note_id)).toEqual(["mine", "answered", "open", "closed"]);
});
