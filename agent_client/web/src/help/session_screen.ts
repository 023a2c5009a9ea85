/** The customer's session, from the queue to the goodbye; changes in place, so that nothing loses its focus. */

import type { CustomerCalls, Help, Program } from "../api/customer";
import { Problem } from "../api/problem";
import { ControlLink, socketUrl, type Standing } from "../link/control";
import {
  CloseCode,
  ERRORS,
  type FromPage,
  type QueuePlace,
  type SessionId,
  type SessionState,
  type ToPage,
  type Welcome,
} from "../protocol/protocol.gen";
import { apply } from "../protocol/session";
import { button, element } from "./element";
import type { AttachmentDoors } from "../talk/attachments";
import type { RoomMessage } from "../talk/room";
import { problemWords } from "./problem_words";
import { newLineStep, stepsOf } from "./program_step";
import { receiptBox } from "./receipt_view";
import { standingWords } from "./standing_words";
import { TalkBox } from "./talk_box";
import type { Say, Word } from "./words";

export interface SessionDoors {
  calls: CustomerCalls;
  attachments: AttachmentDoors;
  say: Say;
  language: string;
  /** The person wants to ask for help once more. */
  restart(): void;
  /** There is no such session any more. */
  lost(problem: unknown): void;
}

export class SessionScreen {
  readonly root: HTMLElement;
  private readonly title = element("h1", { class: "title", attributes: { tabindex: "-1" } });
  private readonly hint = element("p", { class: "lead" });
  private readonly note = element("p", { class: "note", attributes: { role: "status" } });
  private readonly step = element("div", { class: "stack" });
  private readonly kept = element("p", {
    class: "note",
    attributes: { role: "status", "data-testid": "kept" },
  });
  private readonly people = element("section", { class: "card" });
  private readonly sessionId: SessionId;
  private readonly foot = element("div", { class: "foot" });
  private readonly talk: TalkBox;
  private link: ControlLink<ToPage, FromPage>;
  private isOver = false;
  private asksRoom = false;
  private state: SessionState | null = null;
  private place: QueuePlace | null = null;
  private program: Program | null;
  private shownStep = "";

  constructor(
    help: Help,
    private readonly doors: SessionDoors,
  ) {
    this.program = help.program ?? null;
    this.sessionId = help.session_id;
    this.kept.hidden = true;
    this.note.hidden = true;
    this.people.hidden = true;
    const status = element("div", { attributes: { role: "status" } }, this.title, this.hint);
    const { say, language, attachments } = doors;
    // Notes are the staff's.
    const send = (message: RoomMessage): boolean => message.type !== "note" && this.link.send(message);
    this.talk = new TalkBox({ say, language, attachments, send });
    const parts = [this.note, status, this.kept, this.step, this.talk.root, this.people, this.foot];
    this.root = element("main", { class: "main" }, ...parts);
    this.title.textContent = doors.say("working");
    this.showEnd();
    this.link = this.opened(help.ticket, () => doors.calls.again());
    window.addEventListener("online", this.hurry);
  }

  private opened(ticket: string, again: () => Promise<Help>): ControlLink<ToPage, FromPage> {
    const first = { ticket };
    return new ControlLink<ToPage, FromPage>(
      {
        url: socketUrl("/ws"),
        version: "page",
        ticket: async () => {
          const given = first.ticket;
          first.ticket = "";
          return given === "" ? (await again()).ticket : given;
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

  private readonly hurry = (): void => this.link.hurry();

  /** The line that starts the program, while it is known. */
  get programNow(): Program | null {
    return this.program;
  }

  close(): void {
    window.removeEventListener("online", this.hurry);
    this.talk.close();
    this.link.close();
  }

  private take(message: ToPage | Welcome): void {
    this.talk.take(message);
    if (message.type === "welcome") this.welcomed(message);
    else if (message.type === "happened" && this.state !== null)
      this.stateIs(apply(this.state, message.entry));
    else if (message.type === "queue_place") this.placeIs(message);
  }

  private welcomed(welcome: Welcome): void {
    if (welcome.session !== undefined) this.stateIs(welcome.session);
    this.talk.welcomed(welcome.person_id);
  }

  private placeIs(place: QueuePlace): void {
    this.place = place;
    if (this.state !== null) this.stateIs(this.state);
  }

  private stateIs(session: SessionState): void {
    this.state = session;
    this.talk.peopleAre(session.people);
    if (session.state === "ended") {
      this.goodbye();
      return;
    }
    const words = standingWords(session, this.place, this.doors.say);
    setText(this.title, words.title);
    setText(this.hint, words.hint);
    document.title = `${words.title} · Auxilio`;
    this.showStep(words.needsProgram);
    this.showPeople(session);
    this.showKept(session);
  }

  private linkIs(standing: Standing): void {
    this.note.hidden = standing.is !== "lost";
    if (standing.is === "lost") setText(this.note, this.doors.say("linkLost"));
    if (standing.is !== "over") return;
    if (standing.closeCode === CloseCode.CONFLICT) this.replaced();
    else if (standing.closeCode === CloseCode.OVER) this.roomOnly();
    else this.refused(new Problem("unknown", 0, ""));
  }

  private refused(problem: unknown): void {
    if (this.isOver) this.talk.setClosed(true);
    else this.doors.lost(problem);
  }

  /** The session has ended and closed its links; its room stays open for a day, by a link of its own. */
  private roomOnly(): void {
    this.goodbye();
    if (this.asksRoom) {
      this.talk.setClosed(true);
      return;
    }
    this.asksRoom = true;
    const { calls } = this.doors;
    this.link = this.opened("", () => calls.talk());
  }

  private goodbye(): void {
    if (this.isOver) return;
    this.isOver = true;
    const { say } = this.doors;
    setText(this.title, say("goodbye"));
    setText(this.hint, `${say("goodbyeHint")} ${say("goodbyeTalk")}`);
    document.title = `${say("goodbye")} · Auxilio`;
    this.step.replaceChildren();
    this.people.hidden = true;
    this.kept.hidden = true;
    const { calls, language } = this.doors;
    this.step.replaceChildren(receiptBox(calls.http, this.sessionId, say, language));
    this.foot.replaceChildren(
      element("p", { class: "sure" }, say("goodbyeThanks")),
      button(say("goodbyeAgain"), "plain", () => this.doors.restart()),
    );
    this.title.focus({ preventScroll: true });
  }

  private replaced(): void {
    const { say } = this.doors;
    setText(this.title, say("replaced"));
    setText(this.hint, say("replacedHint"));
    this.step.replaceChildren(button(say("replacedButton"), "primary", () => location.reload()));
    this.people.hidden = true;
    this.talk.setClosed(true);
    this.foot.replaceChildren();
  }

  private showStep(isNeeded: boolean): void {
    const which = isNeeded ? (this.program?.command ?? "new") : "none";
    if (which === this.shownStep) return;
    this.shownStep = which;
    const { say, language } = this.doors;
    if (!isNeeded) this.step.replaceChildren();
    else if (this.program !== null) this.step.replaceChildren(stepsOf(say, this.program, language));
    else this.step.replaceChildren(newLineStep(say, () => void this.makeLine()));
  }

  private async makeLine(): Promise<void> {
    try {
      this.program = await this.doors.calls.newCode();
      this.showStep(true);
    } catch (problem) {
      this.note.hidden = false;
      setText(this.note, `${this.doors.say("problem")} ${problemWords(problem, this.doors.say)}`);
    }
  }

  private showPeople(session: SessionState): void {
    const { say } = this.doors;
    const others = session.people.filter((one) => one.person_id !== session.customer_id);
    this.people.hidden = others.length === 0;
    const lines = others.map((one) => {
      const away = one.presence === "away" ? ` (${say("personAway")})` : "";
      return element("li", {}, element("bdi", {}, one.name), away);
    });
    this.people.replaceChildren(
      element("h2", { class: "heading" }, say("people")),
      element("ul", { class: "people" }, ...lines),
    );
  }

  /** Whether it is recorded, and whether anybody sees it at all just now. */
  private showKept(session: SessionState): void {
    const word = keptWord(session);
    this.kept.hidden = word === null;
    if (word !== null) setText(this.kept, this.doors.say(word));
  }

  private showEnd(): void {
    const { say } = this.doors;
    this.foot.replaceChildren(button(say("end"), "danger", () => this.showEndSure()));
  }

  private showEndSure(): void {
    const { say } = this.doors;
    const no = button(say("endNo"), "plain", () => this.showEnd());
    const yes = button(say("endYes"), "danger", () => this.link.send({ type: "end_session" }));
    this.foot.replaceChildren(element("p", { class: "sure" }, say("endSure")), yes, no);
    no.focus();
  }
}

function keptWord({ recording, private: isPrivate }: SessionState): Word | null {
  if (isPrivate) return "privateOn";
  if (recording?.state === "on") return "recordingOn";
  return recording?.state === "paused" ? "recordingPaused" : null;
}

/** Only when it differs: a screen reader says again what is written again. */
function setText(where: HTMLElement, text: string): void {
  if (where.textContent !== text) where.textContent = text;
}
