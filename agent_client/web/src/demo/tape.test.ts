import { beforeEach, expect, test } from "vitest";

import type { OrderRecording, Recording, RecordingHere, SessionState } from "../protocol/protocol.gen";
import { ANSWER_MS, INERT_MS, Tape } from "./tape";
import { wishStore } from "./wish_store";

const ANA = { person_id: "p_ana", name: "Ana", role: "agent" } as const;
const ORDER: OrderRecording = {
  type: "order_recording",
  request_id: "rec_one",
  asked_by: ANA,
  organisation: "Ayuda",
};

let kept: RecordingHere | null = null;
const store = {
  get: () => kept,
  set: (wish: RecordingHere | null) => {
    kept = wish;
  },
};

beforeEach(() => {
  kept = null;
});

function given(answer: string): unknown {
  return { type: "recording_given", request_id: "rec_one", answer };
}

function here(deed: RecordingHere["deed"]): RecordingHere {
  return { type: "recording_here", request_id: "rec_one", deed };
}

function seen(
  state?: Recording["state"],
  paused_by?: string,
): Pick<SessionState, "recording" | "owner_id" | "customer_id"> {
  const paused = paused_by === undefined ? {} : { paused_by };
  const recording = state && { request_id: "rec_one", state, asked_at: 1, ...paused };
  return { owner_id: "p_ana", ...(recording === undefined ? {} : { recording }) };
}

function recorded(): Tape {
  const tape = new Tape(store);
  tape.heard(seen("asked"));
  tape.ordered(ORDER, 0);
  expect(tape.answered(true, INERT_MS)).toEqual([given("allowed")]);
  expect(tape.recorded).toBe("begins");
  tape.heard(seen("on"));
  expect(tape.recorded).toBe("on");
  return tape;
}

test("a yes counts after three seconds, a no at once, and silence is a no (N2, C5)", () => {
  const tape = new Tape(store);
  expect(tape.ordered(ORDER, 0)).toEqual([]);
  expect(tape.answered(true, INERT_MS - 1)).toEqual([]);
  expect(tape.asked).not.toBeNull();
  expect(tape.answered(false, 1)).toEqual([given("refused")]);
  expect(tape.asked).toBeNull();
  expect(tape.answered(true, INERT_MS)).toEqual([]);
  const silent = new Tape(store);
  silent.ordered(ORDER, 0);
  expect(silent.tick(ANSWER_MS - 1)).toEqual([]);
  expect(silent.tick(ANSWER_MS)).toEqual([given("expired")]);
});

test("the same question is the same one, a second one is refused, and so is who may not ask (C5, J3, H1)", () => {
  const tape = new Tape(store);
  tape.ordered(ORDER, 0);
  expect(tape.ordered(ORDER, 5)).toEqual([]);
  expect(tape.ordered({ ...ORDER, request_id: "rec_two" }, 5)).toMatchObject([{ answer: "refused" }]);
  expect(tape.answered(true, INERT_MS)).toEqual([given("allowed")]);
  const barred = new Tape(store);
  expect(barred.ordered({ ...ORDER, asked_by: { ...ANA, role: "viewer" } }, 0)).toEqual([given("refused")]);
  expect(barred.ordered(ORDER, 0)).toEqual([given("refused")]);
  const { asked_by: _, ...policy } = ORDER;
  const always = new Tape(store);
  expect(always.ordered(policy, 0)).toEqual([]);
  expect(always.asked?.order).toEqual(policy);
});

test("a question taken back goes away, and a yes to it is not said again (C5)", () => {
  const tape = new Tape(store);
  tape.ordered(ORDER, 0);
  tape.withdrawn("rec_other");
  expect(tape.asked).not.toBeNull();
  tape.withdrawn("rec_one");
  expect(tape.asked).toBeNull();
  tape.ordered(ORDER, 0);
  tape.answered(true, INERT_MS);
  tape.withdrawn("rec_one");
  expect(tape.welcomed(seen("asked"))).toEqual([]);
});

test("who stops showing says no to an open question", () => {
  const tape = new Tape(store);
  expect(tape.refuse()).toEqual([]);
  tape.ordered(ORDER, 0);
  expect(tape.refuse()).toEqual([given("refused")]);
});

test("an answer is said again while the server still asks, and a forgotten question goes away (K3)", () => {
  const tape = new Tape(store);
  tape.ordered(ORDER, 0);
  expect(tape.welcomed(seen("asked"))).toEqual([]);
  expect(tape.asked).not.toBeNull();
  tape.answered(true, INERT_MS);
  expect(tape.welcomed(seen("asked"))).toEqual([given("allowed")]);
  expect(tape.welcomed(seen("on"))).toEqual([]);
  const forgotten = new Tape(store);
  forgotten.ordered(ORDER, 0);
  forgotten.welcomed(seen());
  expect(forgotten.asked).toBeNull();
});

test("a wish is said again until the state shows it, and outlives the page (N4)", () => {
  const tape = recorded();
  expect(tape.done("pause")).toEqual([here("pause")]);
  expect(tape.recorded).toBe("pausing");
  expect(tape.welcomed(seen("on"))).toEqual([here("pause")]);
  tape.heard(seen("paused", "p_bea"));
  expect(kept, "somebody else paused it").toEqual(here("pause"));
  tape.heard(seen("paused", "p_ana"));
  expect([tape.recorded, kept]).toEqual(["paused", null]);
  expect(tape.done("withdraw")).toEqual([here("withdraw")]);
  expect(tape.done("resume")).toEqual([]);
  expect(tape.recorded).toBe("ending");
  const reloaded = new Tape(store);
  expect(reloaded.welcomed(seen("paused", "p_ana"))).toEqual([here("withdraw")]);
  reloaded.heard(seen());
  expect([reloaded.recorded, kept]).toEqual([null, null]);
});

test("going on does not undo what somebody else paused since (N4)", () => {
  const tape = recorded();
  tape.heard(seen("paused", "p_ana"));
  expect(tape.done("resume")).toEqual([here("resume")]);
  expect(tape.recorded).toBe("resuming");
  expect(tape.welcomed(seen("paused", "p_bea"))).toEqual([]);
});

test("a yes is taken back before it has begun, and nothing is done to nothing (N4)", () => {
  const tape = new Tape(store);
  expect(tape.done("withdraw")).toEqual([]);
  tape.heard(seen("asked"));
  expect(tape.recorded).toBeNull();
  expect(tape.done("withdraw")).toEqual([]);
  tape.ordered(ORDER, 0);
  tape.answered(true, INERT_MS);
  expect(tape.done("pause")).toEqual([]);
  expect(tape.done("withdraw")).toEqual([here("withdraw")]);
  expect(tape.welcomed(seen("asked"))).toEqual([given("refused"), here("withdraw")]);
});

test("what the server refuses is wanted no longer", () => {
  const tape = recorded();
  tape.done("pause");
  tape.refused(undefined);
  tape.refused("rec_other");
  expect(kept).not.toBeNull();
  tape.refused("rec_one");
  expect([tape.recorded, kept]).toEqual(["on", null]);
});

test("the tab keeps a wish, and believes only what is one", () => {
  const all = new Map<string, string>();
  const storage = {
    getItem: (key: string) => all.get(key) ?? null,
    setItem: (key: string, text: string) => void all.set(key, text),
    removeItem: (key: string) => void all.delete(key),
  };
  const tab = wishStore(() => storage);
  expect(tab.get()).toBeNull();
  tab.set(here("withdraw"));
  expect(tab.get()).toEqual(here("withdraw"));
  for (const wrong of ["{", "7", '{"request_id": 1, "deed": "pause"}', '{"request_id": "r", "deed": "x"}']) {
    all.set("auxilio-recording-wish", wrong);
    expect(tab.get(), wrong).toBeNull();
  }
  tab.set(null);
  expect(all.size).toBe(0);
  const none = wishStore(() => {
    throw new Error("no storage");
  });
  none.set(here("pause"));
  expect(none.get()).toBeNull();
});
