/** Who watches a demo, and what its presenter's own screen is doing, read off the session. Pure. */

import type { Person, SessionState } from "../protocol/protocol.gen";
import type { Shows } from "./show";

export interface Audience {
  /** Those with a hand up first, in the order in which they raised it. */
  viewers: readonly Person[];
  watching: number;
}

export function audienceOf({ people, raised }: Pick<SessionState, "people" | "raised">): Audience {
  const viewers = people.filter((one) => one.role === "viewer");
  const rank = ({ person_id }: Person): number => {
    const at = raised.indexOf(person_id);
    return at === -1 ? raised.length : at;
  };
  return {
    viewers: [...viewers].sort((one, other) => rank(one) - rank(other)),
    watching: viewers.filter((one) => one.presence === "present").length,
  };
}

/** As `shows`, or `program`: the desktop program shows the screen, and not this tab. */
export function showsNow(session: Pick<SessionState, "machine">, shows: Shows): Shows | "program" {
  const machine = session.machine;
  const isElsewhere =
    machine !== undefined && machine.platform !== "browser" && machine.presence === "present";
  return isElsewhere && (shows === "nothing" || shows === "stopped") ? "program" : shows;
}
