/** Answering a colleague, and joining a session of one's own team. */

import type { Call, SessionId } from "../protocol/protocol.gen";
import { http } from "./staff";

/** In the session from here on: for help, or as its owner. */
export function acceptCall({ session_id, id }: Call): Promise<undefined> {
  return http.post(`/api/sessions/${session_id}/calls/${id}/accept`);
}

export function declineCall({ session_id, id }: Call): Promise<undefined> {
  return http.post(`/api/sessions/${session_id}/calls/${id}/decline`);
}

/** Join visibly, and say why: it is logged. */
export function supervise(sessionId: SessionId, reason: string): Promise<undefined> {
  return http.post(`/api/sessions/${sessionId}/supervise`, { reason });
}
