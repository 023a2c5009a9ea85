/** What the timeline shows of a session, worked out anew whenever more of it is known. Pure. */

import type { RecordView, SessionRecord } from "../api/records";
import type { Entry, Person, PersonId, SessionId } from "../protocol/protocol.gen";
import type { Stretch } from "./clock";
import { joined, lanesOf, type Lane, type Taken } from "./lanes";
import type { Moment } from "./link";
import { silences } from "./silence";
import type { Story } from "./story";
import { endOf, type Rows } from "./tape";

export interface Facts {
  readonly sessionId: SessionId;
  readonly record: SessionRecord;
  /** By which right one sees it. */
  readonly access: RecordView["access"];
  /** UTC of the timeline's beginning and end. */
  readonly beginMs: number;
  readonly endMs: number;
  readonly entries: readonly Entry[];
  readonly people: ReadonlyMap<PersonId, Person>;
  readonly lanes: readonly Lane[];
  /** Counted from the beginning, as the clock counts. */
  readonly silences: readonly Stretch[];
  readonly taken: readonly Taken[];
}

/** `nowMs`: how far a session without a recording has come that still runs. */
export function factsOf(
  { record, access }: Pick<RecordView, "record" | "access">,
  story: Story,
  tracks: readonly Rows[],
  nowMs: number,
): Facts {
  const { entries } = story;
  const pictures = tracks.filter(({ segment, rows }) => segment.track === "video" && rows.length > 1);
  const beginMs = record.opened_at;
  const endMs = Math.max(beginMs + LEAST_MS, endFor(record, entries, tracks, nowMs));
  const taken = joined(
    pictures.map((one) => ({ fromMs: one.rows[1]?.[0] ?? one.segment.started_at_ms, toMs: endOf(one) })),
  );
  return {
    sessionId: record.session_id,
    record,
    access,
    beginMs,
    endMs,
    entries,
    people: story.everyone,
    lanes: lanesOf(entries, endMs, taken),
    silences: silences(
      {
        pictures: pictures.map(({ rows }) => rows.slice(1)),
        events: tracks.filter(({ segment }) => segment.track === "events").map(({ rows }) => rows),
        entries,
      },
      beginMs,
      endMs,
    ),
    taken,
  };
}

/** A timeline without any length cannot be used. */
const LEAST_MS = 1_000;

function endFor(
  record: SessionRecord,
  entries: readonly Entry[],
  tracks: readonly Rows[],
  nowMs: number,
): number {
  const recorded = tracks.map(endOf);
  const over = entries.find((one) => one.fact.type === "ended")?.at ?? record.ended_at ?? null;
  // What comes after the end (a look into the log, a word in the chat) makes no session longer.
  if (over !== null) return Math.max(over, ...recorded);
  const last = entries.at(-1)?.at ?? record.opened_at;
  const isGrowing = tracks.some((one) => one.growing);
  return Math.max(last, ...recorded, record.running && !isGrowing ? nowMs : 0);
}

/** Where the replay begins, in milliseconds of the timeline. */
export function startOf(facts: Facts, moment: Moment): number {
  const { last } = moment;
  const lengthMs = facts.endMs - facts.beginMs;
  const wantedMs = wantedOf(moment, facts.beginMs);
  if (wantedMs !== null) return Math.min(Math.max(0, wantedMs), lengthMs);
  if (last !== undefined) return Math.max(0, lengthMs - last * 60_000);
  const [first] = facts.taken;
  return first === undefined ? 0 : first.fromMs - facts.beginMs;
}

/** How long after the beginning this moment is; null: it names none. */
export function wantedOf({ t, at }: Moment, beginMs: number): number | null {
  if (t !== undefined) return t * 1_000;
  return at === undefined ? null : at - beginMs;
}
