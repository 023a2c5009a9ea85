/** The customers' light page: no framework, one small bundle. */

import "../look/tokens.css";
import "./help.css";

import { CustomerCalls, type Help } from "../api/customer";
import { Http } from "../api/http";
import { Problem } from "../api/problem";
import { chosenLanguage, rememberLanguage } from "../words/language";
import { attachmentDoors } from "../talk/attachments";
import { button, element } from "./element";
import { joinLinkOf } from "./join_link";
import { mark } from "./mark";
import { problemWords } from "./problem_words";
import { commandFor, programSteps } from "./program_step";
import { SessionScreen } from "./session_screen";
import { startScreen } from "./start_screen";
import { speaker, type Say } from "./words";

const http = new Http();
const calls = new CustomerCalls(http);

class HelpPage {
  private organisation = "Auxilio";
  private session: SessionScreen | null = null;
  private say: Say = speaker(chosenLanguage());

  constructor(private readonly host: HTMLElement) {}

  /** Show what fits: the session that this browser is in, the link's command, or the first screen. */
  async start(): Promise<void> {
    this.say = speaker(chosenLanguage());
    http.language = chosenLanguage();
    document.documentElement.lang = http.language;
    this.show(
      element("main", { class: "main" }, element("p", { class: "lead" }, this.say("working"))),
      false,
    );
    try {
      this.organisation = (await calls.about()).organisation;
      if (location.pathname.startsWith("/join") && location.hash.length > 1) this.showLink();
      else await this.resume();
    } catch (problem) {
      this.showTrouble(problem);
    }
  }

  private async resume(): Promise<void> {
    try {
      this.showSession(await calls.again());
    } catch (problem) {
      if (!(problem instanceof Problem) || ["offline", "strange"].includes(problem.code)) throw problem;
      this.showStart();
      if (problem.code === "session_over") this.offerLast();
    }
  }

  /** The last session's room is open for a day. */
  private offerLast(): void {
    const open = button(this.say("talkLast"), "quiet", () => {
      void calls.talk().then(
        (help) => this.showSession(help),
        (problem: unknown) => this.showTrouble(problem),
      );
    });
    this.host.querySelector("main")?.append(open);
  }

  private showStart(): void {
    const codeFirst = location.pathname.startsWith("/join");
    const doors = {
      ask: async (name: string, reason: string) => this.showSession(await calls.ask(name, reason)),
      redeem: async (code: string, name: string) => this.showSession(await calls.redeem(code, name)),
    };
    this.show(startScreen(this.say, this.organisation, codeFirst, doors), false);
    document.title = `${this.say("title")} · Auxilio`;
  }

  private showSession(help: Help): void {
    this.session?.close();
    this.session = new SessionScreen(help, {
      calls,
      say: this.say,
      language: http.language,
      attachments: attachmentDoors(http, "/api/help/attachments"),
      restart: () => this.restart(),
      lost: (problem) => this.showTrouble(problem),
    });
    this.show(this.session.root, true);
  }

  private showLink(): void {
    const link = joinLinkOf(location);
    const title = this.say(link === null ? "joinWrong" : "joinTitle");
    const lead =
      link === null ? this.say("joinWrongHint") : this.say("joinLead", { organisation: this.organisation });
    const next =
      link === null
        ? button(this.say("startAgain"), "primary", () => this.forgetLink())
        : programSteps(this.say, commandFor(link), null, http.language);
    this.show(this.plain(title, lead, next), true);
  }

  private forgetLink(): void {
    history.replaceState(null, "", location.pathname);
    void this.start();
  }

  private restart(): void {
    this.session?.close();
    this.session = null;
    this.showStart();
  }

  private showTrouble(problem: unknown): void {
    this.session?.close();
    this.session = null;
    const again = button(this.say("again"), "primary", () => void this.start());
    this.show(this.plain(this.say("problem"), problemWords(problem, this.say), again), true);
  }

  private plain(title: string, lead: string, ...more: Node[]): HTMLElement {
    document.title = `${title} · Auxilio`;
    const heading = element("h1", { class: "title", attributes: { tabindex: "-1" } }, title);
    return element("main", { class: "main" }, heading, element("p", { class: "lead" }, lead), ...more);
  }

  private show(screen: HTMLElement, takesFocus: boolean): void {
    const header = element("header", { class: "bar" }, mark(), this.languageSwitch());
    this.host.replaceChildren(header, screen);
    // Who listens to the page is told that it is another one now.
    if (takesFocus) screen.querySelector("h1")?.focus({ preventScroll: true });
  }

  private languageSwitch(): HTMLElement {
    const other = chosenLanguage() === "es" ? "en" : "es";
    const made = button(this.say("switchTo"), "quiet", () => {
      rememberLanguage(other);
      this.session?.close();
      this.session = null;
      void this.start();
    });
    made.lang = other;
    return made;
  }
}

function followScheme(): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const set = (): void => {
    document.documentElement.dataset["mantineColorScheme"] = dark.matches ? "dark" : "light";
  };
  set();
  dark.addEventListener("change", set);
}

const host = document.getElementById("help");
if (host === null) throw new Error("help.html has no #help");
followScheme();
void new HelpPage(host).start();
