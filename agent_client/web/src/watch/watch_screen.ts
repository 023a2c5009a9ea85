/** A viewer's demo, from the wait to the end; changes in place, so that nothing loses its focus. */

import { Problem } from "../api/problem";
import type { Seat, SeatCalls } from "../api/seat";
import { button, element } from "../help/element";
import { TalkBox } from "../help/talk_box";
import { ControlLink, socketUrl, type Standing } from "../link/control";
import {
  CloseCode,
  ERRORS,
  type FromAudience,
  type SessionState,
  type ToAudience,
  type Welcome,
} from "../protocol/protocol.gen";
import { apply } from "../protocol/session";
import type { AttachmentDoors } from "../talk/attachments";
import type { RoomMessage } from "../talk/room";
import type { Language } from "../words/language";
import { MonitorChoice } from "./monitor_choice";
import { peopleLines } from "./people";
import { WatchStage } from "./stage";
import { endingOf, recordedOf, sceneOf, type Ending, type Recorded, type Scene } from "./standing";
import { chatSpeaker, type Say, type Word } from "./words";

export interface WatchDoors {
  calls: SeatCalls;
  attachments: AttachmentDoors;
  say: Say;
  language: Language;
  /** The viewer is out; `ending` says why. */
  out(ending: Ending | "left"): void;
}

const SCENES: Record<Scene, readonly [Word, Word | null]> = {
  not_yet: ["notYet", "notYetHint"],
  coming: ["coming", null],
  live: ["live", null],
  private: ["private", "privateHint"],
  paused: ["paused", "pausedHint"],
  interrupted: ["interrupted", "interruptedHint"],
  no_decoder: ["noDecoder", "noDecoderHint"],
  over: ["over", "overHint"],
};

const TAPES: Record<Recorded, Word> = {
  none: "recordNone",
  asked: "recordAsked",
  on: "recordOn",
  paused: "recordPaused",
};

export class WatchScreen {
  readonly root: HTMLElement;
  private readonly heading = element("p", { class: "watch-now" });
  private readonly hint = element("p", { class: "watch-hint" });
  private readonly curtain: HTMLElement;
  private readonly tape = element("p", {
    class: "watch-tape",
    attributes: { role: "status", "data-testid": "watch-recorded" },
  });
  /** The same, on the picture in full screen; read aloud once only. */
  private readonly tapeOver = element("p", {
    class: "watch-tape watch-tape-over",
    attributes: { "aria-hidden": "true" },
  });
  private readonly note = element("p", { class: "note", attributes: { role: "status" } });
  private readonly people = element("ul", { class: "people" });
  private readonly handNote = element("p", { class: "hint", attributes: { role: "status" } });
  private readonly handButton: HTMLButtonElement;
  private readonly fullButton: HTMLButtonElement;
  private readonly stage: WatchStage;
  private readonly monitors: MonitorChoice;
  private readonly talk: TalkBox;
  private readonly link: ControlLink<ToAudience, FromAudience>;
  private readonly stopped = new AbortController();
  private session: SessionState | null = null;
  private seen = { isDrawn: false, wasShown: false };
  private isFull = false;

  constructor(
    private readonly seat: Seat,
    private readonly doors: WatchDoors,
  ) {
    const { say } = doors;
    const name = seat.presenter;
    this.note.hidden = true;
    this.stage = new WatchStage(say("picture", { name }), {
      send: (message) => this.link.send(message),
      drawn: () => this.drawn(),
    });
    this.monitors = new MonitorChoice(say, (monitor) => this.stage.choose(monitor));
    this.talk = new TalkBox({
      say: chatSpeaker(doors.language, name),
      language: doors.language,
      attachments: doors.attachments,
      send: (message) => isOurs(message) && this.link.send(message),
    });
    this.curtain = element("div", { class: "watch-curtain", attributes: { role: "status" } });
    this.curtain.append(this.heading, this.hint);
    this.stage.root.append(this.curtain, this.tapeOver);
    this.handButton = button(say("raise"), "plain", () => this.hand());
    this.handButton.dataset["testid"] = "hand";
    this.fullButton = button(say("fullScreen"), "plain", () => void this.full());
    this.fullButton.dataset["testid"] = "full-screen";
    this.fullButton.hidden = !document.fullscreenEnabled;
    this.root = this.page(name);
    this.link = this.opened();
    this.listen();
    this.draw();
  }

  close(): void {
    this.stopped.abort();
    this.talk.close();
    this.stage.close();
    this.link.close();
  }

  private page(name: string): HTMLElement {
    const { say } = this.doors;
    const title = this.seat.title === "" ? say("untitled") : this.seat.title;
    const leave = button(say("leave"), "quiet", () => this.leave());
    leave.dataset["testid"] = "leave";
    const names = element(
      "div",
      {},
      element("h1", { class: "watch-title", attributes: { tabindex: "-1" } }, element("bdi", {}, title)),
      element("p", { class: "hint" }, element("bdi", {}, say("presents", { name }))),
    );
    const head = element("div", { class: "watch-head" }, names, leave);
    const buttons = element("div", { class: "watch-tools" }, this.handButton, this.fullButton);
    const tools = element("div", { class: "watch-side" }, buttons, this.monitors.root);
    const here = element(
      "section",
      { class: "card" },
      element("h2", { class: "heading" }, say("people")),
      this.people,
    );
    const side = element(
      "div",
      { class: "watch-side" },
      head,
      this.tape,
      this.note,
      tools,
      this.handNote,
      this.talk.root,
      here,
    );
    return element("main", { class: "watch", attributes: { "data-testid": "watch" } }, this.stage.root, side);
  }

  private opened(): ControlLink<ToAudience, FromAudience> {
    const first = { ticket: this.seat.ticket };
    return new ControlLink<ToAudience, FromAudience>(
      {
        url: socketUrl("/ws"),
        version: "watch",
        ticket: async () => {
          const given = first.ticket;
          first.ticket = "";
          return given === "" ? (await this.doors.calls.again()).ticket : given;
        },
        isPassing: (problem) =>
          problem instanceof Problem &&
          (problem.code === "offline" || (problem.code !== "strange" && ERRORS[problem.code].retry)),
      },
      {
        message: (message) => this.take(message),
        standing: (standing) => this.linkIs(standing),
        refused: (problem) => this.refused(problem),
      },
    );
  }

  private listen(): void {
    const options = { signal: this.stopped.signal };
    window.addEventListener("online", () => this.link.hurry(), options);
    const { say } = this.doors;
    const changed = (): void => {
      const isFull = document.fullscreenElement === this.stage.root;
      this.fullButton.textContent = say(isFull ? "fullScreenLeave" : "fullScreen");
    };
    document.addEventListener("fullscreenchange", changed, options);
    // Viewers send no files: what they paste is text, or nothing.
    const pasted = (event: ClipboardEvent): void => {
      if ((event.clipboardData?.files.length ?? 0) > 0) event.stopPropagation();
    };
    this.talk.root.addEventListener("paste", pasted, { ...options, capture: true });
  }

  private take(message: ToAudience | Welcome): void {
    if (message.type === "media_ticket") this.stage.ticketCame(message.ticket);
    else if (message.type === "pointed" || message.type === "inked") this.stage.others(message);
    else {
      this.talk.take(message);
      if (message.type === "welcome") this.welcomed(message);
      else if (message.type === "fault") this.isFull ||= message.code === "viewer_limit";
      else if (message.type === "happened" && this.session !== null)
        this.stateIs(apply(this.session, message.entry));
    }
  }

  private welcomed(welcome: Welcome): void {
    this.isFull = false;
    this.stage.welcomed(welcome.media_ticket);
    if (welcome.session !== undefined) this.stateIs(welcome.session);
    this.talk.welcomed(welcome.person_id);
    this.link.send({ type: "watch", streams: [this.stage.watched] });
  }

  private stateIs(session: SessionState): void {
    const before = this.session;
    this.session = session;
    const isOther = before?.machine?.peer_id !== session.machine?.peer_id;
    if (session.mode !== "demo" || isOther) {
      this.seen.isDrawn = false;
      this.stage.clear();
    }
    this.talk.peopleAre(session.people);
    this.stage.stateIs(session);
    this.monitors.shows(session.screen?.monitors ?? [], this.stage.watched);
    this.draw();
    if (session.state === "ended") this.doors.out("over");
  }

  private drawn(): void {
    if (this.seen.isDrawn || this.session?.mode !== "demo") return;
    this.seen = { isDrawn: true, wasShown: true };
    this.draw();
  }

  private draw(): void {
    const { say } = this.doors;
    const { session } = this;
    const name = this.seat.presenter;
    const seen = { ...this.seen, canDecode: this.stage.canDecode };
    const scene = session === null ? "coming" : sceneOf(session, seen);
    const [word, hint] = SCENES[scene];
    setText(this.heading, say(word, { name }));
    setText(this.hint, hint === null ? "" : say(hint, { name }));
    this.root.dataset["scene"] = scene;
    this.curtain.classList.toggle("watch-unseen", scene === "live");
    document.title = `${say(word, { name })} · Auxilio`;
    if (session === null) return;
    const me = this.seat.person_id;
    const isUp = session.raised.includes(me);
    setText(this.handButton, say(isUp ? "lower" : "raise"));
    this.handButton.setAttribute("aria-pressed", String(isUp));
    setText(this.handNote, isUp ? say("raised", { name }) : "");
    const recorded = recordedOf(session);
    for (const tape of [this.tape, this.tapeOver]) {
      tape.dataset["recorded"] = recorded;
      setText(tape, say(TAPES[recorded], { name }));
    }
    this.people.replaceChildren(...peopleLines(session, me, say));
  }

  private hand(): void {
    const isUp = this.session?.raised.includes(this.seat.person_id) ?? false;
    this.link.send({ type: "raise_hand", up: !isUp });
  }

  private async full(): Promise<void> {
    if (document.fullscreenElement === null) await this.stage.root.requestFullscreen().catch(() => undefined);
    else await document.exitFullscreen();
  }

  private linkIs(standing: Standing): void {
    this.note.hidden = standing.is !== "lost";
    if (standing.is === "lost") setText(this.note, this.doors.say("lost"));
    if (standing.is !== "over") return;
    const closes = { conflict: CloseCode.CONFLICT, over: CloseCode.OVER };
    this.doors.out(endingOf(standing, closes, this.isFull));
  }

  private refused(problem: unknown): void {
    const isOver = problem instanceof Problem && problem.code === "session_over";
    this.doors.out(isOver ? "over" : "lost_place");
  }

  private leave(): void {
    this.link.leave();
    this.doors.out("left");
  }
}

/** Viewers write, and nothing else: they tick no steps and keep no notes. */
function isOurs(message: RoomMessage): message is Extract<RoomMessage, FromAudience> {
  return message.type !== "tick_step" && message.type !== "note";
}

/** Only when it differs: a screen reader says again what is written again. */
function setText(where: HTMLElement, text: string): void {
  if (where.textContent !== text) where.textContent = text;
}
