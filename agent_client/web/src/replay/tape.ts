/**
 * Where in a recording a moment lies, and its bytes: fetched in ranges, kept within a bound, read ahead.
 *
 * Moments are milliseconds of UTC. What is fetched comes through `Doors`; nothing here touches the network itself.
 */

import type { IndexRow, Segment, SegmentIndex } from "../api/records";
import { readInit, readSamples, type Init, type Sample } from "./fragment";

export interface Doors {
  index(number: number): Promise<SegmentIndex>;
  /** Bytes `start` to `stop`, without it. */
  bytes(number: number, start: number, stop: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** One row of one segment. */
export interface Place {
  readonly number: number;
  readonly row: number;
}

export interface Rows {
  readonly segment: Segment;
  readonly rows: readonly IndexRow[];
  readonly growing: boolean;
}

/** What is kept of the recording in memory. */
const KEPT_BYTES = 64 * 1024 * 1024;
/** One fetch brings at most so much, but for a single row that is larger. */
const RANGE_BYTES = 768 * 1024;
/** Record 1 of a picture is its init segment. */
const FIRST_ROW: Readonly<Record<Segment["track"], number>> = { video: 1, events: 0 };

export class Tape {
  private readonly reels = new Map<number, Rows>();
  private readonly inits = new Map<number, Promise<Init>>();
  private readonly kept = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  private readonly sizes = new Map<string, number>();
  private keptBytes = 0;

  constructor(
    private readonly doors: Doors,
    private readonly limitBytes: number = KEPT_BYTES,
  ) {}

  /** The rows of these segments, and of none that is not named; those known and not growing are kept as they are. */
  async know(segments: readonly Segment[]): Promise<void> {
    const wanted = segments.filter(({ number }) => this.reels.get(number)?.growing ?? true);
    await Promise.all(
      wanted.map(async (segment) => {
        const { records, growing } = await this.doors.index(segment.number);
        this.reels.set(segment.number, { segment, rows: records, growing });
      }),
    );
  }

  /** Everything that is known, in the order of time. */
  get all(): readonly Rows[] {
    return [...this.reels.values()].sort(
      (one, other) => one.segment.started_at_ms - other.segment.started_at_ms,
    );
  }

  /** The streams of which there is a picture at this moment. */
  streamsAt(atMs: number): readonly number[] {
    const found = this.all.filter((one) => one.segment.track === "video" && covers(one, atMs));
    return [...new Set(found.map((one) => one.segment.stream))].sort((one, other) => one - other);
  }

  /** Every monitor of which there is any picture. */
  get streams(): readonly number[] {
    const pictures = this.all.filter((one) => one.segment.track === "video");
    return [...new Set(pictures.map((one) => one.segment.stream))].sort((one, other) => one - other);
  }

  rowsOf(number: number): Rows | undefined {
    return this.reels.get(number);
  }

  /** The row that holds a moment of a monitor's picture; null in a gap. */
  locate(stream: number, atMs: number): Place | null {
    const rows = this.all.findLast(
      (one) => one.segment.track === "video" && one.segment.stream === stream && covers(one, atMs),
    );
    return rows === undefined ? null : { number: rows.segment.number, row: rowAt(rows, atMs) };
  }

  /** The nearest row at or before this one that begins with a key frame. */
  keyBefore({ number, row }: Place): Place {
    const rows = this.reels.get(number)?.rows ?? [];
    let at = row;
    while (at > FIRST_ROW.video && rows[at]?.[4] !== 1) at -= 1;
    return { number, row: at };
  }

  /** The row after this one, also over the border to the next segment of the same monitor; null: there is none yet. */
  after({ number, row }: Place): Place | null {
    const here = this.reels.get(number);
    if (here === undefined) return null;
    if (row + 1 < here.rows.length) return { number, row: row + 1 };
    const next = this.beside(here, 1);
    return next === undefined || next.rows.length <= FIRST_ROW.video
      ? null
      : { number: next.segment.number, row: FIRST_ROW.video };
  }

  /** The row before this one, likewise. */
  before({ number, row }: Place): Place | null {
    const here = this.reels.get(number);
    if (here === undefined) return null;
    if (row > FIRST_ROW.video) return { number, row: row - 1 };
    const next = this.beside(here, -1);
    return next === undefined || next.rows.length <= FIRST_ROW.video
      ? null
      : { number: next.segment.number, row: next.rows.length - 1 };
  }

  /** What the decoder has to know for this segment. */
  init(number: number): Promise<Init> {
    const known = this.inits.get(number);
    if (known !== undefined) return known;
    const made = this.bytes({ number, row: 0 }).then(readInit);
    this.inits.set(number, made);
    made.catch(() => this.inits.delete(number));
    return made;
  }

  /** The pictures of a row. */
  async samples(place: Place): Promise<readonly Sample[]> {
    const { timescale } = await this.init(place.number);
    return readSamples(await this.bytes(place), timescale);
  }

  /** A row's bytes; with it come those after it, up to `until`, as far as one fetch goes. */
  bytes(place: Place, until = place.row): Promise<Uint8Array<ArrayBuffer>> {
    const key = keyOf(place);
    const known = this.kept.get(key);
    if (known !== undefined) {
      this.kept.delete(key);
      this.kept.set(key, known);
      return known;
    }
    this.fetchRun(place, until);
    return this.kept.get(key) ?? Promise.reject(new Error("a row that does not exist"));
  }

  /** Fetch what comes in the next while, so that it is here when it is wanted. */
  readAhead({ number, row }: Place, aheadMs: number): void {
    const rows = this.reels.get(number)?.rows ?? [];
    const untilMs = (rows[row]?.[0] ?? 0) + aheadMs;
    for (let at = row; at < rows.length && (rows[at]?.[0] ?? 0) <= untilMs; at += 1)
      if (!this.kept.has(keyOf({ number, row: at }))) {
        this.fetchRun({ number, row: at }, rowAt(this.reels.get(number), untilMs));
        return;
      }
  }

  /** Whether these rows are all here or on their way. */
  has({ number, row }: Place, until: number): boolean {
    for (let at = row; at <= until; at += 1) if (!this.kept.has(keyOf({ number, row: at }))) return false;
    return true;
  }

  private beside(here: Rows, by: 1 | -1): Rows | undefined {
    const same = this.all.filter(
      ({ segment }) => segment.track === here.segment.track && segment.stream === here.segment.stream,
    );
    return same[same.findIndex((one) => one.segment.number === here.segment.number) + by];
  }

  private fetchRun(from: Place, until: number): void {
    const rows = this.reels.get(from.number)?.rows ?? [];
    const start = rows[from.row]?.[2];
    if (start === undefined) return;
    let last = from.row;
    while (last < until && this.fits(rows, from.number, last + 1, start)) last += 1;
    const run = this.range(from.number, start, endOfRow(rows[last]));
    for (let at = from.row; at <= last; at += 1) this.keep(from.number, at, rows[at], run, start);
    this.forgetOldest(keyOf({ number: from.number, row: last }));
  }

  private range(number: number, start: number, stop: number): Promise<Uint8Array<ArrayBuffer>> {
    // The record that closes a segment may hold nothing.
    return stop > start ? this.doors.bytes(number, start, stop) : Promise.resolve(new Uint8Array(0));
  }

  private fits(rows: readonly IndexRow[], number: number, row: number, start: number): boolean {
    const next = rows[row];
    if (next === undefined || this.kept.has(keyOf({ number, row }))) return false;
    return endOfRow(next) - start <= RANGE_BYTES;
  }

  private keep(
    number: number,
    row: number,
    known: IndexRow | undefined,
    run: Promise<Uint8Array<ArrayBuffer>>,
    start: number,
  ): void {
    if (known === undefined) return;
    const key = keyOf({ number, row });
    const [, , offset, size] = known;
    const piece = run.then((bytes) => bytes.subarray(offset - start, offset - start + size));
    this.kept.set(key, piece);
    this.sizes.set(key, size);
    this.keptBytes += size;
    // What could not be fetched is tried again when it is wanted again.
    piece.catch(() => this.forget(key));
  }

  private forgetOldest(last: string): void {
    for (const key of this.kept.keys()) {
      if (this.keptBytes <= this.limitBytes || key === last) return;
      this.forget(key);
    }
  }

  private forget(key: string): void {
    if (!this.kept.delete(key)) return;
    this.keptBytes -= this.sizes.get(key) ?? 0;
    this.sizes.delete(key);
  }
}

/** When a segment's last picture ends; one that grows is as long as what is known of it. */
export function endOf({ segment, rows, growing }: Rows): number {
  const last = rows.at(-1);
  const known = last === undefined ? segment.started_at_ms : last[0] + last[1];
  return growing ? known : Math.max(known, segment.ended_at_ms);
}

/** The last row that begins at or before this moment; the first one that holds something, if none does. */
export function rowAt(rows: Rows | undefined, atMs: number): number {
  if (rows === undefined) return 0;
  const first = FIRST_ROW[rows.segment.track];
  let low = first;
  let high = rows.rows.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((rows.rows[middle]?.[0] ?? 0) <= atMs) low = middle;
    else high = middle - 1;
  }
  return Math.max(low, first);
}

function endOfRow(row: IndexRow | undefined): number {
  return row === undefined ? 0 : row[2] + row[3];
}

function covers(rows: Rows, atMs: number): boolean {
  // Not the segment's own beginning: of a session that runs, only its last minutes may be given.
  const first = rows.rows[FIRST_ROW[rows.segment.track]];
  return first !== undefined && first[0] <= atMs && atMs <= endOf(rows);
}

function keyOf({ number, row }: Place): string {
  return `${number}:${row}`;
}
