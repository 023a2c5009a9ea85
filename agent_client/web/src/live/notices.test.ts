import { expect, test } from "vitest";

import type { Person, SessionState } from "../protocol/protocol.gen";
import { noticeOf } from "./notices";

const person = (person_id: string): Person => ({
  person_id,
  name: person_id,
  role: "agent",
  language: "en",
  presence: "present",
});
const BEFORE = { people: [person("p_me"), person("p_a")], holder_id: "p_me" } as unknown as SessionState;

test("what others lowered is said, what one lowered oneself is not", () => {
  const lowered = { type: "lowered", epoch: 1, by: "staff" } as const;
  expect(noticeOf({ ...lowered, person_id: "p_a" }, BEFORE, "p_me")).toEqual({ is: "lowered", by: "staff" });
  expect(noticeOf({ ...lowered, person_id: "p_me" }, BEFORE, "p_me")).toBeNull();
});

test("the floor's moves are said, but for the one that one made away from oneself (O2)", () => {
  const moved = { type: "floor_moved", epoch: 2, by: "given" } as const;
  expect(noticeOf({ ...moved, holder: "p_a", person_id: "p_me" }, BEFORE, "p_me")).toBeNull();
  expect(noticeOf({ ...moved, holder: "p_me", person_id: "p_a" }, BEFORE, "p_me")).toMatchObject({
    holder: "p_me",
  });
  expect(noticeOf({ ...moved, by: "local_hand" }, BEFORE, "p_me")).toEqual({
    is: "floor",
    by: "local_hand",
    holder: null,
  });
});

test("who asks for the floor is said to its holder alone (O2)", () => {
  const wanted = { type: "floor_wanted", person_id: "p_a", wanted: true } as const;
  expect(noticeOf(wanted, BEFORE, "p_me")).toEqual({ is: "floor_wanted", who: "p_a" });
  expect(noticeOf({ ...wanted, wanted: false }, BEFORE, "p_me")).toBeNull();
  expect(noticeOf(wanted, { ...BEFORE, holder_id: "p_x" }, "p_me")).toBeNull();
});

test("newcomers and new owners are said; who was here before is no newcomer (S5, G6)", () => {
  expect(noticeOf({ type: "joined", person: person("p_b") }, BEFORE, "p_me")).toEqual({
    is: "came",
    who: "p_b",
  });
  expect(noticeOf({ type: "joined", person: person("p_a") }, BEFORE, "p_me")).toBeNull();
  expect(noticeOf({ type: "joined", person: person("p_me") }, { ...BEFORE, people: [] }, "p_me")).toBeNull();
  expect(noticeOf({ type: "owner_changed", owner_id: "p_a", how: "inherited" }, BEFORE, "p_me")).toEqual({
    is: "owner",
    who: "p_a",
    how: "inherited",
  });
  expect(noticeOf({ type: "resumed" }, BEFORE, "p_me")).toBeNull();
});

test("what became of a recording is said, but not what one did oneself (N3)", () => {
  const answered = { type: "recording_answered", request_id: "r_1", answer: "allowed" } as const;
  expect(noticeOf(answered, BEFORE, "p_me")).toMatchObject({ how: "began" });
  expect(noticeOf({ ...answered, answer: "refused" }, BEFORE, "p_me")).toMatchObject({ how: "refused" });
  expect(noticeOf({ ...answered, answer: "withdrawn" }, BEFORE, "p_me")).toBeNull();
  const over = { type: "recording_over", by: "store_full" } as const;
  expect(noticeOf(over, BEFORE, "p_me")).toMatchObject({ how: "over_store_full" });
  expect(noticeOf({ ...over, by: "staff", person_id: "p_me" }, BEFORE, "p_me")).toBeNull();
});

test("a private moment and a mark are said", () => {
  expect(noticeOf({ type: "private_moment", on: true }, BEFORE, "p_me")).toMatchObject({
    how: "private_began",
  });
  expect(noticeOf({ type: "flagged", flag_id: "f_1", person_id: "p_me", label: "" }, BEFORE, "p_me")).toEqual(
    { is: "recording", how: "flagged", who: "p_me" },
  );
});
