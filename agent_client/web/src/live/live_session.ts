/**
 * One staff member in one session: the control link, the state, both ways of the picture, the hand.
 *
 * No React here: a view subscribes, and gives it the elements to draw on.
 */

import { ControlLink, socketUrl, type ControlDoors } from "../link/control";
import { apply } from "../protocol/session";
import type {
  ConsentAnswered,
  Entry,
  FromConsole,
  InputSeen,
  Mode,
  PointerAt,
  PointerShape,
  SessionState,
  ToConsole,
  Welcome,
} from "../protocol/protocol.gen";
import { Hand } from "./hand";
import { Picture } from "./picture";
import { StageHands, type Stage } from "./screen_view";
import { TwoWays } from "./two_ways";
import { NOTHING_YET, type LiveView, type Notice } from "./view";

/** How long a refused or held-back thing stays on the screen. */
const NOTICE_MS = 6_000;
/** A silent control link is lost at the latest after this. */
const SILENT_MS = 1_000;

export class LiveSession {
  private view: LiveView = NOTHING_YET;
  private readonly watchers = new Set<() => void>();
  private readonly link: ControlLink<ToConsole, FromConsole>;
  private readonly hand: Hand;
  private readonly ways: TwoWays;
  private readonly hands: StageHands;
  private readonly picture: Picture;
  private readonly stopped = new AbortController();
  private readonly ticker: ReturnType<typeof setInterval>;
  private noticeTimer: ReturnType<typeof setTimeout> | undefined;
  private notices = 0;
  private chosenStream: number | null = null;

  constructor(
    doors: Omit<ControlDoors, "url">,
    stage: Stage,
    /** A way in could not be had. */
    refused: (problem: unknown) => void,
  ) {
    this.picture = new Picture(stage.canvas, {
      drawn: (name) => {
        this.ways.drawn(name);
        if (this.view.via !== name.via) this.set({ via: name.via });
      },
      resized: (size) => {
        this.set({ size });
        this.hands.pointer.laidOut();
      },
    });
    this.ways = new TwoWays(socketUrl("/ws/media"), this.picture, {
      send: (message) => this.link.send(message),
      pointer: (message) => this.pointer(message),
      seen: (answer) => this.seen(answer),
      pathChanged: (trouble) => {
        this.hand.pathChanged();
        if (trouble) this.notify({ is: "back_on_relay" });
      },
    });
    this.hand = new Hand({
      reliable: (message) => this.ways.sendReliable(message),
      move: (message) => this.ways.sendMove(message),
    });
    this.hands = new StageHands(stage, {
      isHolder: () => this.hand.isHolder,
      monitor: () => this.view.stream,
      move: (at) => this.hand.move(at),
      button: (at, button, down) => this.hand.button(at, button, down),
      wheel: (at, dx, dy) => this.hand.wheel(at, dx, dy),
      text: (text) => this.hand.text(text),
      key: (key, down) => this.hand.key(key, down),
      release: () => this.hand.release(),
      tried: () => {
        if (this.view.session?.state === "live") this.notify({ is: "tried" });
      },
      captured: (captured) => this.set({ captured: captured && this.hand.isHolder }),
    });
    this.link = new ControlLink<ToConsole, FromConsole>(
      { ...doors, url: socketUrl("/ws") },
      {
        message: (message) => this.take(message),
        standing: (standing) => this.set({ standing }),
        roundTrip: (milliseconds) => this.controlTrip(milliseconds),
        refused,
      },
    );
    const options = { signal: this.stopped.signal };
    window.addEventListener("online", () => this.link.hurry(), options);
    this.ticker = setInterval(() => this.measure(), SILENT_MS);
  }

  // For React's useSyncExternalStore: these two keep their `this`.
  readonly subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };
  readonly now = (): LiveView => this.view;

  /** Ask the customer for this mode, or for control again in the mode in force. */
  ask(mode: Mode): void {
    this.link.send({ type: "ask_mode", request_id: requestId(), mode });
  }

  withdraw(): void {
    this.link.send({ type: "withdraw_question" });
  }

  /** Back to observing: needs nobody. */
  giveBack(): void {
    this.link.send({ type: "lower_mode", mode: "observer" });
  }

  end(): void {
    this.link.send({ type: "end_session" });
  }

  watch(stream: number): void {
    this.chosenStream = stream;
    this.showStream(stream);
  }

  /** The picture was laid out anew on the page. */
  laidOut(): void {
    this.hands.pointer.laidOut();
  }

  focusPicture(): void {
    this.hands.focus();
  }

  dismissNotice(): void {
    this.set({ notice: null });
  }

  /** The view is gone; the place in the session is kept for a while. */
  close(): void {
    this.stopped.abort();
    clearInterval(this.ticker);
    clearTimeout(this.noticeTimer);
    this.hands.close();
    this.ways.close();
    this.link.close();
    this.watchers.clear();
  }

  private take(message: ToConsole | Welcome): void {
    switch (message.type) {
      case "welcome":
        this.welcomed(message);
        break;
      case "happened":
        this.happened(message.entry);
        break;
      case "media_ticket":
        this.ways.ticketCame(message.ticket);
        break;
      case "offer":
        this.ways.offered(message);
        break;
      case "direct_closed":
        this.ways.closedThere(message);
        break;
      case "input_seen":
        this.seen(message);
        break;
      case "fault":
        this.notify({ is: "fault", code: message.code });
        break;
      case "pong":
        break;
    }
  }

  private welcomed(welcome: Welcome): void {
    this.set({ personId: welcome.person_id, organisation: welcome.organisation });
    this.ways.welcomed(welcome.ice, welcome.media_ticket);
    if (welcome.session !== undefined) this.stateIs(welcome.session);
    this.hand.pathChanged();
  }

  private happened(entry: Entry): void {
    const before = this.view.session;
    if (before === null || entry.seq <= before.seq) return;
    if (entry.fact.type === "lowered" && !this.isMine(entry.fact.person_id))
      this.notify({ is: "lowered", by: entry.fact.by });
    if (entry.fact.type === "consent_answered") this.answered(entry.fact);
    this.stateIs(apply(before, entry));
  }

  private answered(fact: ConsentAnswered): void {
    const isNo = fact.answer === "refused" || fact.answer === "expired";
    // Without a view the picture's place says it.
    if (isNo && this.view.session?.mode !== undefined) this.notify({ is: "answered", answer: fact.answer });
    else if (this.view.notice?.what.is === "answered") this.set({ notice: null });
    this.set({ lastAnswer: fact.answer });
  }

  private isMine(personId: string | undefined): boolean {
    return personId !== undefined && personId === this.view.personId;
  }

  private stateIs(session: SessionState): void {
    const before = this.view.session;
    this.set({ session });
    this.holderIs(session, before);
    if (session.machine?.peer_id !== before?.machine?.peer_id) this.otherMachine();
    this.chooseStream(session);
    // Away from the server only: the direct path may well live, and is left alone.
    if (isHere(session) && !isHere(before)) this.ways.machineReady();
    if (!isShown(session) && isShown(before)) this.hidden();
  }

  private holderIs(session: SessionState, before: SessionState | null): void {
    const isHolder = session.holder_id === this.view.personId && isShown(session);
    this.hand.granted(isHolder ? session.epoch : null);
    this.hands.pointer.heldHere(isHolder);
    if (!isHolder && this.view.captured) this.hands.blur();
    if (isHolder && before?.holder_id !== session.holder_id) this.hands.focus();
  }

  /** The view was taken back: nothing of the picture stays here. */
  private hidden(): void {
    this.ways.machineGone();
    this.picture.clear();
    this.set({ via: null });
  }

  private otherMachine(): void {
    this.ways.machineGone();
    this.picture.forget();
    this.hands.pointer.forget();
    this.set({ via: null });
  }

  private chooseStream(session: SessionState): void {
    const monitors = session.screen?.monitors ?? [];
    const first = monitors.find((one) => one.primary) ?? monitors[0];
    const chosen = monitors.find((one) => one.id === this.chosenStream) ?? first;
    if (chosen !== undefined && chosen.id !== this.view.stream) this.showStream(chosen.id);
  }

  private showStream(stream: number): void {
    this.set({ stream });
    this.ways.watch(stream);
    this.hands.pointer.forget();
  }

  private pointer(message: PointerShape | PointerAt): void {
    if (message.type === "pointer_shape") this.hands.pointer.shaped(message);
    else if (message.at.monitor === this.view.stream) this.hands.pointer.movedTo(message.at);
  }

  private seen(answer: InputSeen): void {
    this.hand.seen(answer);
    // What came twice is nobody's business.
    if (answer.held_back !== undefined && answer.held_back !== "repeated")
      this.notify({ is: "held_back", why: answer.held_back });
  }

  private notify(what: Notice): void {
    clearTimeout(this.noticeTimer);
    const same = this.view.notice !== null && sameNotice(this.view.notice.what, what);
    if (!same) {
      this.notices += 1;
      this.set({ notice: { id: this.notices, what } });
    }
    this.noticeTimer = setTimeout(() => this.set({ notice: null }), NOTICE_MS);
  }

  private controlTrip(milliseconds: number): void {
    if (this.ways.isDirect) return;
    const now = performance.now();
    const number = this.ways.meter.ask(now - milliseconds);
    this.ways.meter.answered(number, now);
  }

  private measure(): void {
    const meter = this.ways.meter;
    const isLost = this.view.standing.is === "lost" && !this.ways.isDirect;
    const quality = isLost ? "interrupted" : meter.now(performance.now());
    const roundTripMs = meter.roundTripMs();
    if (quality !== this.view.quality || roundTripMs !== this.view.roundTripMs)
      this.set({ quality, roundTripMs });
  }

  private set(changes: Partial<LiveView>): void {
    this.view = { ...this.view, ...changes };
    for (const watcher of this.watchers) watcher();
  }
}

function isShown(session: SessionState | null): boolean {
  return session?.mode !== undefined && session.state !== "ended";
}

function isHere(session: SessionState | null): boolean {
  return isShown(session) && session?.machine?.presence === "present";
}

function sameNotice(one: Notice, other: Notice): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function requestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `r_${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
