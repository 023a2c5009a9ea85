/**
 * The holder's hand: numbers its events under one grant, sends them by the quickest way, and keeps what was
 * not acknowledged (SPEC I5). Pure but for the two ways out that it is given.
 */

import {
  INPUT_BATCH_LIMIT,
  TEXT_INPUT_LIMIT_CHARS,
  type At,
  type Button,
  type Input,
  type InputEvent,
  type InputSeen,
} from "../protocol/protocol.gen";

export interface WayOut {
  /** In order and surely; false when there is no such way now. */
  reliable(message: Input): boolean;
  /** At once or never. */
  move(message: Input): boolean;
}

/** A closed laptop must not make thousands of clicks when it wakes: older ones are forgotten. */
const UNSEEN_LIMIT = 2_000;

type Numbered<T> = T extends { seq: number } ? Omit<T, "seq"> : never;

export class Hand {
  private epoch: number | null = null;
  private seq = 0;
  private unseen: InputEvent[] = [];

  constructor(
    private readonly way: WayOut,
    /** Milliseconds since 1970. */
    private readonly clock: () => number = Date.now,
  ) {}

  /** Whether this hand may act at all. */
  get isHolder(): boolean {
    return this.epoch !== null;
  }

  /** Control was granted under this epoch, or (null) is gone. A new epoch starts a new count. */
  granted(epoch: number | null): void {
    if (epoch === this.epoch) return;
    this.epoch = epoch;
    this.seq = 0;
    this.unseen = [];
  }

  move(at: At): void {
    if (this.epoch === null) return;
    this.way.move(this.message([this.number({ type: "move", at })]));
  }

  button(at: At, button: Button, down: boolean): void {
    this.reliable({ type: "button", at, button, down });
  }

  wheel(at: At, dx: number, dy: number): void {
    this.reliable({ type: "wheel", at, dx: clamp(dx), dy: clamp(dy) });
  }

  key(key: string, down: boolean): void {
    this.reliable({ type: "key", key, down });
  }

  text(text: string): void {
    for (const part of parts(text, TEXT_INPUT_LIMIT_CHARS)) this.reliable({ type: "text", text: part });
  }

  release(): void {
    this.reliable({ type: "release" });
  }

  /** The machine has judged everything up to this number. */
  seen(answer: InputSeen): void {
    if (answer.epoch === this.epoch) this.unseen = this.unseen.filter((event) => event.seq > answer.seq);
  }

  /** The way has changed: what was not acknowledged goes again, in order; the machine drops what it has. */
  pathChanged(): void {
    for (let from = 0; from < this.unseen.length; from += INPUT_BATCH_LIMIT)
      this.way.reliable(this.message(this.unseen.slice(from, from + INPUT_BATCH_LIMIT)));
  }

  private reliable(event: Numbered<InputEvent>): void {
    if (this.epoch === null) return;
    const numbered = this.number(event);
    this.unseen.push(numbered);
    if (this.unseen.length > UNSEEN_LIMIT) this.unseen.shift();
    this.way.reliable(this.message([numbered]));
  }

  private number(event: Numbered<InputEvent>): InputEvent {
    // Not below the clock: a page that was loaded anew under the same grant, or another tab, goes on above
    // what was seen. At 1,000 events a second, the most that pass, the count never outruns the clock.
    this.seq = Math.max(this.seq + 1, this.clock());
    return { ...event, seq: this.seq };
  }

  private message(events: InputEvent[]): Input {
    return { type: "input", epoch: this.epoch ?? 0, events };
  }
}

function clamp(notches: number): number {
  return Math.min(Math.max(notches, -50), 50);
}

function parts(text: string, most: number): string[] {
  const found: string[] = [];
  let part = "";
  // By code points: a surrogate pair must not be torn apart.
  for (const character of text) {
    if (part.length + character.length > most) {
      found.push(part);
      part = "";
    }
    part += character;
  }
  if (part !== "") found.push(part);
  return found;
}
