/** The viewers' light page of a demo: no framework, one small bundle. */

import "../look/tokens.css";
import "../live/live.css";
import "../help/help.css";
import "./watch.css";

import { Http } from "../api/http";
import { Problem } from "../api/problem";
import { SeatCalls, type Seat } from "../api/seat";
import { button, element } from "../help/element";
import { mark } from "../help/mark";
import { attachmentDoors } from "../talk/attachments";
import { chosenLanguage, rememberLanguage } from "../words/language";
import { joinScreen } from "./join_screen";
import type { Ending } from "./standing";
import { WatchScreen } from "./watch_screen";
import { speaker, type Say, type Word } from "./words";

/** Which link this tab has a place by: after a reload it goes on there. */
const KEY = "auxilio-watch";

const http = new Http();
const calls = new SeatCalls(http);

const ENDINGS: Record<Ending | "left", readonly [Word, Word, Word | null]> = {
  left: ["left", "leftHint", "watchAgain"],
  over: ["over", "overHint", null],
  taken: ["taken", "takenHint", "again"],
  replaced: ["replaced", "replacedHint", "here"],
  lost_place: ["taken", "takenHint", "again"],
};

class WatchPage {
  private screen: WatchScreen | null = null;
  private say: Say = speaker(chosenLanguage());

  constructor(private readonly host: HTMLElement) {}

  /** Show what fits: the place that this tab has, the form, or what is wrong with the link. */
  async start(): Promise<void> {
    this.say = speaker(chosenLanguage());
    http.language = chosenLanguage();
    document.documentElement.lang = http.language;
    if (location.hash.length < 2) {
      this.showPlain("linkWrong", "linkWrongHint", null);
      return;
    }
    if (remembered() === location.hash) await this.resume();
    else this.showForm();
  }

  private async resume(): Promise<void> {
    try {
      this.showSeat(await calls.again());
    } catch (problem) {
      if (problem instanceof Problem && problem.code === "session_over") this.out("over");
      else this.showForm();
    }
  }

  private showForm(): void {
    this.close();
    const join = async (name: string): Promise<void> => {
      const seat = await calls.join(location.hash.slice(1), name);
      remember(location.hash);
      this.showSeat(seat);
    };
    this.show(joinScreen(this.say, join));
    document.title = `${this.say("title")} · Auxilio`;
  }

  private showSeat(seat: Seat): void {
    this.close();
    this.screen = new WatchScreen(seat, {
      calls,
      say: this.say,
      language: chosenLanguage(),
      attachments: attachmentDoors(http, "/api/demos/seat/attachments"),
      out: (ending) => this.out(ending),
    });
    this.show(this.screen.root);
  }

  private out(ending: Ending | "left"): void {
    const [title, hint, again] = ENDINGS[ending];
    if (ending !== "replaced") remember(null);
    this.showPlain(title, hint, again, ending);
  }

  private showPlain(title: Word, hint: Word, again: Word | null, ending = ""): void {
    this.close();
    const { say } = this;
    document.title = `${say(title)} · Auxilio`;
    const heading = element("h1", { class: "title", attributes: { tabindex: "-1" } }, say(title));
    const lead = element("p", { class: "lead" }, say(hint));
    const next = again === null ? null : button(say(again), "primary", () => void this.start());
    const attributes = { "data-testid": "watch-out", "data-ending": ending };
    this.show(element("main", { class: "main", attributes }, heading, lead, next));
  }

  private close(): void {
    this.screen?.close();
    this.screen = null;
  }

  private show(screen: HTMLElement): void {
    const header = element("header", { class: "bar" }, mark(), this.languageSwitch());
    this.host.replaceChildren(header, screen);
    // Who listens to the page is told that it is another one now.
    screen.querySelector("h1")?.focus({ preventScroll: true });
  }

  private languageSwitch(): HTMLElement {
    const other = chosenLanguage() === "es" ? "en" : "es";
    const made = button(this.say("switchTo"), "quiet", () => {
      rememberLanguage(other);
      this.close();
      void this.start();
    });
    made.lang = other;
    return made;
  }
}

function remembered(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(hash: string | null): void {
  try {
    if (hash === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, hash);
  } catch {
    // A browser that keeps nothing asks for the name again.
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

const host = document.getElementById("watch");
if (host === null) throw new Error("watch.html has no #watch");
followScheme();
void new WatchPage(host).start();
