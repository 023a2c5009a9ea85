/** How a talk about a moment begins: with a neutral question. Which ones there are, and what a moment spans. Pure. */

import type { Moment, Note } from "../api/coaching";

/** The words of these are `coaching.question_…`; each asks, none judges. */
export const QUESTIONS = ["happening", "thinking", "well", "again", "need"] as const;
export type Question = (typeof QUESTIONS)[number];

const BEFORE_MS = 20_000;
const AFTER_MS = 10_000;
const SHORTEST_MS = 1_000;

/** The stretch around a moment, within the session. */
export function around(atMs: number, fromMs: number, untilMs: number): Moment {
  const from = Math.max(fromMs, atMs - BEFORE_MS);
  const until = Math.min(untilMs, atMs + AFTER_MS);
  return until - from >= SHORTEST_MS
    ? { from_ms: Math.round(from), until_ms: Math.round(until) }
    : { from_ms: Math.round(Math.max(fromMs, untilMs - SHORTEST_MS)), until_ms: Math.round(untilMs) };
}

/** What waits for this reader first, then what is open, then what is closed; within each, the newest first. */
export function inOrder(notes: readonly Note[]): readonly Note[] {
  const rank = (note: Note): number => (note.waits ? 0 : note.closed ? 2 : 1);
  const last = (note: Note): number => note.replies.at(-1)?.at ?? note.at;
  return [...notes].sort((one, other) => rank(one) - rank(other) || last(other) - last(one));
}
