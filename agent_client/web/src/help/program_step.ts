/** How to start the desktop program: one line to copy. */

import type { Program } from "../api/customer";
import { button, element } from "./element";
import type { Say } from "./words";

/** How long "Copied" stands. */
const COPIED_MS = 2_500;

/** The line that starts the program with a session's link. */
export function commandFor(joinLink: string): string {
  return `auxilio-client join "${joinLink}"`;
}

/** The steps with their line; `expiresAt` in UTC milliseconds, when it is known. */
export function programSteps(
  say: Say,
  command: string,
  expiresAt: number | null,
  language: string,
): HTMLElement {
  const line = element(
    "code",
    { class: "line", attributes: { tabindex: "0", "aria-label": say("stepLine") } },
    command,
  );
  const copy = button(say("copy"), "primary", () => void copyLine(command, line, copy, say));
  const time =
    expiresAt === null
      ? ""
      : new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" }).format(expiresAt);
  return element(
    "section",
    { class: "card" },
    element("h2", { class: "heading" }, say("stepTitle")),
    element(
      "ol",
      { class: "steps" },
      element("li", {}, say("stepOne")),
      element("li", {}, say("stepTwo"), line, copy),
      element("li", {}, say("stepThree")),
    ),
    element(
      "p",
      { class: "hint" },
      [time === "" ? "" : say("stepExpires", { time }), say("stepMissing")].join(" ").trim(),
    ),
  );
}

/** After a reload the line is gone, because codes are not kept: another one can be made. */
export function newLineStep(say: Say, make: () => void): HTMLElement {
  return element(
    "section",
    { class: "card" },
    element("h2", { class: "heading" }, say("stepTitle")),
    element("p", { class: "hint" }, say("newLineHint")),
    button(say("newLine"), "primary", make),
  );
}

export function stepsOf(say: Say, program: Program, language: string): HTMLElement {
  return programSteps(say, program.command, program.code_expires_at, language);
}

async function copyLine(text: string, line: HTMLElement, copy: HTMLButtonElement, say: Say): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    copy.textContent = say("copied");
  } catch {
    getSelection()?.selectAllChildren(line);
    copy.textContent = say("copyByHand");
  }
  setTimeout(() => {
    copy.textContent = say("copy");
  }, COPIED_MS);
}
