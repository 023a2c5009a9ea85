/** The first screen: ask for help, or type a code from the phone. */

import { button, element, field } from "./element";
import type { Say } from "./words";
import { problemWords } from "./problem_words";

export interface StartDoors {
  ask(name: string, reason: string): Promise<void>;
  redeem(code: string, name: string): Promise<void>;
}

/** The screen. With `codeFirst` the code stands on top: the address said that there is one. */
export function startScreen(
  say: Say,
  organisation: string,
  codeFirst: boolean,
  doors: StartDoors,
): HTMLElement {
  const ask = askForm(say, doors);
  const code = codeForm(say, doors);
  return element(
    "main",
    { class: "main" },
    element("h1", { class: "title", attributes: { tabindex: "-1" } }, say("title")),
    element("p", { class: "lead" }, say("lead", { organisation })),
    ...(codeFirst ? [code, ask] : [ask, code]),
  );
}

function askForm(say: Say, doors: StartDoors): HTMLElement {
  const name = field({ label: say("askName"), name: "name", maxLength: 120, autocomplete: "name" });
  const reason = field({
    label: say("askReason"),
    hint: say("askReasonHint"),
    name: "reason",
    maxLength: 500,
    isLong: true,
  });
  return form(say, "askTitle", "askSubmit", [name.box, reason.box], () =>
    doors.ask(name.input.value.trim(), reason.input.value.trim()),
  );
}

function codeForm(say: Say, doors: StartDoors): HTMLElement {
  const code = field({ label: say("codeField"), hint: say("codeHint"), name: "code", maxLength: 40 });
  code.input.classList.add("code");
  code.input.spellcheck = false;
  code.input.autocapitalize = "characters";
  const name = field({ label: say("askName"), name: "code-name", maxLength: 120, autocomplete: "name" });
  return form(say, "codeTitle", "codeSubmit", [code.box, name.box], () =>
    doors.redeem(code.input.value.trim(), name.input.value.trim()),
  );
}

function form(
  say: Say,
  title: "askTitle" | "codeTitle",
  submit: "askSubmit" | "codeSubmit",
  fields: HTMLElement[],
  go: () => Promise<void>,
): HTMLElement {
  const trouble = element("p", { class: "trouble", attributes: { role: "alert" } });
  trouble.hidden = true;
  const send = button(say(submit), submit === "askSubmit" ? "primary" : "plain", () => undefined);
  send.type = "submit";
  const run = async (): Promise<void> => {
    trouble.hidden = true;
    send.disabled = true;
    send.textContent = say("working");
    try {
      await go();
    } catch (problem) {
      trouble.textContent = `${say("problem")} ${problemWords(problem, say)}`;
      trouble.hidden = false;
    } finally {
      send.disabled = false;
      send.textContent = say(submit);
    }
  };
  const on = {
    submit: (event: Event): void => {
      event.preventDefault();
      void run();
    },
  };
  return element(
    "section",
    { class: "card" },
    element("h2", { class: "heading" }, say(title)),
    element("form", { class: "form", on }, ...fields, trouble, send),
  );
}
