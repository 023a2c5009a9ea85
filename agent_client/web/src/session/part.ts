/** What every part of the session page gets, and short questions about it. */

import type { LiveSession } from "../live/live_session";
import type { LiveView } from "../live/view";
import type { Person, PersonId, SessionState } from "../protocol/protocol.gen";

export interface Part {
  /** The session that is open now; null when nobody looks. */
  live: () => LiveSession | null;
  view: LiveView;
  session: SessionState;
  /** Opens the link anew, where it has ended. */
  again: () => void;
  /** The customer's name. */
  name: string;
}

/** Whether what is asked for now is sent. */
export function isOpen(view: LiveView): boolean {
  return view.standing.is === "open";
}

export function personOf(session: SessionState, personId: PersonId | undefined): Person | undefined {
  return session.people.find((one) => one.person_id === personId);
}

/** A person's name, or this word for who is not here any more. */
export function nameOf(session: SessionState, personId: PersonId | undefined, otherwise: string): string {
  return personOf(session, personId)?.name ?? otherwise;
}
