/** What was pointed at and drawn up to a moment: the recording's other track. Pure but for what `Tape` fetches. */

import type { At, Inked, Pointed, PointerShape } from "../protocol/protocol.gen";
import { InkPad } from "../live/ink";
import { endOf, rowAt, type Rows, type Tape } from "./tape";

interface Happened {
  readonly atMs: number;
  readonly kind: string;
}

type Event =
  | (Happened & { readonly kind: "pointer_at"; readonly at: At })
  | (Happened & Omit<PointerShape, "type"> & { readonly kind: "pointer_shape" })
  | (Happened & Omit<Pointed, "type"> & { readonly kind: "pointed" })
  | (Happened & Omit<Inked, "type"> & { readonly kind: "inked" });

const KINDS: readonly string[] = ["pointer_at", "pointer_shape", "pointed", "inked"];
/** What stays until it is said anew. */
const LASTING: readonly string[] = ["pointer_at", "pointer_shape"];
/** What was said longer ago is not to be seen any more; the machine's pointer stays where it is. */
const SEEN_MS = 31_000;
/** The pointer's last place and shape are looked for in so many pieces before that. */
const BACK_ROWS = 90;
const FETCH_AHEAD_MS = 20_000;

/** The lines of one piece; what is no event of ours is left out. */
export function eventsOf(bytes: Uint8Array): readonly Event[] {
  return new TextDecoder()
    .decode(bytes)
    .split("\n")
    .flatMap((line) => {
      const event = parsed(line);
      return event === null ? [] : [event];
    });
}

function parsed(line: string): Event | null {
  if (line === "") return null;
  try {
    const { at_ms: atMs, ...fields } = JSON.parse(line) as { at_ms: unknown; kind: unknown };
    if (typeof atMs !== "number" || typeof fields.kind !== "string" || !KINDS.includes(fields.kind))
      return null;
    return { atMs, ...fields } as unknown as Event;
  } catch {
    return null;
  }
}

export interface PointerNow {
  /** Null: not known yet. */
  readonly at: At | null;
  readonly shape: Omit<PointerShape, "type"> | null;
}

export class Pointers {
  readonly pad = new InkPad();
  private at: At | null = null;
  private shape: Omit<PointerShape, "type"> | null = null;
  private untilMs = -Infinity;
  private wantedMs = 0;
  private isBusy = false;

  constructor(
    private readonly tape: Tape,
    /** Something can be drawn now. */
    private readonly stirred: () => void,
  ) {}

  get now(): PointerNow {
    return { at: this.at, shape: this.shape };
  }

  /** Bring everything to this moment (UTC, ms); at once where it is known, else a little later. */
  moveTo(atMs: number): void {
    this.wantedMs = atMs;
    if (this.isBusy) return;
    this.isBusy = true;
    void this.bring()
      .catch(() => undefined)
      .finally(() => (this.isBusy = false));
  }

  private async bring(): Promise<void> {
    for (let tries = 0; tries < 4 && this.untilMs !== this.wantedMs; tries += 1) {
      const wanted = this.wantedMs;
      const isOn = wanted >= this.untilMs && wanted - this.untilMs < SEEN_MS;
      if (isOn) await this.goOn(this.untilMs, wanted);
      else if (!(await this.anew(wanted))) continue;
      this.untilMs = wanted;
      this.stirred();
    }
  }

  private async goOn(fromMs: number, toMs: number): Promise<void> {
    for (const rows of this.tracks()) {
      if (rows.segment.started_at_ms > toMs || endOf(rows) < fromMs) continue;
      const first = rowAt(rows, fromMs);
      const last = rowAt(rows, toMs);
      for (let row = first; row <= last && row < rows.rows.length; row += 1)
        this.take(await this.events(rows, row, last), fromMs, toMs);
      this.tape.readAhead({ number: rows.segment.number, row: last }, FETCH_AHEAD_MS);
    }
  }

  /** From nothing: everything still to be seen, and where the machine's pointer was last. Whether it is done. */
  private async anew(toMs: number): Promise<boolean> {
    const seen: (readonly Event[])[] = [];
    const known = new Set<string>();
    for (const { rows, row } of this.rowsBefore(toMs)) {
      if (known.size === LASTING.length && rowEnd(rows, row) < toMs - SEEN_MS) break;
      const events = (await this.backwards(rows, row)).filter((one) => one.atMs <= toMs);
      // Somebody goes on to another moment: this one is not wanted any more.
      if (Math.abs(this.wantedMs - toMs) > SEEN_MS) return false;
      for (const { kind } of events) if (LASTING.includes(kind)) known.add(kind);
      seen.unshift(events);
    }
    this.pad.forget();
    this.at = this.shape = null;
    for (const events of seen) this.take(events, -Infinity, toMs);
    return true;
  }

  /** The newest row first; not further back than is worth the while. */
  private *rowsBefore(toMs: number): Generator<{ rows: Rows; row: number }> {
    const before = this.tracks().filter(({ segment }) => segment.started_at_ms <= toMs);
    let left = BACK_ROWS;
    for (const rows of before.reverse())
      for (let row = rowAt(rows, toMs); row >= 0 && left > 0; row -= 1, left -= 1) yield { rows, row };
  }

  private take(events: readonly Event[], fromMs: number, toMs: number): void {
    for (const event of events) {
      if (event.atMs <= fromMs || event.atMs > toMs) continue;
      switch (event.kind) {
        case "pointer_at":
          this.at = event.at;
          break;
        case "pointer_shape":
          this.shape = event;
          break;
        case "pointed":
          this.pad.pointed(event, event.atMs);
          break;
        case "inked":
          this.pad.inked(event, event.atMs);
          break;
      }
    }
  }

  private tracks(): readonly Rows[] {
    return this.tape.all.filter((one) => one.segment.track === "events" && one.rows.length > 0);
  }

  private async events(rows: Rows, row: number, until: number): Promise<readonly Event[]> {
    return eventsOf(await this.tape.bytes({ number: rows.segment.number, row }, until));
  }

  /** A row and, in the same fetch, those before it, which are wanted next. */
  private async backwards(rows: Rows, row: number): Promise<readonly Event[]> {
    const { number } = rows.segment;
    const from = Math.max(0, row - BACK_FETCH_ROWS);
    if (!this.tape.has({ number, row }, row)) await this.tape.bytes({ number, row: from }, row);
    return this.events(rows, row, row);
  }
}

function rowEnd({ rows }: Rows, row: number): number {
  const known = rows[row];
  return known === undefined ? 0 : known[0] + known[1];
}

const BACK_FETCH_ROWS = 40;
