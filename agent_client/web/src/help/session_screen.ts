/** The customer's session, from the queue to the goodbye; changes in place, so that nothing loses its focus. */

import type { CustomerCalls, Help, Program } from "../api/customer";
import { Problem } from "../api/problem";
import { ControlLink, socketUrl, type Standing } from "../link/control";
import {
  CloseCode,
  ERRORS,
  type FromPage,
  type QueuePlace,
  type SessionState,
  type ToPage,
  type Welcome,
} from "../protocol/protocol.gen";
import { apply } from "../protocol/session";
import { button, element } from "./element";
import { problemWords } from "./problem_words";
import { newLineStep, stepsOf } from "./program_step";
import { standingWords } from "./standing_words";
import type { Say } from "./words";

export interface SessionDoors {
  calls: CustomerCalls;
  say: Say;
  language: string;
  /** The session is over: say goodbye. */
  over(): void;
  /** There is no such session any more. */
  lost(problem: unknown): void;
}

export class SessionScreen {
  readonly root: HTMLElement;
  private readonly title = element("h1", { class: "title", attributes: { tabindex: "-1" } });
  private readonly hint = element("p", { class: "lead" });
  private readonly note = element("p", { class: "note", attributes: { role: "status" } });
  private readonly step = element("div", { class: "stack" });
  private readonly people = element("section", { class: "card" });
  private readonly foot = element("div", { class: "foot" });
  private readonly link: ControlLink<ToPage, FromPage>;
  private state: SessionState | null = null;
  private place: QueuePlace | null = null;
  private program: Program | null;
  private shownStep = "";

  constructor(
    help: Help,
    private readonly doors: SessionDoors,
  ) {
    this.program = help.program ?? null;
    this.note.hidden = true;
    this.people.hidden = true;
    const status = element("div", { attributes: { role: "status" } }, this.title, this.hint);
    this.root = element("main", { class: "main" }, this.note, status, this.step, this.people, this.foot);
    this.title.textContent = doors.say("working");
    this.showEnd();
    const first = { ticket: help.ticket };
    this.link = new ControlLink<ToPage, FromPage>(
      {
        url: socketUrl("/ws"),
        version: "page",
        ticket: async () => {
          const given = first.ticket;
          first.ticket = "";
          return given === "" ? (await doors.calls.again()).ticket : given;
        },
        isPassing: (problem) =>
          problem instanceof Problem &&
          (problem.code === "offline" || (problem.code !== "strange" && ERRORS[problem.code].retry)),
      },
      {
        message: (message) => this.take(message),
        standing: (standing) => this.linkIs(standing),
        refused: (problem) => doors.lost(problem),
      },
    );
    window.addEventListener("online", () => this.link.hurry());
  }

  /** The line that starts the program, while it is known. */
  get programNow(): Program | null {
    return this.program;
  }

  close(): void {
    this.link.close();
  }

  private take(message: ToPage | Welcome): void {
    switch (message.type) {
      case "welcome":
        if (message.session !== undefined) this.stateIs(message.session);
        break;
      case "happened":
        if (this.state !== null) this.stateIs(apply(this.state, message.entry));
        break;
      case "queue_place":
        this.place = message;
        if (this.state !== null) this.stateIs(this.state);
        break;
      case "fault":
      case "pong":
        break;
    }
  }

  private stateIs(session: SessionState): void {
    this.state = session;
    if (session.state === "ended") {
      this.close();
      this.doors.over();
      return;
    }
    const words = standingWords(session, this.place, this.doors.say);
    setText(this.title, words.title);
    setText(this.hint, words.hint);
    document.title = `${words.title} · Auxilio`;
    this.showStep(words.needsProgram);
    this.showPeople(session);
  }

  private linkIs(standing: Standing): void {
    this.note.hidden = standing.is !== "lost";
    if (standing.is === "lost") setText(this.note, this.doors.say("linkLost"));
    if (standing.is !== "over") return;
    if (standing.closeCode === CloseCode.CONFLICT) this.replaced();
    else if (standing.closeCode === CloseCode.OVER) this.doors.over();
    else this.doors.lost(new Problem("unknown", 0, ""));
  }

  private replaced(): void {
    const { say } = this.doors;
    setText(this.title, say("replaced"));
    setText(this.hint, say("replacedHint"));
    this.step.replaceChildren(button(say("replacedButton"), "primary", () => location.reload()));
    this.people.hidden = true;
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

/** Only when it differs: a screen reader says again what is written again. */
function setText(where: HTMLElement, text: string): void {
  if (where.textContent !== text) where.textContent = text;
}
