/** Stretches in which nothing happens: no new picture, nothing said or done, nobody points. Pure. */

import type { IndexRow } from "../api/records";
import type { Entry } from "../protocol/protocol.gen";
import type { Stretch } from "./clock";

/** Shorter ones are part of how people work. */
const LEAST_MS = 5_000;
/** So much is kept before and after what happens, so that nothing begins abruptly. */
const MARGIN_MS = 1_000;
/** Less of a picture in a second is a blinking caret, or a clock. */
const BLINKING_BYTES_PER_SECOND = 700;
/** Two key frames of the same picture differ by less than this. */
const SAME_PICTURE_SHARE = 0.04;

/** Nobody did anything there: the machine's own state, or a look into the log afterwards. */
const NOTHING_DONE: readonly string[] = [
  "presence_changed",
  "machine_presence_changed",
  "looked",
  "exported",
  "kept",
];

export interface Happenings {
  /** Rows of the pictures' segments, without their first (which holds none). */
  readonly pictures: readonly (readonly IndexRow[])[];
  /** Rows of the events: there is one only where somebody pointed, drew or typed. */
  readonly events: readonly (readonly IndexRow[])[];
  readonly entries: readonly Entry[];
}

/** Where nothing happens between these two moments (UTC, ms), counted from the first one. */
export function silences(
  { pictures, events, entries }: Happenings,
  beginMs: number,
  endMs: number,
): readonly Stretch[] {
  const busy: Stretch[] = [
    ...pictures.flatMap((rows) => newsOf(rows).map(stretchOf)),
    ...events.flatMap((rows) => rows.map(stretchOf)),
    ...entries
      .filter(({ fact }) => !NOTHING_DONE.includes(fact.type))
      .map(({ at }) => ({ fromMs: at, toMs: at })),
  ].sort((one, other) => one.fromMs - other.fromMs);
  const found: Stretch[] = [];
  let quietFrom = beginMs;
  const until = (fromMs: number, margin: number): void => {
    const stretch = {
      fromMs: quietFrom === beginMs ? 0 : quietFrom - beginMs + MARGIN_MS,
      toMs: fromMs - beginMs - margin,
    };
    if (stretch.toMs - stretch.fromMs >= LEAST_MS) found.push(stretch);
  };
  for (const { fromMs, toMs } of busy) {
    if (fromMs > endMs) break;
    if (fromMs > quietFrom) until(fromMs, MARGIN_MS);
    quietFrom = Math.max(quietFrom, toMs);
  }
  if (endMs > quietFrom) until(endMs, 0);
  return found;
}

/**
 * The rows that bring something new.
 *
 * A key frame by itself does not: the recorder wishes for one every few seconds, and of a still picture they are
 * all of one size.
 */
function newsOf(rows: readonly IndexRow[]): readonly IndexRow[] {
  let keyBytes = 0;
  return rows.filter(([, durationMs, , bytes, key]) => {
    if (key === 0) return bytes > BLINKING_BYTES_PER_SECOND * Math.max(durationMs / 1_000, 0.2);
    const isOther = Math.abs(bytes - keyBytes) > keyBytes * SAME_PICTURE_SHARE;
    keyBytes = bytes;
    return isOther;
  });
}

function stretchOf([atMs, durationMs]: IndexRow): Stretch {
  return { fromMs: atMs, toMs: atMs + durationMs };
}
