/** The receipt on the customer's page: asked for by a click, readable, printable. */

import { receiptOf, type Receipt } from "../api/receipt";
import type { Http } from "../api/http";
import type { SessionId } from "../protocol/protocol.gen";
import { button, element } from "./element";
import { problemWords } from "./problem_words";
import { partsOf } from "./receipt";
import type { Say } from "./words";

/** A box with the button that shows the receipt of this session. */
export function receiptBox(http: Http, sessionId: SessionId, say: Say, language: string): HTMLElement {
  const box = element("section", { class: "card receipt", attributes: { "data-testid": "receipt" } });
  const open = button(say("receiptOpen"), "plain", () => void show());
  const note = element("p", { class: "note", attributes: { role: "status" } });
  note.hidden = true;
  box.append(open, note);
  async function show(): Promise<void> {
    open.disabled = true;
    note.hidden = false;
    note.textContent = say("working");
    try {
      box.replaceChildren(...view(await receiptOf(http, sessionId), say, language));
      box.querySelector("h2")?.focus();
    } catch (problem) {
      open.disabled = false;
      note.textContent = problemWords(problem, say);
    }
  }
  return box;
}

function view(receipt: Receipt, say: Say, language: string): readonly HTMLElement[] {
  const clock = new Intl.DateTimeFormat(language, { timeStyle: "medium" });
  const day = new Intl.DateTimeFormat(language, { dateStyle: "full" });
  const head = [
    element("h2", { class: "heading", attributes: { tabindex: "-1" } }, say("receipt")),
    element("p", { class: "hint" }, `${say("receiptLead")} ${day.format(receipt.opened_at_ms)}`),
  ];
  const check = [
    element("h3", { class: "receipt-part" }, say("receiptCheck")),
    element("code", { class: "receipt-head" }, receipt.head),
    element("p", { class: "hint" }, say("receiptCheckHint", { count: receipt.entry_count })),
  ];
  if (receipt.erased_at_ms !== null) return [...head, element("p", {}, say("receiptErased")), ...check];
  const parts = partsOf(receipt, say, (atMs) => clock.format(atMs)).flatMap(({ title, lines }) => [
    element("h3", { class: "receipt-part" }, title),
    element(
      "ul",
      { class: "receipt-lines" },
      ...lines.map((line) => element("li", {}, element("bdi", {}, line))),
    ),
  ]);
  return [...head, ...parts, ...check, button(say("receiptPrint"), "plain", () => window.print())];
}
