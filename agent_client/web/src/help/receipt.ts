/** A session's receipt as lines to read: what stands in each of its parts. Pure. */

import type { Receipt, Span } from "../api/receipt";
import type { Say, Word } from "./words";

export interface Part {
  readonly title: string;
  readonly lines: readonly string[];
}

const WHATS = [
  "observer",
  "desktop_sharing",
  "full_control",
  "admin",
  "demo",
  "recording",
  "files",
  "clipboard",
  "reboot",
  "script",
  "service",
  "inspection",
  "elevation",
  "attachment",
  "work",
] as const;

/** The parts of a receipt in their order; a part in which nothing happened says so. */
export function partsOf(receipt: Receipt, say: Say, clock: (atMs: number) => string): readonly Part[] {
  const span = ({ from_ms, to_ms }: Span): string =>
    to_ms === null
      ? say("receiptSince", { from: clock(from_ms) })
      : say("receiptFrom", { from: clock(from_ms), to: clock(to_ms) });
  const asked = (name: string | null): string =>
    name === null || name === "" ? "" : say("receiptAskedBy", { name });
  const part = (title: Word, lines: readonly string[], none: Word = "receiptNothing"): Part => ({
    title: say(title),
    lines: lines.length > 0 ? lines : [say(none)],
  });
  return [
    part(
      "receiptPeople",
      receipt.people.map((one) => joined(one.name, span(one))),
    ),
    part(
      "receiptAllowed",
      receipt.allowed.map((one) => joined(what(one.what, say), clock(one.at_ms), asked(one.by_name))),
    ),
    part(
      "receiptSeen",
      receipt.seen.map((one) => joined(what(one.mode, say), span(one))),
    ),
    part(
      "receiptControlled",
      receipt.controlled.map((one) => joined(one.name, span(one))),
    ),
    part(
      "receiptDone",
      receipt.done.map((one) => joined(what(one.what, say), one.name ?? "", span(one), asked(one.by_name))),
    ),
    part(
      "receiptSent",
      receipt.sent.map((one) =>
        joined(
          what(one.what, say),
          one.names.join(", "),
          clock(one.at_ms),
          say(one.to_machine ? "receiptToYou" : "receiptFromYou"),
          one.by_name,
        ),
      ),
    ),
    part("receiptRecorded", receipt.recorded.map(span), "receiptNotRecorded"),
  ];
}

function joined(...parts: readonly string[]): string {
  return parts.filter((one) => one !== "").join(" · ");
}

/** Work of a kind that this page does not know yet is still named as work. */
function what(name: string, say: Say): string {
  const known = WHATS.find((one) => one === name) ?? "work";
  return say(`receipt_${known}`);
}
