/** What a presenter asks of the server. */

import type { SessionId } from "../protocol/protocol.gen";
import type { Program } from "./customer";
import { http } from "./staff";

export interface Demo {
  session_id: SessionId;
  title: string;
  /** For the viewers; its secret stands in the fragment. */
  link: string;
  viewers: number;
  viewers_limit: number;
}

/** The ways in for the presenter's screen: this browser tab by `ticket`, or the desktop program. */
export interface Present {
  ticket: string;
  expires_at: number;
  program: Program;
}

export function openDemo(title: string): Promise<Demo> {
  return http.post("/api/demos", { title });
}

export function demo(sessionId: SessionId): Promise<Demo> {
  return http.get(`/api/demos/${sessionId}`);
}

/** Each one voids the desktop program's code of the one before. */
export function presentTicket(sessionId: SessionId): Promise<Present> {
  return http.post(`/api/demos/${sessionId}/present-ticket`);
}
