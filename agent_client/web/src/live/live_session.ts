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
  Fault,
  FromConsole,
  InputSeen,
  MonitorId,
  PointerAt,
  PointerShape,
  SessionState,
  ToConsole,
  Welcome,
} from "../protocol/protocol.gen";
import type { Talk } from "../talk/talk";
import type { Transfers } from "../transfer/transfers";
import { alone as aloneOf, arrange, sameArranged } from "./arrange";
import { Asks } from "./asks";
import { Company, isFromOthers } from "./company";
import type { LayOut } from "./elements";
import { Hand } from "./hand";
import type { Tool } from "./marker";
import { noticeOf } from "./notices";
import { Panes } from "./panes";
import { StageHands, type Stage } from "./screen_view";
import { TwoWays } from "./two_ways";
import { NOTHING_YET, type LiveView, type Notice } from "./view";

/** How long a refused or held-back thing stays on the screen. */
const NOTICE_MS = 6_000;
/** A silent control link is lost at the latest after this. */
const SILENT_MS = 1_000;

export class LiveSession {
  readonly asks = new Asks((message) => this.link.send(message));
  private view: LiveView = NOTHING_YET;
  private readonly watchers = new Set<() => void>();
  private readonly link: ControlLink<ToConsole, FromConsole>;
  private readonly hand: Hand;
  private readonly ways: TwoWays;
  private readonly hands: StageHands;
  private readonly panes: Panes;
  private readonly company: Company;
  private readonly stopped = new AbortController();
  private readonly ticker: ReturnType<typeof setInterval>;
  private noticeTimer: ReturnType<typeof setTimeout> | undefined;
  private notices = 0;
  private chosen: MonitorId | "all" | null = null;

  constructor(
    doors: Omit<ControlDoors, "url">,
    stage: Stage,
    /** A way in could not be had. */
    refused: (problem: unknown) => void,
  ) {
    this.panes = new Panes(stage.holder, {
      drawn: (name) => {
        this.ways.drawn(name);
        if (this.view.via !== name.via) this.set({ via: name.via });
      },
      resized: () => {
        this.arrange();
        this.laidOut();
      },
      opened: (canvas, stream, stopped) => this.hands.opened(canvas, stream, stopped),
    });
    this.company = new Company(stage.overlay, this.panes, {
      send: (message) => this.link.send(message),
      view: () => this.view,
      set: (changes) => this.set(changes),
    });
    this.ways = new TwoWays(socketUrl("/ws/media"), this.panes, {
      send: (message) => this.link.send(message),
      pointer: (message) => this.pointer(message),
      seen: (answer) => this.seen(answer),
      pathChanged: (trouble) => {
        this.hand.pathChanged();
        if (trouble) this.notify({ is: "back_on_relay" });
      },
      turnRefused: () => {
        this.notify({ is: "turn_refused" });
      },
    });
    this.hand = new Hand({
      reliable: (message) => this.ways.sendReliable(message),
      move: (message) => this.ways.sendMove(message),
    });
    this.hands = new StageHands(stage, this.panes, {
      isHolder: () => this.hand.isHolder,
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
      tool: () => this.view.tool,
      point: (at) => this.company.marker.point(at),
      penDown: (at) => this.company.marker.penDown(at),
      penMoved: (points) => this.company.marker.penMoved(points),
      penUp: () => this.company.marker.penUp(),
      handWanted: () => this.takeUp("hand"),
    });
    this.panes.show(this.view.streams);
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
    this.ticker = setInterval(() => {
      this.measure();
      this.company.second();
    }, SILENT_MS);
  }

  /** The rooms, to say something in them. */
  get talk(): Talk {
    return this.company.talk;
  }

  /** Files and clipboards between here and the machine. */
  get transfers(): Transfers {
    return this.company.transfers;
  }

  // For React's useSyncExternalStore: these two keep their `this`.
  readonly subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };
  readonly now = (): LiveView => this.view;

  /** What the mouse on the picture is for from now on. */
  takeUp(tool: Tool): void {
    if (tool === this.view.tool) return;
    this.set({ tool });
    this.company.toolChanged();
    this.hand.release();
    if (tool === "hand" && this.hand.isHolder) this.hands.focusUnlessWriting();
  }

  /** Show this monitor, or all of them; for this viewer alone (SPEC M7). */
  watch(chosen: MonitorId | "all"): void {
    this.chosen = chosen;
    if (this.view.session !== null) this.chooseStreams(this.view.session);
  }

  /** Lay the pictures out anew on the page. */
  layOut(how: LayOut): void {
    this.panes.layOut(how, how.arranged, how.pictureLabel);
    this.laidOut();
  }

  private laidOut(): void {
    this.hands.pointer.laidOut();
    this.company.laidOut();
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
    this.company.close();
    this.hands.close();
    this.ways.close();
    this.panes.close();
    this.link.close();
    this.watchers.clear();
  }

  private take(message: ToConsole | Welcome): void {
    if (isFromOthers(message)) {
      this.company.take(message);
      return;
    }
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
        this.refused(message);
        break;
      case "pong":
        break;
    }
  }

  private refused(fault: Fault): void {
    if (this.company.transfers.refused(fault.about)) return;
    if (!this.company.talk.refused(fault.about, fault.code)) this.notify({ is: "fault", code: fault.code });
  }

  private welcomed(welcome: Welcome): void {
    const { person_id: personId, role, organisation } = welcome;
    this.set({ personId, role, organisation, aheadMs: welcome.at - Date.now() });
    this.ways.welcomed(welcome.ice, welcome.media_ticket);
    if (welcome.session !== undefined) this.stateIs(welcome.session);
    this.hand.pathChanged();
    this.company.welcomed(welcome);
  }

  private happened(entry: Entry): void {
    const before = this.view.session;
    if (before === null || entry.seq <= before.seq) return;
    const notice = noticeOf(entry.fact, before, this.view.personId);
    if (notice !== null) this.notify(notice);
    if (entry.fact.type === "consent_answered") this.answered(entry.fact);
    this.company.happened(before, entry);
    this.stateIs(apply(before, entry));
  }

  private answered(fact: ConsentAnswered): void {
    const isNo = fact.answer === "refused" || fact.answer === "expired";
    // Without a view the picture's place says it.
    if (isNo && this.view.session?.mode !== undefined) this.notify({ is: "answered", answer: fact.answer });
    else if (this.view.notice?.what.is === "answered") this.set({ notice: null });
    this.set({ lastAnswer: fact.answer });
  }

  private stateIs(session: SessionState): void {
    const before = this.view.session;
    this.set({ session });
    this.holderIs(session, before);
    if (session.machine?.peer_id !== before?.machine?.peer_id) this.otherMachine();
    this.chooseStreams(session);
    this.company.drawn();
    // Away from the server only: the direct path may well live, and is left alone.
    if (isHere(session) && !isHere(before)) this.ways.machineReady();
    if (!isShown(session) && isShown(before)) this.hidden();
  }

  private holderIs(session: SessionState, before: SessionState | null): void {
    const isHolder = session.holder_id === this.view.personId && isShown(session);
    this.hand.granted(isHolder ? session.epoch : null);
    this.hands.pointer.heldHere(isHolder);
    if (!isHolder && this.view.captured) this.hands.blur();
    if (isHolder && before?.holder_id !== session.holder_id) this.hands.focusUnlessWriting();
  }

  /** The view was taken back: nothing of the picture stays here. */
  private hidden(): void {
    this.ways.machineGone();
    this.panes.clear();
    this.set({ via: null });
  }

  private otherMachine(): void {
    this.ways.machineGone();
    this.panes.forget();
    this.hands.pointer.forget();
    this.set({ via: null });
  }

  private chooseStreams(session: SessionState): void {
    const monitors = session.screen?.monitors ?? [];
    const isAll = this.chosen === "all";
    const first = monitors.find((one) => one.primary) ?? monitors[0];
    const one = monitors.find(({ id }) => id === this.chosen) ?? first;
    if (one === undefined) return;
    const streams = isAll ? arrange(monitors).places.map(({ stream }) => stream) : [one.id];
    if (isAll !== this.view.isAll) this.set({ isAll });
    if (streams.join() !== this.view.streams.join()) this.showStreams(streams);
    this.arrange();
  }

  private showStreams(streams: readonly MonitorId[]): void {
    this.set({ streams });
    this.ways.watch(streams);
    this.company.drawn();
  }

  /** One picture is as large as it comes; several stand as the machine says that its monitors do. */
  private arrange(): void {
    const { session, streams, isAll } = this.view;
    const [only = 0] = streams;
    const size = this.panes.sizeOf(only);
    const alone = size === null ? null : aloneOf(only, size);
    const arranged = isAll ? arrange(session?.screen?.monitors ?? []) : alone;
    if (!sameArranged(arranged, this.view.arranged)) this.set({ arranged });
  }

  private pointer(message: PointerShape | PointerAt): void {
    if (message.type === "pointer_shape") this.hands.pointer.shaped(message);
    else this.hands.pointer.movedTo(message.at);
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
