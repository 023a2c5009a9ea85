/** The list of sessions with their logs and recordings: searched, page after page. */

import type { Mode, PersonId } from "../protocol/protocol.gen";
import type { SessionRecord } from "./records";
import { http } from "./staff";

export type Outcome = "running" | "customer" | "staff" | "abandoned" | "interrupted_too_long";

/** What is looked for; what is absent narrows nothing. Times are UTC milliseconds. */
export interface RecordSearch {
  readonly q?: string;
  readonly person?: PersonId;
  readonly mode?: Mode;
  readonly outcome?: Outcome;
  readonly recorded?: boolean;
  readonly tag?: string;
  readonly since?: number;
  readonly until?: number;
  readonly least_minutes?: number;
  readonly most_minutes?: number;
}

export interface RecordPage {
  readonly records: readonly SessionRecord[];
  /** Where the next page begins; null: this was the last one. */
  readonly next: string | null;
}

export function searchRecords(search: RecordSearch, after: string | null): Promise<RecordPage> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search) as [string, string | number | boolean][])
    query.set(name, String(value));
  if (after !== null) query.set("after", after);
  return http.get(`/api/records?${query.toString()}`);
}
