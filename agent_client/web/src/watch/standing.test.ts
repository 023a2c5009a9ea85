import { expect, test } from "vitest";

import type { Machine, SessionState } from "../protocol/protocol.gen";
import { endingOf, recordedOf, sceneOf, type Seen } from "./standing";

type Shown = Pick<SessionState, "state" | "mode" | "machine" | "private">;

const NOTHING: Seen = { canDecode: true, isDrawn: false, wasShown: false };
const DRAWN: Seen = { canDecode: true, isDrawn: true, wasShown: true };
const MACHINE = { presence: "present" } as Machine;
const LIVE: Shown = { state: "live", mode: "demo", machine: MACHINE, private: false };

test("before anything is shown the viewer is told to wait", () => {
  expect(sceneOf({ state: "claimed", private: false }, NOTHING)).toBe("not_yet");
  expect(sceneOf({ state: "claimed", machine: MACHINE, private: false }, NOTHING)).toBe("not_yet");
});

test("the picture comes, and is there", () => {
  expect(sceneOf(LIVE, NOTHING)).toBe("coming");
  expect(sceneOf(LIVE, DRAWN)).toBe("live");
});

test("a browser without a decoder is told so, and never left with a black picture (M6)", () => {
  expect(sceneOf(LIVE, { ...NOTHING, canDecode: false })).toBe("no_decoder");
});

test("what was shown and is not any more is a pause", () => {
  expect(sceneOf({ state: "claimed", machine: MACHINE, private: false }, { ...DRAWN, isDrawn: false })).toBe(
    "paused",
  );
});

test("a presenter who cannot be reached interrupts; one who never began has not begun yet", () => {
  expect(sceneOf({ ...LIVE, state: "interrupted" }, DRAWN)).toBe("interrupted");
  expect(sceneOf({ ...LIVE, machine: { ...MACHINE, presence: "away" } }, DRAWN)).toBe("interrupted");
  expect(sceneOf({ state: "interrupted", private: false }, NOTHING)).toBe("not_yet");
});

test("the end is the end", () => {
  expect(sceneOf({ ...LIVE, state: "ended" }, DRAWN)).toBe("over");
});

test("a link that does not come back says why", () => {
  const closes = { conflict: 4409, over: 4410 };
  const over = (closeCode: number): { is: "over"; closeCode: number } => ({ is: "over", closeCode });
  expect(endingOf(over(4410), closes, false)).toBe("over");
  expect(endingOf(over(4409), closes, true)).toBe("taken");
  expect(endingOf(over(4409), closes, false)).toBe("replaced");
  expect(endingOf(over(4401), closes, false)).toBe("lost_place");
});

test("a private moment is said, and not taken for a broken picture (N5)", () => {
  expect(sceneOf({ ...LIVE, private: true }, DRAWN)).toBe("private");
  expect(sceneOf({ ...LIVE, private: true, state: "interrupted" }, DRAWN)).toBe("interrupted");
});

test("viewers read whether they are recorded, at every moment (N3)", () => {
  const recording = { request_id: "rec_one", asked_at: 1 };
  expect(recordedOf({})).toBe("none");
  for (const state of ["asked", "on", "paused"] as const)
    expect(recordedOf({ recording: { ...recording, state } })).toBe(state);
});
