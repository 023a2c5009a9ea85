/** One message on the customer's page: who, when, what, pictures, files, and steps to tick. */

import { Problem } from "../api/problem";
import type { Attachment, PersonId } from "../protocol/protocol.gen";
import { isPicture, type AttachmentDoors } from "../talk/attachments";
import type { Line } from "../talk/line";
import type { Pending } from "../talk/room";
import { sizeWords } from "../talk/size";
import { button, element } from "./element";
import { problemWords } from "./problem_words";
import type { Say } from "./words";

export interface LineDoors {
  say: Say;
  language: string;
  attachments: AttachmentDoors;
  nameOf(personId: PersonId): string;
  tick(line: Line, step: number, done: boolean): void;
  again(one: Pending): void;
  forget(one: Pending): void;
}

export interface Shown {
  isMine: boolean;
  /** Whether the line says who and when. */
  begins: boolean;
}

export function lineElement(line: Line, { isMine, begins }: Shown, doors: LineDoors): HTMLElement {
  const { say, language } = doors;
  const time = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" }).format(line.atMs);
  const who = isMine ? say("talkYou") : doors.nameOf(line.personId);
  const head = begins
    ? element("p", { class: "talk-head" }, element("bdi", {}, who), " ", element("span", {}, time))
    : null;
  const bubble = element("div", { class: "talk-bubble" }, words(line.text));
  if (line.steps.length > 0) bubble.append(stepList(line, doors));
  bubble.append(...line.attachments.map((one) => attachmentElement(one, doors)));
  return element("article", { class: isMine ? "talk-line talk-mine" : "talk-line" }, head, bubble);
}

/** The steps' ticks as they are now; in place, so that who ticks keeps the focus. */
export function showTicks(made: HTMLElement, line: Line): void {
  made.querySelectorAll<HTMLInputElement>("input").forEach((box, index) => {
    const isDone = line.steps[index]?.done ?? false;
    box.checked = isDone;
    box.nextElementSibling?.classList.toggle("talk-done", isDone);
  });
}

export function pendingElement(one: Pending, doors: LineDoors): HTMLElement {
  const { say } = doors;
  const what = [one.text, ...one.attachments.map((each) => each.name)].filter((text) => text !== "");
  const bubble = element("div", { class: "talk-bubble talk-pending" }, words(what.join("\n")));
  if (one.problem === null)
    return element("article", { class: "talk-line talk-mine" }, bubble, note(say("talkSending")));
  const why = problemWords(new Problem(one.problem, 0, ""), say);
  const trouble = element(
    "div",
    { class: "talk-failed", attributes: { role: "alert" } },
    element("p", {}, `${say("talkFailed")} ${why}`),
    button(say("again"), "quiet", () => doors.again(one)),
    button(say("talkForget"), "quiet", () => doors.forget(one)),
  );
  return element("article", { class: "talk-line talk-mine" }, bubble, trouble);
}

function words(text: string): HTMLElement | null {
  return text === "" ? null : element("p", { class: "talk-text" }, element("bdi", {}, text));
}

function note(text: string): HTMLElement {
  return element("p", { class: "talk-reach" }, text);
}

function stepList(line: Line, doors: LineDoors): HTMLElement {
  const items = line.steps.map((step, index) => {
    const box = element("input", {
      on: { change: () => doors.tick(line, index, box.checked) },
      attributes: { type: "checkbox" },
    });
    const text = element("bdi", {}, step.text);
    return element("li", {}, element("label", { class: "talk-step" }, box, text));
  });
  return element("ol", { class: "talk-steps" }, ...items);
}

function attachmentElement(one: Attachment, { say, language, attachments }: LineDoors): HTMLElement {
  const address = attachments.address(one);
  if (isPicture(one)) {
    const picture = element("img", {
      attributes: { src: address, alt: say("talkPicture", { name: one.name }), loading: "lazy" },
    });
    const opened = { href: address, target: "_blank", rel: "noreferrer" };
    return element("a", { class: "talk-picture", attributes: opened }, picture);
  }
  return element(
    "a",
    { class: "talk-file", attributes: { href: address, download: one.name } },
    element("bdi", {}, one.name),
    " ",
    element("span", {}, sizeWords(one.size_bytes, language)),
  );
}
