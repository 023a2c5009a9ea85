/** The customer's chat: before, during and after the session. Changes in place, so that nothing loses its focus. */

import { newRequestId } from "../link/request_id";
import { CHAT_LIMIT_CHARS, type Person, type PersonId, type ToPage } from "../protocol/protocol.gen";
import type { AttachmentDoors } from "../talk/attachments";
import { beginsGroup, type Line } from "../talk/line";
import { reachOf } from "../talk/reach";
import type { RoomMessage, RoomView } from "../talk/room";
import { stayAtEnd, type AtEnd } from "../talk/stay_at_end";
import { Talk } from "../talk/talk";
import { button, element } from "./element";
import { Attaching } from "./talk_attach";
import { lineElement, pendingElement, showTicks, type LineDoors } from "./talk_lines";
import type { Say, Word } from "./words";

export interface TalkDoors {
  say: Say;
  language: string;
  attachments: AttachmentDoors;
  send(message: RoomMessage): boolean;
}

const SECOND_MS = 1_000;
const ROOM = "customer";
const REACH_WORDS = {
  sent: "talkSent",
  delivered: "talkDelivered",
  seen: "talkSeen",
} as const satisfies Record<string, Word>;

export class TalkBox {
  readonly root: HTMLElement;
  private readonly talk: Talk;
  private readonly lines: HTMLElement;
  private readonly atEnd: AtEnd;
  private readonly reach = element("p", { class: "talk-reach", attributes: { "data-testid": "reach" } });
  private readonly typing = element("p", { class: "talk-typing", attributes: { role: "status" } });
  private readonly more: HTMLButtonElement;
  private readonly empty: HTMLElement;
  private readonly closed: HTMLElement;
  private readonly write: HTMLTextAreaElement;
  private readonly sendButton: HTMLButtonElement;
  private readonly form: HTMLFormElement;
  private readonly attaching: Attaching;
  private readonly line: LineDoors;
  private readonly shown = new Map<string, { state: string; made: HTMLElement }>();
  private readonly ticker: ReturnType<typeof setInterval>;
  private readonly stopped = new AbortController();
  private people: ReadonlyMap<PersonId, string> = new Map();
  private me: PersonId = "";

  constructor(private readonly doors: TalkDoors) {
    const { say } = doors;
    const way = { send: (message: RoomMessage) => doors.send(message), newId: newRequestId };
    this.talk = new Talk([ROOM], { ...way, now: () => performance.now() }, () => this.draw());
    this.line = this.lineDoors();
    this.more = button(say("talkMore"), "quiet", () => this.talk.in(ROOM, (room) => room.more()));
    this.empty = element("p", { class: "hint" }, say("talkEmpty"));
    this.closed = element("p", { class: "hint" }, say("talkClosed"));
    this.closed.hidden = true;
    this.write = this.writeField();
    this.sendButton = element("button", { class: "button primary" }, say("talkSend"));
    this.attaching = new Attaching(doors, () => this.ready());
    this.form = this.composer();
    this.lines = this.log();
    this.atEnd = stayAtEnd(this.lines);
    const title = element("h2", { class: "heading", id: "talk-title" }, say("talkTitle"));
    const marks = { "aria-labelledby": "talk-title", "data-testid": "room-customer" };
    const parts = [title, this.lines, this.reach, this.typing, this.form, this.closed];
    this.root = element("section", { class: "card talk", attributes: marks }, ...parts);
    this.ticker = setInterval(() => this.talk.second(), SECOND_MS);
    const options = { signal: this.stopped.signal };
    for (const name of ["focus", "blur"]) window.addEventListener(name, () => this.look(), options);
    document.addEventListener("visibilitychange", () => this.look(), options);
    this.draw();
    this.ready();
  }

  welcomed(me: PersonId): void {
    this.me = me;
    this.talk.welcomed(me);
    this.look();
  }

  /** Who is or was here: what somebody said keeps their name. */
  peopleAre(people: readonly Person[]): void {
    const before = this.people;
    this.people = new Map([...before, ...people.map((one) => [one.person_id, one.name] as const)]);
    if (this.people.size !== before.size) this.draw();
  }

  /** Takes what is about the room. */
  take(message: ToPage): void {
    switch (message.type) {
      case "chat_page":
      case "typing_now":
      case "marked":
        this.talk.take(message);
        break;
      case "happened":
        this.talk.happened(message.entry);
        break;
      case "fault":
        this.talk.refused(message.about, message.code);
        break;
      case "welcome":
      case "pong":
      case "queue_place":
        break;
    }
  }

  /** Nobody can write here any more, or again. */
  setClosed(isClosed: boolean): void {
    this.form.hidden = isClosed;
    this.closed.hidden = !isClosed;
  }

  close(): void {
    clearInterval(this.ticker);
    this.stopped.abort();
    this.atEnd.stop();
  }

  private lineDoors(): LineDoors {
    const { say, language, attachments } = this.doors;
    return {
      say,
      language,
      attachments,
      nameOf: (personId) => this.people.get(personId) ?? say("talkSomebody"),
      tick: (line, step, done) => this.talk.in(ROOM, (room) => room.tick(line.messageId, step, done)),
      again: (one) => this.talk.in(ROOM, (room) => room.again(one.messageId)),
      forget: (one) => this.talk.in(ROOM, (room) => room.forget(one.messageId)),
    };
  }

  private log(): HTMLElement {
    const attributes = {
      role: "log",
      "aria-live": "polite",
      "aria-label": this.doors.say("talkTitle"),
      tabindex: "0",
    };
    return element("div", { class: "talk-lines", attributes }, this.more, this.empty);
  }

  private writeField(): HTMLTextAreaElement {
    const write = element("textarea", { class: "input talk-write", id: "talk-write" });
    write.rows = 2;
    write.maxLength = CHAT_LIMIT_CHARS;
    write.dataset["testid"] = "write-customer";
    write.addEventListener("input", () => {
      this.ready();
      if (write.value !== "") this.talk.in(ROOM, (room) => room.typed());
    });
    write.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.send();
    });
    write.addEventListener("paste", (event) => {
      const files = event.clipboardData?.files;
      if (files === undefined || files.length === 0) return;
      event.preventDefault();
      this.attaching.add(files);
    });
    return write;
  }

  private composer(): HTMLFormElement {
    const { say } = this.doors;
    this.sendButton.dataset["testid"] = "send-customer";
    const submit = (event: Event): void => {
      event.preventDefault();
      this.send();
    };
    const label = element("label", { class: "label", attributes: { for: "talk-write" } }, say("talkWrite"));
    const foot = element("div", { class: "talk-foot" }, this.attaching.choose, this.sendButton);
    const parts = [this.attaching.root, label, this.write, foot];
    return element("form", { class: "talk-form", on: { submit } }, ...parts);
  }

  private ready(): void {
    const { attached, isBusy } = this.attaching;
    this.sendButton.disabled = isBusy || (this.write.value.trim() === "" && attached.length === 0);
  }

  private send(): void {
    if (this.sendButton.disabled) return;
    this.talk.in(ROOM, (room) => room.say(this.write.value, this.attaching.attached));
    this.write.value = "";
    this.attaching.clear();
    this.ready();
    this.lines.scrollTop = this.lines.scrollHeight;
  }

  private look(): void {
    const isLooking = document.visibilityState === "visible" && document.hasFocus();
    this.talk.in(ROOM, (room) => room.looks(isLooking));
  }

  private draw(): void {
    const view = this.talk.view[ROOM];
    this.more.hidden = !view.hasMore;
    this.empty.hidden = view.lines.length + view.pending.length > 0;
    this.place([
      ...view.lines.map((line, index) => this.lineOf(line, view.lines[index - 1])),
      ...view.pending.map((one) =>
        this.made(one.messageId, JSON.stringify(one), () => pendingElement(one, this.line)),
      ),
    ]);
    this.sayMore(view);
    this.atEnd.stay();
  }

  private lineOf(line: Line, before: Line | undefined): HTMLElement {
    const shown = { isMine: line.personId === this.me, begins: beginsGroup(line, before) };
    const state = `${shown.isMine} ${shown.begins} ${this.line.nameOf(line.personId)}`;
    const made = this.made(`line ${line.seq}`, state, () => lineElement(line, shown, this.line));
    showTicks(made, line);
    return made;
  }

  /** The element of this key: the same as before while its state is. */
  private made(key: string, state: string, make: () => HTMLElement): HTMLElement {
    const before = this.shown.get(key);
    if (before?.state === state) return before.made;
    const made = make();
    this.shown.set(key, { state, made });
    return made;
  }

  /** What stands where it stood stays untouched: nothing is read aloud twice, and no focus is lost. */
  private place(wanted: readonly HTMLElement[]): void {
    const keep = new Set<Element>([this.more, this.empty, ...wanted]);
    for (const one of [...this.lines.children]) if (!keep.has(one)) one.remove();
    let last: Element = this.empty;
    for (const one of wanted) {
      if (last.nextElementSibling !== one) last.after(one);
      last = one;
    }
  }

  /** How far the newest own words came, and who is writing. */
  private sayMore(view: RoomView): void {
    const { say, language } = this.doors;
    const own = view.lines.findLast((line) => line.personId === this.me);
    // While something is on its way, that is the newest; it says so itself.
    const isSaid = own !== undefined && view.pending.length === 0;
    const reach = isSaid ? reachOf(view, own.seq, this.me).word : null;
    setText(this.reach, reach === null ? "" : say(REACH_WORDS[reach]));
    this.reach.dataset["reach"] = reach ?? "none";
    const names = view.typing.map((personId) => this.line.nameOf(personId));
    const list = new Intl.ListFormat(language).format(names);
    const word = names.length === 1 ? "talkTyping" : "talkTypingMore";
    setText(this.typing, names.length === 0 ? "" : say(word, { name: list }));
  }
}

/** Only when it differs: a screen reader says again what is written again. */
function setText(where: HTMLElement, text: string): void {
  if (where.textContent !== text) where.textContent = text;
}
