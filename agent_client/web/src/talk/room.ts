/**
 * One room of a session, as its reader has it: what was said, what is on its way, who has read how far (SPEC T).
 *
 * No I/O but the way out that it is given; times are milliseconds of one clock. The console and the customer's
 * page both build on it.
 */

import {
  TYPING_SHOWN_SECONDS,
  type Attachment,
  type ChatPage,
  type ChatWanted,
  type Entry,
  type ErrorCode,
  type Mark,
  type Marked,
  type Note,
  type PersonId,
  type RequestId,
  type Room,
  type Say,
  type TickStep,
  type Typing,
  type TypingNow,
} from "../protocol/protocol.gen";
import { isOf, linesOf, type Line } from "./line";

export type RoomMessage = Say | TickStep | Note | Typing | Mark | ChatWanted;

export interface WayOut {
  /** Sends now, or not at all: false while there is no link. */
  send(message: RoomMessage): boolean;
  newId(): RequestId;
  now(): number;
}

/** Something of one's own that is not known to be said yet. */
export interface Pending {
  readonly messageId: RequestId;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly steps: readonly string[];
  /** Why the server refused it; null: it is on its way, or waits for the link. */
  readonly problem: ErrorCode | null;
}

/** How far somebody has the room: numbers of entries. */
export interface Reach {
  readonly delivered: number;
  readonly seen: number;
}

export interface RoomView {
  readonly room: Room;
  readonly lines: readonly Line[];
  readonly pending: readonly Pending[];
  /** Whether older ones can be asked for. */
  readonly hasMore: boolean;
  /** Whether the first page has come. */
  readonly isLoaded: boolean;
  readonly typing: readonly PersonId[];
  readonly reach: Readonly<Record<PersonId, Reach>>;
  readonly unread: number;
}

/** `mark` and `typing` are each said at most this often. */
const GAP_MS = 1_000;
const TYPING_MS = TYPING_SHOWN_SECONDS * 1_000;
const NEVER = -Infinity;
const NOTHING: Reach = { delivered: 0, seen: 0 };

export const NO_ROOM = (room: Room): RoomView => ({
  room,
  lines: [],
  pending: [],
  hasMore: false,
  isLoaded: false,
  typing: [],
  reach: {},
  unread: 0,
});

export class TalkRoom {
  private current: RoomView;
  private entries: readonly Entry[] = [];
  private typingUntil: Readonly<Record<PersonId, number>> = {};
  private me: PersonId = "";
  private own: Reach = NOTHING;
  private marked: Reach = NOTHING;
  private markedAt = NEVER;
  private typedAt = NEVER;
  private isStale = true;
  private isLooking = false;

  constructor(
    readonly room: Room,
    private readonly out: WayOut,
  ) {
    this.current = NO_ROOM(room);
  }

  get view(): RoomView {
    return this.current;
  }

  /** The link is open: ask for the newest page; what was not said goes again when it has come (SPEC T2, T3). */
  welcomed(me: PersonId): void {
    this.me = me;
    this.isStale = true;
    this.marked = NOTHING;
    this.out.send({ type: "chat_wanted", room: this.room });
  }

  /** A page of this room: the newest one after a welcome, an older one, or the newest again. */
  paged(page: ChatPage): void {
    if (page.room !== this.room) return;
    const known = this.isStale ? [] : this.entries;
    this.set({
      isLoaded: true,
      hasMore: reachesBack(page.entries, known) ? page.more : this.current.hasMore,
    });
    this.entries = merged(page.entries, known);
    if (!this.isStale) {
      this.heard();
      return;
    }
    this.isStale = false;
    this.heard();
    for (const one of this.current.pending) if (one.problem === null) this.sendAgain(one);
  }

  /** A fact of the session; those of other rooms are left alone. */
  happened(entry: Entry): void {
    if (!isOf(entry.fact, this.room)) return;
    if (entry.seq <= (this.entries.at(-1)?.seq ?? 0)) return;
    this.entries = [...this.entries, entry];
    const { [entry.fact.person_id]: _, ...others } = this.typingUntil;
    this.typingUntil = others;
    this.heard();
  }

  isMarked(message: Marked): void {
    if (message.room !== this.room) return;
    const before = this.current.reach[message.person_id] ?? NOTHING;
    const reach = {
      delivered: Math.max(before.delivered, message.delivered),
      seen: Math.max(before.seen, message.seen),
    };
    // The same person has another page open, and has read it there.
    if (message.person_id === this.me) this.own = { ...this.own, seen: Math.max(this.own.seen, reach.seen) };
    this.set({ reach: { ...this.current.reach, [message.person_id]: reach } });
    this.draw();
  }

  isTyping(message: TypingNow): void {
    if (message.room !== this.room || message.person_id === this.me) return;
    this.typingUntil = { ...this.typingUntil, [message.person_id]: this.out.now() + TYPING_MS };
    this.draw();
  }

  /** The server refused what has this id. Whether it was something of this room. */
  refused(about: RequestId, code: ErrorCode): boolean {
    if (!this.current.pending.some((one) => one.messageId === about)) return false;
    this.changePending(about, { problem: code });
    return true;
  }

  say(text: string, attachments: readonly Attachment[] = [], steps: readonly string[] = []): void {
    if (text.trim() === "" && attachments.length === 0 && steps.length === 0) return;
    const one: Pending = { messageId: this.out.newId(), text, attachments, steps, problem: null };
    this.typedAt = NEVER;
    this.set({ pending: [...this.current.pending, one] });
    if (!this.isStale) this.sendAgain(one);
  }

  /** Say once more what was refused. */
  again(messageId: RequestId): void {
    this.changePending(messageId, { problem: null });
    const one = this.current.pending.find((each) => each.messageId === messageId);
    if (one !== undefined) this.sendAgain(one);
  }

  /** What was refused is not to be said after all. */
  forget(messageId: RequestId): void {
    this.set({ pending: this.current.pending.filter((one) => one.messageId !== messageId) });
  }

  tick(messageId: RequestId, step: number, done: boolean): boolean {
    return this.out.send({ type: "tick_step", message_id: messageId, room: this.room, step, done });
  }

  /** Keep a note with the session; false while there is no link. */
  note(text: string): boolean {
    return this.out.send({ type: "note", request_id: this.out.newId(), text });
  }

  /** The person is writing. */
  typed(): void {
    const now = this.out.now();
    if (now - this.typedAt < GAP_MS) return;
    this.typedAt = now;
    this.out.send({ type: "typing", room: this.room });
  }

  /** Ask for the page before the oldest entry. */
  more(): void {
    const before = this.entries[0]?.seq;
    if (before !== undefined) this.out.send({ type: "chat_wanted", room: this.room, before });
  }

  /** Whether the person sees the room's end now. */
  looks(isLooking: boolean): void {
    this.isLooking = isLooking;
    this.heard();
  }

  /** Time has passed: call it about every second. */
  second(): void {
    const now = this.out.now();
    const kept = Object.entries(this.typingUntil).filter(([, until]) => until > now);
    if (kept.length !== Object.keys(this.typingUntil).length) {
      this.typingUntil = Object.fromEntries(kept);
      this.draw();
    }
    this.mark();
  }

  private heard(): void {
    const newest = this.entries.at(-1)?.seq ?? 0;
    this.own = { delivered: newest, seen: this.isLooking ? Math.max(newest, this.own.seen) : this.own.seen };
    this.draw();
    this.mark();
  }

  private mark(): void {
    const { delivered, seen } = this.own;
    const isNew = delivered !== this.marked.delivered || seen !== this.marked.seen;
    if (this.isStale || delivered === 0 || !isNew || this.out.now() - this.markedAt < GAP_MS) return;
    if (!this.out.send({ type: "mark", room: this.room, delivered, seen: Math.min(seen, delivered) })) return;
    this.marked = this.own;
    this.markedAt = this.out.now();
  }

  private sendAgain({ messageId, text, attachments, steps }: Pending): void {
    this.out.send({ type: "say", message_id: messageId, room: this.room, text, attachments, steps });
  }

  private changePending(messageId: RequestId, changes: Partial<Pending>): void {
    this.set({
      pending: this.current.pending.map((one) =>
        one.messageId === messageId ? { ...one, ...changes } : one,
      ),
    });
  }

  private draw(): void {
    const lines = linesOf(this.entries);
    const said = new Set(lines.map((line) => line.messageId));
    this.set({
      lines,
      pending: this.current.pending.filter((one) => !said.has(one.messageId)),
      typing: Object.keys(this.typingUntil),
      unread: lines.filter((line) => line.personId !== this.me && line.seq > this.own.seen).length,
    });
  }

  private set(changes: Partial<RoomView>): void {
    this.current = { ...this.current, ...changes };
  }
}

/** Whether this page tells what lies before everything known. */
function reachesBack(page: readonly Entry[], known: readonly Entry[]): boolean {
  const [first] = page;
  const [oldest] = known;
  return first === undefined || oldest === undefined || first.seq <= oldest.seq;
}

function merged(page: readonly Entry[], known: readonly Entry[]): readonly Entry[] {
  const bySeq = new Map([...page, ...known].map((entry) => [entry.seq, entry]));
  return [...bySeq.values()].sort((one, other) => one.seq - other.seq);
}
