/** What stands in front of the picture, and why: one thing at a time, the most telling. Pure. */

import type { LiveView } from "../live/view";
import type { EndedBy, Restart, SessionState } from "../protocol/protocol.gen";

export type Curtain =
  | { is: "opening" }
  | { is: "ended"; by: EndedBy | null }
  | { is: "interrupted"; untilMs: number | null }
  | { is: "restarting"; restart: Restart }
  | { is: "requeued" }
  | { is: "machine" }
  | { is: "gone" }
  | { is: "no_capture"; sentence: string }
  | { is: "asking" }
  | { is: "refused" }
  | { is: "expired" }
  | { is: "view" }
  | { is: "private" }
  | { is: "picture" };

/** The curtain in front of the picture, or null while the picture itself is to be seen. */
export function curtainOf(view: LiveView): Curtain | null {
  const session = view.session;
  if (session === null) return { is: "opening" };
  if (session.state === "ended") return { is: "ended", by: session.ended_by ?? null };
  if (session.restart !== undefined) return { is: "restarting", restart: session.restart };
  if (session.state === "interrupted" && view.via !== "direct")
    return { is: "interrupted", untilMs: session.interrupted_until ?? null };
  if (session.owner_id === undefined) return { is: "requeued" };
  return beforePicture(view, session);
}

function beforePicture(view: LiveView, session: SessionState): Curtain | null {
  const machine = session.machine;
  if (machine === undefined) return { is: "machine" };
  if (machine.presence === "away" && view.via !== "direct") return { is: "gone" };
  if (!machine.abilities.capture) return { is: "no_capture", sentence: machine.abilities.sentence };
  if (session.mode !== undefined && session.private) return { is: "private" };
  if (session.mode !== undefined) return view.via === null ? { is: "picture" } : null;
  if (session.question !== undefined) return { is: "asking" };
  return unasked(view);
}

function unasked(view: LiveView): Curtain {
  if (view.lastAnswer === "refused") return { is: "refused" };
  return view.lastAnswer === "expired" ? { is: "expired" } : { is: "view" };
}
