/** How far one's own words came: with the others' devices, or before their eyes. Pure. */

import type { PersonId } from "../protocol/protocol.gen";
import type { RoomView } from "./room";

export type ReachWord = "sent" | "delivered" | "seen";

/** How far the entry `seq` of `me` came, and who has seen it. */
export function reachOf(
  view: Pick<RoomView, "reach">,
  seq: number,
  me: PersonId,
): { word: ReachWord; seenBy: readonly PersonId[] } {
  const others = Object.entries(view.reach).filter(([personId]) => personId !== me);
  const seenBy = others.filter(([, reach]) => reach.seen >= seq).map(([personId]) => personId);
  if (seenBy.length > 0) return { word: "seen", seenBy };
  return { word: others.some(([, reach]) => reach.delivered >= seq) ? "delivered" : "sent", seenBy };
}
