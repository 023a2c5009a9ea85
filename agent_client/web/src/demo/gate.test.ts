import { expect, test } from "vitest";

import type { ConsentGiven } from "../protocol/protocol.gen";
import { Gate } from "./gate";

function gate(): Gate {
  let made = 0;
  return new Gate(() => `r_${(made += 1)}`);
}

function epochs(says: readonly { epoch: number; type: string }[]): [string, number][] {
  return says.map(({ type, epoch }) => [type, epoch]);
}

test("nothing goes out before the yes is on disk (V3, C2)", () => {
  const one = gate();
  expect(one.show()).toMatchObject([{ type: "consent_given", mode: "demo", answer: "allowed", epoch: 1 }]);
  expect(one.isOpen).toBe(false);
  one.logged(7);
  expect(one.isOpen).toBe(false);
  one.logged(1);
  expect(one.isOpen).toBe(true);
});

test("what is shown already is not asked for again", () => {
  const one = gate();
  one.show();
  expect(one.show()).toEqual([]);
});

test("stopping closes at once, and only says so when something was shown (C4)", () => {
  const one = gate();
  expect(one.hide()).toEqual([]);
  one.show();
  one.logged(1);
  expect(one.hide()).toEqual([{ type: "lowered_here", epoch: 1, by: "local_person" }]);
  expect(one.isOpen).toBe(false);
});

test("a yes that is logged after the presenter stopped opens nothing", () => {
  const one = gate();
  one.show();
  one.hide();
  one.logged(1);
  expect(one.isOpen).toBe(false);
});

test("epochs rise, also above those of another machine before (C1)", () => {
  const one = gate();
  expect(epochs(one.show())).toEqual([["consent_given", 1]]);
  expect(epochs(one.welcomed({ epoch: 4 }))).toEqual([["consent_given", 5]]);
  one.logged(5);
  expect(one.used).toBe(5);
  one.hide();
  expect(epochs(one.show())).toEqual([["consent_given", 6]]);
});

test("after a cut what the server has in force too goes on (C7)", () => {
  const one = gate();
  one.show();
  one.logged(1);
  expect(one.welcomed({ mode: "demo", epoch: 1 })).toEqual([]);
  expect(one.isOpen).toBe(true);
});

test("after a cut what the server has no more is asked for anew, and closed meanwhile", () => {
  const one = gate();
  one.show();
  one.logged(1);
  expect(epochs(one.welcomed({ epoch: 1 }))).toEqual([["consent_given", 2]]);
  expect(one.isOpen).toBe(false);
});

test("who stopped while the link was lost says so when it is back", () => {
  const one = gate();
  expect(one.welcomed({ epoch: 0 })).toEqual([]);
  expect(epochs(one.welcomed({ mode: "demo", epoch: 3 }))).toEqual([["lowered_here", 0]]);
});

test("every order is answered, with whose it was (C4)", () => {
  const one = gate();
  one.show();
  one.logged(1);
  const order = { type: "lower_order", by: "staff", person_id: "p_1" } as const;
  expect(one.ordered(order)).toEqual([{ type: "lowered_here", epoch: 1, by: "staff", person_id: "p_1" }]);
  expect(one.isOpen).toBe(false);
  expect(one.isWanted).toBe(false);
  expect(one.ordered({ type: "lower_order", by: "holder_left" })).toEqual([
    { type: "lowered_here", epoch: 1, by: "holder_left" },
  ]);
});

test("a refusal of its own yes closes it; another's does nothing", () => {
  const one = gate();
  const [asked] = one.show() as [ConsentGiven];
  expect(one.refused("r_other")).toBe(false);
  expect(one.refused(undefined)).toBe(false);
  expect(one.isWanted).toBe(true);
  expect(one.refused(asked.request_id)).toBe(true);
  expect(one.isWanted).toBe(false);
});
