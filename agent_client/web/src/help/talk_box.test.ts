import { beforeEach, expect, test } from "vitest";

import type { Attachment, Entry, Person } from "../protocol/protocol.gen";
import type { RoomMessage } from "../talk/room";
import { TalkBox } from "./talk_box";
import { speaker } from "./words";

const sent: RoomMessage[] = [];
const ANA: Person = { person_id: "p_a", name: "Ana", role: "agent", language: "en", presence: "present" };
const FILE: Attachment = {
  attachment_id: "a_1",
  name: "log.txt",
  media_type: "text/plain",
  size_bytes: 2000,
};

function open(entries: Entry[] = []): TalkBox {
  const box = new TalkBox({
    say: speaker("en"),
    language: "en",
    attachments: { send: () => Promise.resolve(FILE), address: (one) => `/files/${one.attachment_id}` },
    send: (message) => sent.push(message) > 0,
  });
  document.body.replaceChildren(box.root);
  box.peopleAre([ANA]);
  box.welcomed("c_1");
  box.take({ type: "chat_page", room: "customer", entries, more: false });
  return box;
}

function said(
  seq: number,
  who: string,
  text: string,
  steps: string[] = [],
  attachments: Attachment[] = [],
): Entry {
  const fact = { type: "said", message_id: `m_${seq}`, room: "customer", person_id: who, text } as const;
  return { seq, at: 0, fact: { ...fact, steps, attachments } };
}

function find(what: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(what);
  if (found === null) throw new Error(`no ${what}`);
  return found;
}

function write(text: string): void {
  const field = find("[data-testid=write-customer]") as HTMLTextAreaElement;
  field.value = text;
  field.dispatchEvent(new Event("input"));
}

beforeEach(() => {
  sent.length = 0;
});

test("what was said is shown as text, whatever stands in it (W6)", () => {
  open([said(1, "p_a", "<img src=x onerror=alert(1)>")]);
  expect(find("[role=log]").textContent).toContain("<img src=x onerror=alert(1)>");
  expect(document.querySelector("[role=log] img")).toBeNull();
  expect(find("[role=log]").textContent).toContain("Ana");
});

test("a line that stands stays the same element when another comes: nothing is read aloud twice", () => {
  const box = open([said(1, "p_a", "one")]);
  const first = find("article");
  box.take({ type: "happened", entry: said(2, "p_a", "two") });
  expect(document.querySelectorAll("article")).toHaveLength(2);
  expect(find("article")).toBe(first);
});

test("Enter says it, and it waits for the server's word (T1)", () => {
  const box = open();
  write("hello");
  find("[data-testid=write-customer]").dispatchEvent(
    new KeyboardEvent("keydown", { key: "Enter", cancelable: true }),
  );
  const say = sent.find((message) => message.type === "say");
  expect(say).toMatchObject({ text: "hello", room: "customer" });
  expect(find("[role=log]").textContent).toContain("on its way");
  const id = say?.type === "say" ? say.message_id : "";
  const heard = said(5, "c_1", "hello");
  box.take({
    type: "happened",
    entry: { ...heard, fact: { ...heard.fact, message_id: id } as Entry["fact"] },
  });
  expect(find("[data-testid=reach]").dataset["reach"]).toBe("sent");
  box.take({ type: "marked", room: "customer", person_id: "p_a", delivered: 5, seen: 5 });
  expect(find("[data-testid=reach]").textContent).toBe("seen");
});

test("a step is ticked in place, and the focus stays on it (T4)", () => {
  const box = open([said(3, "p_a", "Do this", ["one", "two"])]);
  const [, second] = document.querySelectorAll<HTMLInputElement>("[role=log] input");
  second?.focus();
  second?.click();
  expect(sent.at(-1)).toEqual({
    type: "tick_step",
    message_id: "m_3",
    room: "customer",
    step: 1,
    done: true,
  });
  const where = { room: "customer", message_id: "m_3", person_id: "c_1" } as const;
  box.take({
    type: "happened",
    entry: { seq: 4, at: 0, fact: { type: "step_ticked", ...where, step: 1, done: true } },
  });
  expect(document.activeElement).toBe(second);
  expect(second?.checked).toBe(true);
});

test("a file goes first, and is said with the message (T7)", async () => {
  open();
  const input = find("[data-testid=attach]");
  Object.defineProperty(input, "files", { value: [new File(["x"], "log.txt")] });
  input.dispatchEvent(new Event("change"));
  await Promise.resolve();
  await Promise.resolve();
  find("[data-testid=send-customer]").click();
  expect(sent.findLast((message) => message.type === "say")).toMatchObject({ attachments: [FILE], text: "" });
});

test("what was refused says why, and can be discarded", () => {
  const box = open();
  write("x");
  find("[data-testid=send-customer]").click();
  const say = sent.find((message) => message.type === "say");
  const about = say?.type === "say" ? say.message_id : "";
  box.take({ type: "fault", code: "invalid", sentence: "", about });
  expect(find("[role=alert].talk-failed").textContent).toContain("Not sent.");
  [...document.querySelectorAll("button")].find((one) => one.textContent === "Discard")?.click();
  expect(document.querySelector("article")).toBeNull();
});

test("a closed room is said, and nobody writes there", () => {
  const box = open();
  box.setClosed(true);
  expect(find("form").hidden).toBe(true);
  box.setClosed(false);
  expect(find("form").hidden).toBe(false);
  box.close();
});

test("who writes is named for a while (T3)", () => {
  const box = open();
  box.take({ type: "typing_now", room: "customer", person_id: "p_a" });
  expect(find(".talk-typing").textContent).toBe("Ana is writing…");
});
