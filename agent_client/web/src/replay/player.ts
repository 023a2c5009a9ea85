/** The replay of one session: its clock, its picture and its log in step. Outside of React, which watches it. */

import type { RecordView } from "../api/records";
import type { MonitorId, SessionId, SessionState } from "../protocol/protocol.gen";
import * as clocks from "./clock";
import type { Clock, Speed } from "./clock";
import { Decoding } from "./decoding";
import { factsOf, startOf, type Facts } from "./facts";
import type { Moment } from "./link";
import { makeScreens, Projector, type Choice, type Screens } from "./projector";
import { Story } from "./story";
import { Tape, type Doors } from "./tape";
import { Thumbs } from "./thumbs";
import type { Arranged } from "../live/arrange";

export interface PlayerDoors extends Doors {
  record(afterSeq: number): Promise<RecordView>;
}

/** Why no picture is to be seen. */
export type Gap = "none" | "never" | "paused" | "private" | "nothing" | "broken" | "unsupported";

export interface PlayerView {
  readonly clock: Clock;
  readonly facts: Facts;
  /** As it was at this moment. */
  readonly session: SessionState;
  /** How many entries had happened. */
  readonly count: number;
  readonly gap: Gap;
  /** The picture is still on its way; the clock waits for it. */
  readonly waiting: boolean;
  readonly choice: Choice;
  /** Every monitor of which there is a picture at some time. */
  readonly streams: readonly MonitorId[];
  readonly shown: readonly MonitorId[];
  readonly arranged: Arranged;
  /** Why something could not be fetched. */
  readonly problem: unknown;
}

/** React is told so often while it plays. */
const TOLD_EVERY_MS = 100;
const POLL_MS = 1_000;
/** A tab in the background draws nothing; then time does not run away. */
const LONGEST_STEP_MS = 250;
const WAITING_SHOWN_MS = 300;
/** What did not come by then is not waited for. */
const WAIT_LIMIT_MS = 8_000;

export class Player {
  readonly screens: Screens = makeScreens();
  private readonly tape: Tape;
  private readonly story: Story;
  private readonly decoding: Decoding | null = typeof VideoDecoder === "undefined" ? null : new Decoding();
  private readonly projector: Projector | null;
  private readonly thumbs: Thumbs | null;
  private readonly watchers = new Set<() => void>();
  private view: Pick<RecordView, "record" | "access">;
  private snapshot: PlayerView;
  private frame: number | null = null;
  private poll: ReturnType<typeof setTimeout> | null = null;
  private lastMs = 0;
  private behindSince: number | null = null;
  private toldMs = -Infinity;
  private layout: LayOut | null = null;
  private isClosed = false;
  private isSought = false;

  /** What is known already; `begin` gets the rest. */
  constructor(
    sessionId: SessionId,
    view: RecordView,
    private readonly doors: PlayerDoors,
  ) {
    this.view = view;
    this.story = new Story(sessionId, view.entries);
    this.tape = new Tape({
      index: (number) => this.watched(doors.index(number)),
      bytes: (number, start, stop) => this.watched(doors.bytes(number, start, stop)),
    });
    const { decoding } = this;
    const line = decoding?.line.bind(decoding);
    const beginMs = view.record.opened_at;
    this.projector = line === undefined ? null : new Projector(this.screens, this.tape, beginMs, line);
    this.thumbs = line === undefined ? null : new Thumbs(this.tape, line);
    const facts = factsOf(view, this.story, [], Date.now());
    this.snapshot = {
      clock: clocks.clockAt(0, facts.endMs - facts.beginMs),
      facts,
      session: this.story.at(facts.beginMs),
      count: 0,
      gap: "nothing",
      waiting: true,
      choice: "all",
      streams: [],
      shown: [],
      arranged: { size: { widthPx: 0, heightPx: 0 }, places: [] },
      problem: null,
    };
  }

  // For React's useSyncExternalStore: these two keep their `this`.
  readonly subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };
  readonly now = (): PlayerView => this.snapshot;

  /** Read where everything lies, and stand at this moment. */
  async begin(view: RecordView, moment: Moment): Promise<void> {
    await this.tape.know(view.segments);
    if (this.isClosed) return;
    this.learn();
    const { clock, facts } = this.snapshot;
    // Who was quicker than the index stays where they went.
    const atMs = this.isSought ? clock.positionMs : startOf(facts, moment);
    this.change({ clock: clocks.seek(clock, atMs), waiting: false });
    this.step(performance.now());
    if (this.view.record.running) this.pollLater();
  }

  close(): void {
    this.isClosed = true;
    if (this.frame !== null) cancelAnimationFrame(this.frame);
    if (this.poll !== null) clearTimeout(this.poll);
    this.projector?.close();
    this.thumbs?.close();
    this.decoding?.close();
  }

  toggle(): void {
    const before = this.snapshot.clock.positionMs;
    this.change({ clock: clocks.toggle(this.snapshot.clock) });
    if (this.snapshot.clock.positionMs !== before) this.moved();
  }

  pause(): void {
    this.change({ clock: clocks.pause(this.snapshot.clock) });
  }

  seek(positionMs: number): void {
    this.isSought = true;
    this.change({ clock: clocks.seek(this.snapshot.clock, positionMs) });
    this.moved();
  }

  /** To a moment of the day (UTC, ms). */
  goTo(atMs: number): void {
    this.seek(atMs - this.snapshot.facts.beginMs);
  }

  skip(byMs: number): void {
    this.seek(this.snapshot.clock.positionMs + byMs);
  }

  /** To the next picture, or the one before. */
  async stepFrame(by: 1 | -1): Promise<void> {
    this.pause();
    const from = this.snapshot.clock.positionMs;
    const found = await this.projector?.neighbour(from, by).catch(() => null);
    if (found !== null && found !== undefined && this.snapshot.clock.positionMs === from) this.seek(found);
  }

  faster(by: 1 | -1): void {
    this.change({ clock: clocks.faster(this.snapshot.clock, by) });
  }

  speed(speed: Speed): void {
    this.change({ clock: clocks.withSpeed(this.snapshot.clock, speed) });
  }

  skipSilence(skips: boolean): void {
    this.change({ clock: clocks.skipping(this.snapshot.clock, skips) });
  }

  /** To the end of a session that still runs, and on with it. */
  follow(): void {
    this.change({ clock: clocks.follow(this.snapshot.clock) });
    this.moved();
  }

  choose(choice: Choice): void {
    this.change({ choice });
    this.arrangeNow();
  }

  /** What could not be had is tried again. */
  again(): void {
    this.change({ problem: null });
    this.moved();
  }

  layOut(how: LayOut): void {
    this.layout = how;
    this.projector?.layOut(how, how.label);
  }

  /** A small picture of a moment of the timeline. */
  async thumb(positionMs: number): Promise<ImageBitmap | null> {
    const atMs = this.snapshot.facts.beginMs + positionMs;
    const streams = this.tape.streamsAt(atMs);
    const stream = this.snapshot.shown.find((one) => streams.includes(one)) ?? streams[0];
    return stream === undefined ? null : ((await this.thumbs?.at(stream, atMs)) ?? null);
  }

  private async watched<T>(call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (problem) {
      this.change({ problem });
      throw problem;
    }
  }

  /** What is known now, worked out. */
  private learn(): void {
    const facts = factsOf(this.view, this.story, this.tape.all, Date.now());
    const clock = clocks.grown(this.snapshot.clock, facts.endMs - facts.beginMs);
    const isJump = clock.positionMs !== this.snapshot.clock.positionMs;
    this.change({ facts, clock, streams: this.tape.streams });
    if (isJump) this.moved();
  }

  private pollLater(): void {
    this.poll = setTimeout(() => void this.pollNow(), POLL_MS);
  }

  private async pollNow(): Promise<void> {
    try {
      const view = await this.doors.record(this.story.entries.at(-1)?.seq ?? 0);
      this.view = view;
      this.story.add(view.entries);
      await this.tape.know(view.segments);
    } catch {
      // The next try is not far; what is missing for the picture tells by itself.
    }
    if (this.isClosed) return;
    this.learn();
    if (this.view.record.running) this.pollLater();
  }

  private moved(): void {
    this.projector?.seek(this.snapshot.clock.positionMs);
    this.arrangeNow();
    this.behindSince = null;
    this.toldMs = -Infinity;
  }

  private step(nowMs: number): void {
    if (this.isClosed) return;
    const passedMs = Math.min(Math.max(nowMs - this.lastMs, 0), LONGEST_STEP_MS);
    this.lastMs = nowMs;
    const { clock, facts } = this.snapshot;
    let next = clock;
    if (!this.isWaiting(nowMs)) {
      next = clocks.tick(clock, passedMs, facts.silences);
      if (next.positionMs - clock.positionMs > passedMs * clock.speed + 1)
        this.projector?.seek(next.positionMs);
    }
    this.arrangeNow(next.positionMs);
    this.projector?.project(next.positionMs, next.speed);
    const waiting = this.behindSince !== null && nowMs - this.behindSince > WAITING_SHOWN_MS;
    this.tell(next, waiting, nowMs);
    this.frame = requestAnimationFrame((at) => this.step(at));
  }

  /** Whether the clock has to stand still until the picture is there. */
  private isWaiting(nowMs: number): boolean {
    const isBehind = this.projector?.isBehind(this.snapshot.clock.positionMs) ?? false;
    if (!isBehind) this.behindSince = null;
    else this.behindSince ??= nowMs;
    return this.behindSince !== null && nowMs - this.behindSince < WAIT_LIMIT_MS;
  }

  private tell(clock: Clock, waiting: boolean, nowMs: number): void {
    const before = this.snapshot;
    this.screens.holder.dataset["positionMs"] = String(clock.positionMs);
    const isMoving = clock.positionMs !== before.clock.positionMs;
    const isDue = nowMs - this.toldMs >= TOLD_EVERY_MS || clock.playing !== before.clock.playing;
    const atMs = before.facts.beginMs + clock.positionMs;
    const count = this.story.countAt(atMs);
    const session = this.story.after(count);
    const gap = this.gapAt(atMs, session);
    const isOther = count !== before.count || gap !== before.gap || waiting !== before.waiting;
    if (isOther || (isMoving && isDue)) {
      this.toldMs = nowMs;
      this.change({ clock, count, session, gap, waiting });
    } else if (isMoving) this.snapshot = { ...before, clock };
  }

  private gapAt(atMs: number, session: SessionState): Gap {
    if (this.tape.streams.length === 0) return "never";
    if (this.projector === null) return "unsupported";
    // The last picture before a pause is known a little longer than it may be seen.
    if (session.recording?.state === "paused") return "paused";
    if (this.tape.streamsAt(atMs).length === 0) return "nothing";
    if (this.projector.isBroken) return "broken";
    return session.private ? "private" : "none";
  }

  private arrangeNow(positionMs = this.snapshot.clock.positionMs): void {
    const { projector, tape } = this;
    if (projector === null) return;
    const atMs = this.snapshot.facts.beginMs + positionMs;
    const there = tape.streamsAt(atMs);
    if (there.length === 0) return;
    const { choice } = this.snapshot;
    const shown = choice === "all" ? there : [there.find((one) => one === choice) ?? there[0] ?? 0];
    const isOther = projector.show(shown, this.story.at(atMs), positionMs);
    if (!isOther && sameNumbers(shown, this.snapshot.shown)) return;
    this.change({ shown, arranged: projector.arranged });
    if (this.layout !== null) projector.layOut(this.layout, this.layout.label);
  }

  private change(changes: Partial<PlayerView>): void {
    this.snapshot = { ...this.snapshot, ...changes };
    for (const watcher of this.watchers) watcher();
  }
}

export interface LayOut {
  readonly width: number;
  readonly height: number;
  readonly label: (stream: MonitorId) => string;
}

function sameNumbers(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((number, index) => number === other[index]);
}
