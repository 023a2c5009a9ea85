import { expect, test } from "vitest";

import type { SessionState } from "../protocol/protocol.gen";
import { ladderOf } from "./ladder";

function session(changes: object): SessionState {
  return { machine: { abilities: { inject: true } }, mode: "desktop_sharing", ...changes } as SessionState;
}

test("up is what is above the mode in force, down what is below (C3, C4)", () => {
  expect(ladderOf(session({}), "agent")).toEqual({
    up: ["full_control", "admin"],
    down: ["observer"],
    canEndView: true,
  });
  expect(ladderOf(session({ mode: undefined }), "agent")).toEqual({
    up: ["observer", "desktop_sharing", "full_control", "admin"],
    down: [],
    canEndView: false,
  });
});

test("while a question is open nothing is asked, but one may go down (C5)", () => {
  expect(ladderOf(session({ question: {} }), "agent")).toMatchObject({ up: [], down: ["observer"] });
});

test("a machine that cannot be controlled offers only the view (M6)", () => {
  const seen = { machine: { abilities: { inject: false } }, mode: undefined };
  expect(ladderOf(session(seen), "agent").up).toEqual(["observer"]);
});

test("a learner changes nothing, a demo and a restart have no ladder (H3, R2)", () => {
  expect(ladderOf(session({}), "learner")).toEqual({ up: [], down: [], canEndView: false });
  expect(ladderOf(session({ mode: "demo" }), "agent").up).toEqual([]);
  expect(ladderOf(session({ restart: {} }), "agent").down).toEqual([]);
});
