import { expect, test } from "vitest";

import type { Machine, Person, SessionState } from "../protocol/protocol.gen";
import { standingWords } from "./standing_words";
import { speaker } from "./words";

const say = speaker("en");
const CARMEN: Person = {
  person_id: "c_carmen",
  name: "Carmen",
  role: "customer",
  language: "es",
  presence: "present",
};
const ANA: Person = { person_id: "p_ana", name: "Ana", role: "agent", language: "es", presence: "present" };
const MACHINE: Machine = {
  peer_id: "m_1",
  platform: "linux_x11",
  system: "Debian 12",
  version: "1",
  abilities: { capture: true, inject: true, sentence: "" },
  elevated: false,
  asking_rights: false,
  presence: "present",
};
const WAITING: SessionState = {
  session_id: "s_1",
  seq: 1,
  state: "waiting",
  opened_at: 0,
  door: "page",
  reason: "",
  people: [CARMEN, ANA],
  customer_id: CARMEN.person_id,
  why: "",
  covered: [],
  epoch: 0,
  kind: "help",
  floor_wanted: [],
  works: [],
  raised: [],
  private: false,
};
const CLAIMED: SessionState = { ...WAITING, state: "claimed", owner_id: ANA.person_id };
const LIVE: SessionState = { ...CLAIMED, state: "live", machine: MACHINE, mode: "observer" };

test("who waits sees the place and the wait", () => {
  const words = standingWords(WAITING, { type: "queue_place", place: 3, wait_seconds: 240 }, say);
  expect(words.title).toBe("You are number 3 in the queue");
  expect(words.hint).toContain("About 4 minutes more.");
  expect(words.needsProgram).toBe(true);
});

test("who is next hears so, without a made-up time", () => {
  const words = standingWords(WAITING, { type: "queue_place", place: 1 }, say);
  expect(words.title).toBe("You are next");
  expect(words.hint).not.toContain("minute");
});

test("who comes is named", () => {
  expect(standingWords(CLAIMED, null, say).title).toBe("Ana will help you");
});

test("an open question sends the customer to the program's window", () => {
  const asked = { request_id: "r_1", mode: "full_control", asked_by: ANA.person_id, asked_at: 0 } as const;
  expect(standingWords({ ...LIVE, question: asked }, null, say).title).toBe(
    "Ana asks to use your mouse and keyboard",
  );
});

test("who may do what is said plainly", () => {
  expect(standingWords(LIVE, null, say)).toMatchObject({
    title: "Ana sees your screen",
    needsProgram: false,
  });
  const held: SessionState = { ...LIVE, mode: "full_control", holder_id: ANA.person_id };
  expect(standingWords(held, null, say).title).toBe("Ana sees your screen and may use it");
  expect(standingWords({ ...LIVE, mode: "full_control" }, null, say).hint).toContain(
    "Only you use the mouse",
  );
});

test("a program that went away may be started again", () => {
  const away: SessionState = { ...CLAIMED, machine: { ...MACHINE, presence: "away" } };
  expect(standingWords(away, null, say)).toMatchObject({
    title: "The connection to your program is interrupted",
    needsProgram: true,
  });
});

test("in turns, it is the customer's when nobody of the staff has it (O1)", () => {
  const turns: SessionState = { ...LIVE, mode: "desktop_sharing" };
  expect(standingWords(turns, null, say).title).toBe("It is your turn");
  expect(standingWords({ ...turns, holder_id: ANA.person_id }, null, say).title).toBe(
    "Ana sees your screen and may use it",
  );
});

test("a restart needs no program, and says so when its user has to sign in (R1)", () => {
  const restart = { request_id: "r_1", since: 0, until: 1, waits_for_sign_in: false };
  const away: SessionState = { ...LIVE, machine: { ...MACHINE, presence: "away" }, restart };
  expect(standingWords(away, null, say)).toMatchObject({
    title: "Your computer is restarting",
    needsProgram: false,
  });
  const waits: SessionState = { ...away, restart: { ...restart, waits_for_sign_in: true } };
  expect(standingWords(waits, null, say).hint).toContain("Sign in on your computer");
});
