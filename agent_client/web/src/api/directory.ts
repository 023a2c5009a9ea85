/** Who works here: whom one may ask, and to whom one may hand over. */

import type { PersonId, QueueId, Role, Section, SessionId, TeamId } from "../protocol/protocol.gen";
import { http } from "./staff";

export interface Colleague {
  person_id: PersonId;
  name: string;
  role: Role;
  teams: TeamId[];
  skills: string[];
  /** They have a desk or a session open now. */
  present: boolean;
}

export interface Directory {
  people: Colleague[];
  teams: { team_id: TeamId; name: string }[];
  queues: { queue_id: QueueId; name: string; team_id: TeamId | null; is_default: boolean }[];
  skills: string[];
}

export function directory(): Promise<Directory> {
  return http.get("/api/directory");
}

/** One thing of an inspection to look at; `why` is the organisation's sentence, or the version to be had. */
export interface FoundFlag {
  concern: "incompatible" | "update_missing";
  name: string;
  version: string;
  why: string;
}

export interface LastInspection {
  at: number;
  sections: Section[];
  flags: FoundFlag[];
}

/** What the session's machine said of itself last. */
export function lastInspection(sessionId: SessionId): Promise<LastInspection> {
  return http.get(`/api/sessions/${sessionId}/inspection`);
}
