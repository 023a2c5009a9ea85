/** What a viewer sees and reads while they watch. Pure. */

import type { Standing } from "../link/control";
import type { SessionState } from "../protocol/protocol.gen";

/** Where the picture stands; `live`: it is there. */
export type Scene =
  "not_yet" | "coming" | "live" | "private" | "paused" | "interrupted" | "no_decoder" | "over";

export interface Seen {
  canDecode: boolean;
  /** Whether a picture stands on the canvas. */
  isDrawn: boolean;
  /** Whether anything was ever shown to this viewer. */
  wasShown: boolean;
}

type Shown = Pick<SessionState, "state" | "mode" | "machine" | "private">;

export function sceneOf(session: Shown, seen: Seen): Scene {
  if (session.state === "ended") return "over";
  const isCut = session.state === "interrupted" || session.machine?.presence === "away";
  if (session.mode === "demo") return isCut ? "interrupted" : shownScene(seen, session.private);
  if (!seen.wasShown) return "not_yet";
  return isCut ? "interrupted" : "paused";
}

function shownScene({ canDecode, isDrawn }: Seen, isPrivate: boolean): Scene {
  if (!canDecode) return "no_decoder";
  if (isPrivate) return "private";
  return isDrawn ? "live" : "coming";
}

/** Why the link does not come back by itself. */
export type Ending = "taken" | "replaced" | "over" | "lost_place";

export function endingOf(
  standing: Extract<Standing, { is: "over" }>,
  closes: { conflict: number; over: number },
  wasFull: boolean,
): Ending {
  if (standing.closeCode === closes.over) return "over";
  if (standing.closeCode === closes.conflict) return wasFull ? "taken" : "replaced";
  return "lost_place";
}

/** How the demo is recorded, as its viewers read it (SPEC N3). */
export type Recorded = "none" | "asked" | "on" | "paused";

export function recordedOf({ recording }: Pick<SessionState, "recording">): Recorded {
  return recording?.state ?? "none";
}
