/** What is decided about a record: its tags, whether it is held, and that it is erased. */

import type { SessionId } from "../protocol/protocol.gen";
import type { SessionRecord } from "./records";
import { http } from "./staff";

const of = (sessionId: SessionId): string => `/api/records/${encodeURIComponent(sessionId)}`;

/** Exactly these from now on. */
export function tagRecord(sessionId: SessionId, tags: readonly string[]): Promise<SessionRecord> {
  return http.put(`${of(sessionId)}/tags`, { tags });
}

/** Keep it whatever its age, or no longer. */
export function holdRecord(sessionId: SessionId, held: boolean, reason: string): Promise<SessionRecord> {
  return http.put(`${of(sessionId)}/hold`, { held, reason });
}

/** Destroy what was said, shown and sent in it, for good. */
export function eraseRecord(sessionId: SessionId, reason: string): Promise<void> {
  return http.remove(of(sessionId), { reason });
}
