import { expect, test } from "vitest";

import type { Receipt } from "../api/receipt";
import { partsOf } from "./receipt";
import { speaker } from "./words";

const say = speaker("en");
const clock = (atMs: number): string => `${atMs}`;
const NOTHING: Receipt = {
  session_id: "s_1",
  opened_at_ms: 1,
  ended_at_ms: 9,
  people: [],
  allowed: [],
  seen: [],
  controlled: [],
  done: [],
  sent: [],
  recorded: [],
  entry_count: 3,
  head: "ab",
  erased_at_ms: null,
};

function lines(receipt: Partial<Receipt>): Record<string, readonly string[]> {
  return Object.fromEntries(
    partsOf({ ...NOTHING, ...receipt }, say, clock).map((part) => [part.title, part.lines]),
  );
}

test("where nothing happened, that is said", () => {
  const said = lines({});
  expect(said["What was done"]).toEqual(["Nothing"]);
  expect(said["What was recorded"]).toEqual(["This session was not recorded."]);
});

test("who was there, what was allowed, seen, used, done, sent and recorded", () => {
  const said = lines({
    people: [{ name: "Ben", role: "agent", from_ms: 2, to_ms: null }],
    allowed: [{ what: "observer", by_name: "Ben", at_ms: 3 }],
    seen: [{ mode: "observer", from_ms: 3, to_ms: 8 }],
    controlled: [{ name: "Ben", from_ms: 4, to_ms: 5 }],
    done: [{ what: "service", by_name: "Ben", name: "cups", from_ms: 5, to_ms: 6 }],
    sent: [{ what: "files", by_name: "Ben", at_ms: 6, to_machine: true, names: ["a.pdf", "b.pdf"] }],
    recorded: [{ from_ms: 3, to_ms: 7 }],
  });
  expect(said).toEqual({
    "Who was there": ["Ben · since 2"],
    "What you allowed": ["see the screen · 3 · asked by Ben"],
    "When your screen was seen": ["see the screen · 3 to 8"],
    "Who used your mouse and keyboard": ["Ben · 4 to 5"],
    "What was done": ["service · cups · 5 to 6 · asked by Ben"],
    "What was sent": ["files · a.pdf, b.pdf · 6 · to your computer · Ben"],
    "What was recorded": ["3 to 7"],
  });
});

test("what this page does not know is still named, and who asked only if anybody did", () => {
  expect(lines({ allowed: [{ what: "teleport", by_name: null, at_ms: 3 }] })["What you allowed"]).toEqual([
    "work on the computer · 3",
  ]);
});
