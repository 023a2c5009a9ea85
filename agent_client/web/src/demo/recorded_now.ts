/** How the demo is recorded, read off the session and what this tab waits for. Pure. */

import type { SessionState } from "../protocol/protocol.gen";
import type { Recorded } from "./tape";

export type RecordedNow = Recorded | "none" | "asked";

/** `here`: as the machine in this tab has it, null where another machine shows. */
export function recordedNow(
  { recording }: Pick<SessionState, "recording">,
  here: Recorded | null,
): RecordedNow {
  if (recording === undefined) return "none";
  return here ?? recording.state;
}
