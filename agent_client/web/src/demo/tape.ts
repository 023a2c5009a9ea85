/**
 * The recording, as the person who shows their screen in this tab decides it (SPEC N2, N4). Pure; times in ms.
 *
 * What they want of it is kept here first, said, and said again after each cut until the server's state shows it.
 * The newest wish counts; after a withdrawal there is none.
 */

import {
  CONSENT_ANSWER_SECONDS,
  CONSENT_INERT_SECONDS,
  type ConsentAnswer,
  type OrderRecording,
  type RecordingDeed,
  type RecordingGiven,
  type RecordingHere,
  type RequestId,
  type SessionState,
} from "../protocol/protocol.gen";
import { may } from "../protocol/rights";

export const INERT_MS = CONSENT_INERT_SECONDS * 1000;
export const ANSWER_MS = CONSENT_ANSWER_SECONDS * 1000;

export type TapeSays = RecordingGiven | RecordingHere;
/** How it stands for who is recorded; the last ones wait for the server's word. */
export type Recorded = "on" | "paused" | "begins" | "pausing" | "resuming" | "ending";

/** A question that stands in front of the person. */
export interface Asked {
  order: OrderRecording;
  shownMs: number;
}

/** Where a wish outlives this page; what stands there is of an earlier one. */
export interface WishStore {
  get(): RecordingHere | null;
  set(wish: RecordingHere | null): void;
}

type Seen = Pick<SessionState, "recording" | "customer_id" | "owner_id">;

const WISHES: Record<RecordingDeed, Recorded> = { pause: "pausing", resume: "resuming", withdraw: "ending" };

export class Tape {
  asked: Asked | null = null;
  private seen: Seen = {};
  private lastWord: RecordingGiven | null = null;
  private wish: RecordingHere | null;

  constructor(private readonly store: WishStore) {
    this.wish = store.get();
  }

  /** How it stands; null: it is not recorded. */
  get recorded(): Recorded | null {
    const { recording } = this.seen;
    if (recording === undefined) return null;
    if (this.wish !== null) return WISHES[this.wish.deed];
    if (recording.state === "asked") return this.begins ? "begins" : null;
    return recording.state;
  }

  /** The server wants the person to be asked. */
  ordered(order: OrderRecording, atMs: number): TapeSays[] {
    if (this.lastWord?.request_id === order.request_id) return [this.lastWord];
    if (this.asked?.order.request_id === order.request_id) return [];
    const isBarred = order.asked_by !== undefined && !may(order.asked_by.role, "record");
    if (isBarred || this.asked !== null) return this.say(order.request_id, "refused");
    this.asked = { order, shownMs: atMs };
    return [];
  }

  /** The person clicked; a yes that comes too soon is nobody's. */
  answered(isAllowed: boolean, atMs: number): TapeSays[] {
    if (this.asked === null || (isAllowed && atMs < this.asked.shownMs + INERT_MS)) return [];
    return this.close(isAllowed ? "allowed" : "refused");
  }

  /** No answer is a no. */
  tick(atMs: number): TapeSays[] {
    return this.asked !== null && atMs >= this.asked.shownMs + ANSWER_MS ? this.close("expired") : [];
  }

  /** Nothing is shown any more: a question that is open is over. */
  refuse(): TapeSays[] {
    return this.asked === null ? [] : this.close("refused");
  }

  /** The question is over, and a yes to it is not said again. */
  withdrawn(requestId: RequestId): void {
    if (this.lastWord?.request_id === requestId) this.lastWord = null;
    if (this.asked?.order.request_id === requestId) this.asked = null;
  }

  /** The person pauses it, lets it go on, or withdraws it. */
  done(deed: RecordingDeed): TapeSays[] {
    const { recording } = this.seen;
    if (recording === undefined || this.wish?.deed === "withdraw") return [];
    const requestId = recording.request_id;
    if (recording.state === "asked") {
      if (!this.begins || deed !== "withdraw") return [];
      this.lastWord = { type: "recording_given", request_id: requestId, answer: "refused" };
    }
    this.wish = { type: "recording_here", request_id: requestId, deed };
    this.store.set(this.wish);
    return [this.wish];
  }

  /** How the server has it now: what it shows need not be said again. */
  heard(session: Seen): void {
    this.seen = session;
    if (this.wish !== null && this.isShown(this.wish)) this.forget();
  }

  /** The server does not take what was said about this recording. */
  refused(about: RequestId | undefined): void {
    if (about !== undefined && this.wish?.request_id === about) this.forget();
  }

  /** Back after a cut: what has to be said again. */
  welcomed(session: Seen): TapeSays[] {
    this.heard(session);
    const { recording } = session;
    const open = recording?.state === "asked" ? recording.request_id : undefined;
    if (this.asked !== null && this.asked.order.request_id !== open) this.asked = null;
    const again = this.lastWord !== null && this.lastWord.request_id === open ? [this.lastWord] : [];
    return this.wish === null ? again : [...again, this.wish];
  }

  private get begins(): boolean {
    const { recording } = this.seen;
    const word = this.lastWord;
    return (
      recording?.state === "asked" && word?.request_id === recording.request_id && word.answer === "allowed"
    );
  }

  private isShown(wish: RecordingHere): boolean {
    const { recording, customer_id, owner_id } = this.seen;
    if (recording?.request_id !== wish.request_id) return true;
    const isPausedHere = recording.state === "paused" && recording.paused_by === (customer_id ?? owner_id);
    if (wish.deed === "pause") return isPausedHere;
    return wish.deed === "resume" && !isPausedHere;
  }

  private forget(): void {
    this.wish = null;
    this.store.set(null);
  }

  private close(answer: ConsentAnswer): TapeSays[] {
    const requestId = this.asked?.order.request_id;
    this.asked = null;
    return requestId === undefined ? [] : this.say(requestId, answer);
  }

  private say(requestId: RequestId, answer: ConsentAnswer): TapeSays[] {
    this.lastWord = { type: "recording_given", request_id: requestId, answer };
    return [this.lastWord];
  }
}
