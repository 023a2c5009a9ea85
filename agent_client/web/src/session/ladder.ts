/** Which modes one may ask for now, and to which one may go down (SPEC C3, C4). Pure. */

import { LADDER, type Mode, type Role, type SessionState } from "../protocol/protocol.gen";
import { allows, may } from "../protocol/rights";

export interface Ladder {
  /** A click of the customer leads there. */
  readonly up: readonly Mode[];
  /** At once, and nobody is asked. */
  readonly down: readonly Mode[];
  readonly canEndView: boolean;
}

const NOWHERE: Ladder = { up: [], down: [], canEndView: false };

export function ladderOf(session: SessionState, role: Role): Ladder {
  const { mode, machine } = session;
  if (mode === "demo" || machine === undefined || session.restart !== undefined) return NOWHERE;
  const here = mode === undefined ? -1 : LADDER.indexOf(mode);
  const canAsk = may(role, "ask_mode") && session.question === undefined;
  const up = LADDER.filter((one, step) => step > here && canReach(one, machine.abilities.inject));
  const mayLower = may(role, "lower");
  return {
    up: canAsk ? up : [],
    down: mayLower ? LADDER.filter((_, step) => step < here) : [],
    canEndView: mayLower && mode !== undefined,
  };
}

function canReach(mode: Mode, canInject: boolean): boolean {
  return canInject || !allows(mode, "input");
}
