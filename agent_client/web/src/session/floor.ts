/** Whose mouse and keyboard it is now, and what one may do about it (SPEC O). Pure. */

import type { Person, PersonId, Role, SessionState } from "../protocol/protocol.gen";
import { allows, may } from "../protocol/rights";

export interface Floor {
  /** Who has it: a person of the staff, the customer, or (null) nobody known. */
  readonly ownerId: PersonId | null;
  readonly isMine: boolean;
  readonly isCustomers: boolean;
  /** Who asks for it, in order; oneself is not among them. */
  readonly wantedBy: readonly Person[];
  /** To whom its owner may give it. */
  readonly givable: readonly Person[];
  readonly canGiveToCustomer: boolean;
  /** How one may come to it: ask its owner, ask the customer (consent), or not at all. */
  readonly way: "none" | "asked" | "owner" | "consent";
  readonly canTake: boolean;
}

export function floorOf(session: SessionState, me: PersonId, role: Role): Floor {
  const holder = session.holder_id ?? null;
  const isMine = me !== "" && holder === me;
  const others = session.people.filter((one) => one.person_id !== me);
  const way = isMine ? "none" : wayOf(session, me, role);
  return {
    ownerId: holder ?? session.customer_id ?? null,
    isMine,
    isCustomers: holder === null,
    wantedBy: others.filter((one) => session.floor_wanted.includes(one.person_id)),
    givable: isMine ? others.filter((one) => isGivable(session, one)) : [],
    canGiveToCustomer: isMine && session.mode === "desktop_sharing",
    way,
    canTake: holder !== null && TAKES.includes(way) && may(role, "take_floor"),
  };
}

/** Only among those whom the consent covers the floor moves without the customer. */
const TAKES: readonly Floor["way"][] = ["owner", "asked"];

function wayOf(session: SessionState, me: PersonId, role: Role): Floor["way"] {
  if (!allows(session.mode, "input") || !may(role, "hold")) return "none";
  // Who is not covered needs the customer's click (O3); so does everyone once control was released (C3).
  if (!session.covered.includes(me)) return "consent";
  return session.floor_wanted.includes(me) ? "asked" : "owner";
}

function isGivable(session: SessionState, one: Person): boolean {
  return session.covered.includes(one.person_id) && one.presence === "present" && may(one.role, "hold");
}
