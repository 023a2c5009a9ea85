/** The first screen of a viewer: their name, and what becomes of it. */

import { button, element, field } from "../help/element";
import { NAME_LIMIT_CHARS } from "../protocol/protocol.gen";
import { isFull, problemWords } from "./problem_words";
import type { Say } from "./words";

/** The screen; `join` rejects when there is no place. */
export function joinScreen(say: Say, join: (name: string) => Promise<void>): HTMLElement {
  const name = field({
    label: say("name"),
    hint: say("nameHint"),
    name: "name",
    maxLength: NAME_LIMIT_CHARS,
    autocomplete: "name",
  });
  const trouble = element("div", { class: "trouble", attributes: { role: "alert" } });
  trouble.hidden = true;
  const go = button(say("join"), "primary", () => undefined);
  go.type = "submit";
  go.dataset["testid"] = "watch-join";
  const run = async (): Promise<void> => {
    trouble.hidden = true;
    go.disabled = true;
    go.textContent = say("working");
    try {
      await join(name.input.value.trim());
    } catch (problem) {
      showTrouble(trouble, problem, say);
      go.textContent = say("again");
    } finally {
      go.disabled = false;
    }
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    void run();
  };
  const tape = element(
    "p",
    { class: "hint", attributes: { "data-testid": "watch-may-record" } },
    say("mayRecord"),
  );
  const form = element("form", { class: "form", on: { submit } }, name.box, tape, trouble, go);
  return element(
    "main",
    { class: "main" },
    element("h1", { class: "title", attributes: { tabindex: "-1" } }, say("title")),
    element("p", { class: "lead" }, say("lead")),
    element("section", { class: "card" }, form),
  );
}

function showTrouble(trouble: HTMLElement, problem: unknown, say: Say): void {
  const words = element("p", {}, problemWords(problem, say));
  trouble.dataset["testid"] = isFull(problem) ? "watch-full" : "watch-trouble";
  trouble.replaceChildren(...(isFull(problem) ? [element("strong", {}, say("fullTitle")), words] : [words]));
  trouble.hidden = false;
}
