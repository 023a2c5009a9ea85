/** How a session's length and its people are said in a list. Pure. */

import type { RecordPerson, SessionRecord } from "../api/records";

const MINUTE_MS = 60_000;

/** "0:42", "1:07:30": hours only when there are any. */
export function lengthOf(durationMs: number): string {
  const seconds = Math.max(0, Math.round(durationMs / 1000));
  const two = (value: number): string => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(seconds % 60)}`
    : `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
}

/** Whole minutes, at least one: for who listens. */
export function minutesOf(durationMs: number): number {
  return Math.max(1, Math.round(durationMs / MINUTE_MS));
}

/** The staff of a session, each once, in the order in which they came; viewers and the customer are not staff. */
export function staffOf(record: SessionRecord): readonly RecordPerson[] {
  const seen = new Set<string>();
  return record.people.filter(({ person_id, role }) => {
    if (role === "customer" || role === "viewer" || seen.has(person_id)) return false;
    seen.add(person_id);
    return true;
  });
}
