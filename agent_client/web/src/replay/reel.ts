/**
 * One monitor's pictures in step with the clock: from the nearest key frame to a moment, and on from there.
 *
 * Moments are milliseconds from the timeline's beginning. Nothing is drawn here: `frameAt` gives the picture that is
 * due. Seeks follow each other: only the newest one is carried out to its end.
 */

import type { Packed } from "./decode_words";
import type { LineListener, LinePort } from "./decoding";
import type { Sample } from "./fragment";
import type { Place, Tape } from "./tape";

/** Pictures that wait to be shown: more would keep too many of the decoder's buffers. */
const WAITING_LIMIT = 6;
/** What is decoded before it is due, in milliseconds of real time. */
const AHEAD_MS = 400;
/** What is fetched before it is due. */
const FETCH_AHEAD_MS = 10_000;
/** No screen shows pictures that follow each other faster. */
const SCREEN_MS = 12;
/** Further behind, and the clock waits. */
const BEHIND_LIMIT_MS = 80;
/** Media time is kept in 1/90000 s, the rows' in whole milliseconds. */
const ROUNDING_MS = 1;

interface Waiting {
  readonly atMs: number;
  readonly frame: VideoFrame;
}

interface Cursor {
  readonly place: Place;
  readonly samples: readonly Sample[];
  next: number;
}

interface Timed {
  readonly sample: Sample;
  /** Milliseconds of the timeline. */
  readonly atMs: number;
}

export class Reel implements LineListener {
  private readonly port: LinePort;
  private run = 0;
  /** The run that the decoder works for. */
  private begun = -1;
  private cursor: Cursor | null = null;
  private waiting: Waiting[] = [];
  /** Fed to be shown, and not come back yet. */
  private awaited: number[] = [];
  private shown: number | null = null;
  private lastFedShown = -Infinity;
  private isPumping = false;
  private seekingTo: number | null = null;
  private isBroken = false;

  constructor(
    readonly stream: number,
    private readonly tape: Tape,
    /** UTC of the timeline's beginning. */
    private readonly beginMs: number,
    line: (listener: LineListener) => LinePort,
    /** Something came, or is known now. */
    private readonly stirred: () => void,
  ) {
    this.port = line(this);
  }

  /** When the picture that was given last was taken; null: none yet since the seek. */
  get shownMs(): number | null {
    return this.shown;
  }

  /** Whether its pictures cannot be had; another seek tries again. */
  get broken(): boolean {
    return this.isBroken;
  }

  /** Whether a picture that is due by then is still being fetched or decoded. */
  isBehind(positionMs: number): boolean {
    if (this.isBroken) return false;
    if (this.seekingTo !== null) return true;
    const due = this.awaited[0] ?? this.nextMs();
    return due !== null && due < positionMs - BEHIND_LIMIT_MS;
  }

  /** Go to this moment: the nearest key frame before it, and decode to it. */
  seek(positionMs: number): void {
    if (this.isOnTheWay(positionMs)) return;
    this.run += 1;
    this.drop();
    this.isBroken = false;
    this.seekingTo = positionMs;
    void this.arrive(this.run, positionMs);
  }

  /** Whether what is decoded next gets there as soon as anything could. */
  private isOnTheWay(positionMs: number): boolean {
    const { cursor, shown, tape } = this;
    if (cursor === null || shown === null || this.isBroken || this.seekingTo !== null) return false;
    if (positionMs < shown - ROUNDING_MS) return false;
    const target = tape.locate(this.stream, this.beginMs + positionMs);
    if (target?.number !== cursor.place.number) return false;
    return tape.keyBefore(target).row <= cursor.place.row;
  }

  /** The newest picture that is due, once; null: nothing new. Whoever takes it closes it. */
  frameAt(positionMs: number): VideoFrame | null {
    const due = this.waiting.filter((one) => one.atMs <= positionMs + ROUNDING_MS);
    const newest = due.pop();
    if (newest === undefined) return null;
    for (const { frame } of due) frame.close();
    this.waiting = this.waiting.filter((one) => one !== newest && !due.includes(one));
    this.shown = newest.atMs;
    return newest.frame;
  }

  /** Decode what comes next. */
  pump(positionMs: number, speed: number): void {
    if (this.isPumping || this.seekingTo !== null || this.isBroken) return;
    this.isPumping = true;
    void this.feedNext(this.run, positionMs, speed)
      .catch(() => this.failed())
      .finally(() => (this.isPumping = false));
  }

  /** When the picture after this moment was taken, or the one before it; null: there is none. */
  async neighbour(positionMs: number, by: 1 | -1): Promise<number | null> {
    const { tape, stream, beginMs } = this;
    let place = tape.locate(stream, beginMs + positionMs + ROUNDING_MS);
    for (let tries = 0; place !== null && tries < NEIGHBOUR_ROWS; tries += 1) {
      const here: Place = place;
      const times = (await tape.samples(here)).map((one) => this.timeOf(here, one));
      const found =
        by === 1
          ? times.find((one) => one > positionMs + ROUNDING_MS)
          : times.findLast((one) => one < positionMs - ROUNDING_MS);
      if (found !== undefined) return found;
      place = by === 1 ? tape.after(place) : tape.before(place);
    }
    return null;
  }

  frame(atUs: number, frame: VideoFrame): void {
    // Of a seek that is over already: the decoder hears of the new one only once its bytes are here.
    if (this.begun !== this.run) {
      frame.close();
      return;
    }
    const atMs = atUs / 1_000;
    this.awaited = this.awaited.filter((one) => one > atMs + ROUNDING_MS);
    this.waiting.push({ atMs, frame });
    this.stirred();
  }

  failed(): void {
    this.isBroken = true;
    this.seekingTo = null;
    this.awaited = [];
    this.stirred();
  }

  close(): void {
    this.run += 1;
    this.drop();
    this.port.end();
  }

  private drop(): void {
    for (const { frame } of this.waiting) frame.close();
    this.waiting = [];
    this.awaited = [];
    this.cursor = null;
    this.shown = null;
    this.lastFedShown = -Infinity;
  }

  private async arrive(run: number, positionMs: number): Promise<void> {
    try {
      const target = this.tape.locate(this.stream, this.beginMs + positionMs);
      if (target !== null) await this.decodeTo(run, target, positionMs);
    } catch {
      if (run === this.run) this.failed();
    }
    if (run !== this.run) return;
    this.seekingTo = null;
    this.stirred();
  }

  private async decodeTo(run: number, target: Place, positionMs: number): Promise<void> {
    const { tape } = this;
    const key = tape.keyBefore(target);
    const init = tape.init(key.number);
    init.catch(() => undefined);
    void tape.bytes(key, target.row).catch(() => undefined);
    const timed: Timed[] = [];
    let cursor: Cursor | null = null;
    for (let row = key.row; row <= target.row; row += 1) {
      const place = { number: key.number, row };
      const samples = await tape.samples(place);
      if (run !== this.run) return;
      timed.push(...samples.map((sample) => ({ sample, atMs: this.timeOf(place, sample) })));
      cursor = { place, samples, next: 0 };
    }
    const made = await init;
    if (run !== this.run || cursor === null) return;
    this.begun = run;
    this.port.begin(run, made);
    // The first picture of all stands until the next one, also a little before its own time.
    const due = Math.max(
      0,
      timed.findLastIndex((one) => one.atMs <= positionMs + ROUNDING_MS),
    );
    const lastRow = timed.length - cursor.samples.length;
    cursor.next = Math.max(0, due + 1 - lastRow);
    this.cursor = cursor;
    this.feed(
      run,
      timed.slice(0, due + 1).map(({ sample, atMs }, index) => packed(sample, atMs, index === due)),
    );
  }

  private async feedNext(run: number, positionMs: number, speed: number): Promise<void> {
    if (this.cursor === null && !(await this.enter(run, positionMs))) return;
    await this.decodeOn(run, positionMs, speed);
    if (run === this.run && this.cursor !== null)
      this.tape.readAhead(this.cursor.place, FETCH_AHEAD_MS * Math.max(speed, 1));
  }

  private async decodeOn(run: number, positionMs: number, speed: number): Promise<void> {
    const untilMs = positionMs + AHEAD_MS * speed;
    while (run === this.run && this.waiting.length + this.awaited.length < WAITING_LIMIT) {
      const { cursor } = this;
      const sample = cursor?.samples[cursor.next];
      if (cursor === null) return;
      if (sample === undefined) {
        if (await this.turn(run, cursor, untilMs)) continue;
        return;
      }
      const atMs = this.timeOf(cursor.place, sample);
      if (atMs > untilMs) return;
      cursor.next += 1;
      this.feed(run, [packed(sample, atMs, this.isWorthShowing(cursor, atMs, positionMs, speed))]);
    }
  }

  /** Not what is late already, nor more than a screen can show. `cursor` stands behind the picture. */
  private isWorthShowing(cursor: Cursor, atMs: number, positionMs: number, speed: number): boolean {
    const next = cursor.samples[cursor.next];
    if (next === undefined) return true;
    const isLate = this.timeOf(cursor.place, next) <= positionMs;
    return !isLate && atMs - this.lastFedShown >= SCREEN_MS * speed;
  }

  /** There was a gap: is there a picture now? */
  private async enter(run: number, positionMs: number): Promise<boolean> {
    const place = this.tape.locate(this.stream, this.beginMs + positionMs);
    if (place === null) return false;
    this.seekingTo = positionMs;
    await this.arrive(run, positionMs);
    return this.cursor !== null;
  }

  /** On to the next row; not over a gap before it is due. */
  private async turn(run: number, cursor: Cursor, untilMs: number): Promise<boolean> {
    const place = this.tape.after(cursor.place);
    if (place === null) return false;
    const isOther = place.number !== cursor.place.number;
    const [startMs = 0] = this.tape.rowsOf(place.number)?.rows[place.row] ?? [];
    if (startMs - this.beginMs > untilMs) return false;
    const samples = await this.tape.samples(place);
    if (run !== this.run) return false;
    if (isOther) {
      const init = await this.tape.init(place.number);
      if (run !== this.run) return false;
      this.port.begin(run, init);
    }
    this.cursor = { place, samples, next: 0 };
    return true;
  }

  private feed(run: number, pictures: readonly Packed[]): void {
    for (const { atUs, shown } of pictures) {
      if (!shown) continue;
      this.lastFedShown = atUs / 1_000;
      this.awaited.push(this.lastFedShown);
    }
    this.port.feed(run, pictures);
  }

  private timeOf({ number }: Place, sample: Sample): number {
    const started = this.tape.rowsOf(number)?.segment.started_at_ms ?? this.beginMs;
    return started - this.beginMs + sample.atMs;
  }

  /** When the next picture that is known of is due. */
  private nextMs(): number | null {
    const { cursor } = this;
    if (cursor === null) return null;
    const sample = cursor.samples[cursor.next];
    if (sample !== undefined) return this.timeOf(cursor.place, sample);
    const place = this.tape.after(cursor.place);
    if (place === null) return null;
    const [startMs] = this.tape.rowsOf(place.number)?.rows[place.row] ?? [];
    return startMs === undefined ? null : startMs - this.beginMs;
  }
}

function packed({ key, data }: Sample, atMs: number, shown: boolean): Packed {
  return { atUs: Math.round(atMs * 1_000), key, data, shown };
}

/** So many rows are searched for the picture beside a moment: a long still picture has few rows. */
const NEIGHBOUR_ROWS = 64;
