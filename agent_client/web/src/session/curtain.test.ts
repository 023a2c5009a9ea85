import { expect, test } from "vitest";

import { NOTHING_YET, type LiveView } from "../live/view";
import type { Machine, SessionState } from "../protocol/protocol.gen";
import { curtainOf } from "./curtain";

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
const CLAIMED: SessionState = {
  session_id: "s_1",
  seq: 2,
  state: "claimed",
  opened_at: 0,
  door: "page",
  reason: "",
  people: [],
  owner_id: "p_ana",
  why: "",
  covered: [],
  epoch: 0,
  kind: "help",
  floor_wanted: [],
  works: [],
  raised: [],
  private: false,
};
const LIVE: SessionState = { ...CLAIMED, state: "live", machine: MACHINE, mode: "observer" };

function curtain(session: SessionState | null, view: Partial<LiveView> = {}): string | null {
  return curtainOf({ ...NOTHING_YET, session, ...view })?.is ?? null;
}

test("each step towards the picture has its own words", () => {
  expect(curtain(null)).toBe("opening");
  expect(curtain(CLAIMED)).toBe("machine");
  expect(curtain({ ...CLAIMED, machine: MACHINE })).toBe("view");
  const question = { request_id: "r_1", mode: "observer", asked_by: "p_ana", asked_at: 0 } as const;
  expect(curtain({ ...CLAIMED, machine: MACHINE, question })).toBe("asking");
  expect(curtain({ ...CLAIMED, machine: MACHINE }, { lastAnswer: "refused" })).toBe("refused");
  expect(curtain({ ...CLAIMED, machine: MACHINE }, { lastAnswer: "expired" })).toBe("expired");
  expect(curtain(LIVE)).toBe("picture");
  expect(curtain(LIVE, { via: "relay" })).toBeNull();
});

test("a machine that cannot show its screen says so instead of a black picture", () => {
  const blind = { ...MACHINE, abilities: { capture: false, inject: false, sentence: "Wayland" } };
  expect(curtainOf({ ...NOTHING_YET, session: { ...CLAIMED, machine: blind } })).toEqual({
    is: "no_capture",
    sentence: "Wayland",
  });
});

test("a direct picture goes on while the server has lost the machine", () => {
  const away: SessionState = { ...LIVE, machine: { ...MACHINE, presence: "away" } };
  expect(curtain(away, { via: "direct" })).toBeNull();
  expect(curtain(away, { via: "relay" })).toBe("gone");
  const interrupted: SessionState = { ...away, state: "interrupted", interrupted_until: 5 };
  expect(curtain(interrupted, { via: "direct" })).toBeNull();
  expect(curtain(interrupted, { via: "relay" })).toBe("interrupted");
});

test("what is over, or nobody's, is said before all else", () => {
  expect(curtain({ ...LIVE, state: "ended", ended_by: "customer" }, { via: "relay" })).toBe("ended");
  const { owner_id: _, ...nobodys } = LIVE;
  expect(curtain(nobodys, { via: "relay" })).toBe("requeued");
});

test("a private moment hides the black picture behind words (N5)", () => {
  expect(curtain({ ...LIVE, private: true }, { via: "relay" })).toBe("private");
  expect(curtain({ ...LIVE, private: false }, { via: "relay" })).toBeNull();
});
