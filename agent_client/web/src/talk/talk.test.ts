import { expect, test } from "vitest";

import { beginsGroup, linesOf } from "./line";
import { Talk, type TalkView } from "./talk";

test("each message goes to its room, and only a change is told of", () => {
  const views: TalkView[] = [];
  const out = { send: () => true, newId: () => "r_1", now: () => 0 };
  const talk = new Talk(["customer", "inner"], out, (view) => views.push(view));
  talk.welcomed("p_me");
  talk.take({ type: "chat_page", room: "customer", entries: [], more: false });
  talk.take({ type: "chat_page", room: "inner", entries: [], more: false });
  const told = views.length;
  talk.second();
  expect(views).toHaveLength(told);
  talk.take({ type: "typing_now", room: "inner", person_id: "p_a" });
  expect(talk.view.inner.typing).toEqual(["p_a"]);
  expect(talk.view.customer.typing).toEqual([]);
  talk.take({ type: "marked", room: "inner", person_id: "p_a", delivered: 1, seen: 1 });
  talk.in("inner", (room) => room.say("canary"));
  expect(talk.view.inner.pending).toHaveLength(1);
  expect(talk.view.customer.pending).toEqual([]);
  expect(talk.refused(undefined, "invalid")).toBe(false);
  expect(talk.refused("r_1", "invalid")).toBe(true);
});

test("a group ends with the person, the kind, or five minutes", () => {
  const said = (
    seq: number,
    at: number,
    who: string,
    isNote = false,
  ): Parameters<typeof linesOf>[0][number] => ({
    seq,
    at,
    fact: isNote
      ? { type: "noted", person_id: who, text: "n" }
      : {
          type: "said",
          message_id: `m_${seq}`,
          room: "inner",
          person_id: who,
          text: "t",
          attachments: [],
          steps: [],
        },
  });
  const lines = linesOf([
    said(1, 0, "p_a"),
    said(2, 1000, "p_a"),
    said(3, 1000, "p_a", true),
    said(4, 2000, "p_b"),
    said(5, 400_000, "p_b"),
  ]);
  expect(lines.map((line, index) => beginsGroup(line, lines[index - 1]))).toEqual([
    true,
    false,
    true,
    true,
    true,
  ]);
});
