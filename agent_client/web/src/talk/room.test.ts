import { beforeEach, describe, expect, test } from "vitest";

import type { ChatPage, Entry, Fact } from "../protocol/protocol.gen";
import { reachOf } from "./reach";
import { TalkRoom, type RoomMessage } from "./room";

const sent: RoomMessage[] = [];
const world = { now: 0, isOpen: true, ids: 0 };

function room(name: "customer" | "inner" = "customer"): TalkRoom {
  return new TalkRoom(name, {
    send: (message) => {
      if (world.isOpen) sent.push(message);
      return world.isOpen;
    },
    newId: () => `r_${(world.ids += 1)}`,
    now: () => world.now,
  });
}

function said(
  seq: number,
  who: string,
  text: string,
  more: Partial<Extract<Fact, { type: "said" }>> = {},
): Entry {
  const fact: Fact = {
    type: "said",
    message_id: `m_${seq}`,
    room: "customer",
    person_id: who,
    text,
    attachments: [],
    steps: [],
    ...more,
  };
  return { seq, at: seq * 1000, fact };
}

function ticked(seq: number, messageId: string, step: number, done = true): Entry {
  const where = { room: "customer", person_id: "p_c", message_id: messageId } as const;
  return { seq, at: seq, fact: { type: "step_ticked", ...where, step, done } };
}

function page(entries: Entry[], more = false): ChatPage {
  return { type: "chat_page", room: "customer", entries, more };
}

function open(entries: Entry[] = [], more = false): TalkRoom {
  const made = room();
  made.welcomed("p_me");
  made.paged(page(entries, more));
  sent.length = 0;
  return made;
}

const texts = (one: TalkRoom): string[] => one.view.lines.map((line) => line.text);
const kinds = (): string[] => sent.map((message) => message.type);

beforeEach(() => {
  sent.length = 0;
  Object.assign(world, { now: 10_000, isOpen: true, ids: 0 });
});

describe("what stands in a room", () => {
  test("a welcome asks for the newest page, which replaces what was known before the cut (T6)", () => {
    const one = open([said(3, "p_c", "one")]);
    one.welcomed("p_me");
    one.paged(page([said(120, "p_c", "later")], true));
    expect(sent[0]).toEqual({ type: "chat_wanted", room: "customer" });
    expect(texts(one)).toEqual(["later"]);
    expect(one.view.hasMore).toBe(true);
  });

  test("older pages come before, and what came meanwhile stays behind (T6)", () => {
    const one = open([said(50, "p_c", "b")], true);
    one.happened(said(60, "p_c", "c"));
    one.more();
    expect(sent).toContainEqual({ type: "chat_wanted", room: "customer", before: 50 });
    one.paged(page([said(10, "p_c", "a")], false));
    expect(texts(one)).toEqual(["a", "b", "c"]);
    expect(one.view.hasMore).toBe(false);
  });

  test("the newest page said again does not hide that older ones exist (T2)", () => {
    const one = open([said(50, "p_c", "b")], true);
    one.happened(said(60, "p_c", "c"));
    one.paged(page([said(60, "p_c", "c")], false));
    expect(one.view.hasMore).toBe(true);
  });

  test("facts of another room and other facts are left alone", () => {
    const one = open();
    one.happened(said(5, "p_a", "inner", { room: "inner" }));
    one.happened({ seq: 6, at: 1, fact: { type: "noted", person_id: "p_a", text: "note" } });
    one.happened({ seq: 7, at: 1, fact: { type: "left", person_id: "p_a" } });
    one.paged({ ...page([said(8, "p_a", "x")]), room: "inner" });
    expect(one.view.lines).toEqual([]);
  });

  test("notes stand in the inner room (G7)", () => {
    const inner = room("inner");
    inner.happened({ seq: 6, at: 1, fact: { type: "noted", person_id: "p_a", text: "restarted twice" } });
    expect(inner.view.lines).toMatchObject([{ isNote: true, text: "restarted twice" }]);
  });

  test("ticks fold into their message, also when it comes later than they (T4)", () => {
    const list = said(2, "p_a", "Do this", { steps: ["one", "two"] });
    const one = open([ticked(40, "m_2", 1), ticked(41, "m_2", 0), ticked(42, "m_2", 0, false)], true);
    one.paged(page([list]));
    expect(one.view.lines[0]?.steps).toEqual([
      { text: "one", done: false },
      { text: "two", done: true },
    ]);
  });
});

describe("what one says oneself", () => {
  test("is shown at once, and is a line when it is said (T1)", () => {
    const one = open();
    one.say("hello");
    expect(one.view.pending).toMatchObject([{ text: "hello", problem: null }]);
    one.happened(said(9, "p_me", "hello", { message_id: "r_1" }));
    expect(one.view.pending).toEqual([]);
    expect(texts(one)).toEqual(["hello"]);
  });

  test("nothing is not said (T1)", () => {
    const one = open();
    one.say("  \n");
    expect(sent).toEqual([]);
    expect(one.view.pending).toEqual([]);
  });

  test("what was not said before a cut goes again under the same id, once the page has come (T2)", () => {
    const one = open();
    world.isOpen = false;
    one.say("lost");
    one.say("said, but not heard of");
    world.isOpen = true;
    one.welcomed("p_me");
    expect(kinds()).toEqual(["chat_wanted"]);
    one.paged(page([said(9, "p_me", "said, but not heard of", { message_id: "r_2" })]));
    const says = sent.filter((message) => message.type === "say");
    expect(says).toMatchObject([{ message_id: "r_1", text: "lost" }]);
  });

  test("what was refused stays, says why, and goes again or is forgotten", () => {
    const one = open();
    one.say("too long");
    expect(one.refused("r_other", "invalid")).toBe(false);
    expect(one.refused("r_1", "invalid")).toBe(true);
    expect(one.view.pending[0]?.problem).toBe("invalid");
    one.again("r_1");
    expect(one.view.pending[0]?.problem).toBeNull();
    expect(sent.filter((message) => message.type === "say")).toHaveLength(2);
    one.forget("r_1");
    expect(one.view.pending).toEqual([]);
  });

  test("ticks, notes and older pages are asked for", () => {
    const one = open([said(4, "p_c", "x")]);
    one.tick("m_4", 0, true);
    one.note("keep");
    expect(kinds().filter((kind) => kind !== "mark")).toEqual(["tick_step", "note"]);
    open().more();
    expect(kinds()).not.toContain("chat_wanted");
  });
});

describe("marks", () => {
  test("what is held is marked, and what is looked at as seen, at most every second (T3)", () => {
    const one = room();
    one.welcomed("p_me");
    one.paged(page([said(5, "p_c", "a")]));
    expect(sent.at(-1)).toEqual({ type: "mark", room: "customer", delivered: 5, seen: 0 });
    one.looks(true);
    expect(kinds().filter((kind) => kind === "mark")).toHaveLength(1);
    world.now += 1_000;
    one.second();
    expect(sent.at(-1)).toEqual({ type: "mark", room: "customer", delivered: 5, seen: 5 });
    world.now += 1_000;
    one.second();
    expect(kinds().filter((kind) => kind === "mark")).toHaveLength(2);
  });

  test("everything is marked anew after a welcome (T3)", () => {
    const one = open([said(5, "p_c", "a")]);
    world.now += 5_000;
    one.welcomed("p_me");
    one.paged(page([said(5, "p_c", "a")]));
    expect(kinds()).toEqual(["chat_wanted", "mark"]);
  });

  test("a mark that could not be sent is sent later", () => {
    const one = open();
    world.now += 2_000;
    world.isOpen = false;
    one.happened(said(5, "p_c", "a"));
    world.isOpen = true;
    one.second();
    expect(kinds()).toEqual(["mark"]);
  });

  test("marks of others never fall, and tell how far one's words came (T3)", () => {
    const one = open([said(5, "p_me", "a")]);
    const words = (): string => reachOf(one.view, 5, "p_me").word;
    expect(words()).toBe("sent");
    const mark = { type: "marked", room: "customer", person_id: "p_c" } as const;
    one.isMarked({ ...mark, delivered: 5, seen: 0 });
    expect(words()).toBe("delivered");
    one.isMarked({ ...mark, delivered: 6, seen: 5 });
    one.isMarked({ ...mark, delivered: 4, seen: 3 });
    one.isMarked({ ...mark, room: "inner", delivered: 9, seen: 9 });
    expect(reachOf(one.view, 5, "p_me")).toEqual({ word: "seen", seenBy: ["p_c"] });
    expect(reachOf(one.view, 6, "p_me").word).toBe("delivered");
  });

  test("unread counts what others said behind what was seen, here or on another page of one's own", () => {
    const one = open([said(5, "p_c", "a"), said(6, "p_me", "b"), said(7, "p_c", "c")]);
    expect(one.view.unread).toBe(2);
    one.isMarked({ type: "marked", room: "customer", person_id: "p_me", delivered: 7, seen: 5 });
    expect(one.view.unread).toBe(1);
    one.looks(true);
    expect(one.view.unread).toBe(0);
    one.looks(false);
    one.happened(said(8, "p_c", "d"));
    expect(one.view.unread).toBe(1);
  });
});

describe("writing", () => {
  test("is said at most every second (T3)", () => {
    const one = open();
    one.typed();
    one.typed();
    world.now += 1_000;
    one.typed();
    expect(kinds()).toEqual(["typing", "typing"]);
  });

  test("of others is shown for three seconds, or until they said it (T3)", () => {
    const one = open();
    one.isTyping({ type: "typing_now", room: "customer", person_id: "p_c" });
    one.isTyping({ type: "typing_now", room: "customer", person_id: "p_a" });
    one.isTyping({ type: "typing_now", room: "customer", person_id: "p_me" });
    one.isTyping({ type: "typing_now", room: "inner", person_id: "p_x" });
    expect(one.view.typing).toEqual(["p_c", "p_a"]);
    one.happened(said(9, "p_c", "there"));
    expect(one.view.typing).toEqual(["p_a"]);
    world.now += 3_000;
    one.second();
    expect(one.view.typing).toEqual([]);
  });
});
