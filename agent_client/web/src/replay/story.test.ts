import { describe, expect, test } from "vitest";

import scenes from "../../../../tests/vectors/session.json";
import type { Entry, SessionState } from "../protocol/protocol.gen";
import { fold } from "../protocol/session";
import { nothingYet, Story } from "./story";

const ID = "s_1";
const LONG: Entry[] = (scenes as unknown as { start: SessionState; entries: Entry[] }[])
  .filter(({ start }) => start.seq === 0)
  .flatMap(({ entries }) => entries.filter(({ fact }) => fact.type !== "ended"))
  .map((entry, index) => ({ ...entry, seq: index + 1, at: 1_000 + index * 10 }));

function stateAfter(count: number): SessionState {
  return fold(nothingYet(ID), LONG.slice(0, count));
}

describe("the story", () => {
  test("there is enough to tell", () => expect(LONG.length).toBeGreaterThan(130));

  test("counts what had happened by a moment", () => {
    const story = new Story(ID, LONG);
    expect([0, 1_000, 1_005, 1_010, 9e9].map((at) => story.countAt(at))).toEqual([0, 1, 1, 2, LONG.length]);
  });

  test("is the fold of the log up to any moment, in whatever order it is asked", () => {
    const story = new Story(ID, LONG);
    for (const count of [0, 5, 130, 64, 63, 65, 128, 2, LONG.length, 1])
      expect(story.after(count)).toEqual(stateAfter(count));
    expect(story.at(1_040)).toBe(story.at(1_045));
  });

  test("goes on with what is added, each entry once", () => {
    const story = new Story(ID, LONG.slice(0, 10));
    story.add(LONG.slice(5, 20));
    expect(story.entries).toEqual(LONG.slice(0, 20));
    expect(story.after(20)).toEqual(stateAfter(20));
    const same = story.entries;
    story.add(LONG.slice(0, 20));
    expect(story.entries).toBe(same);
  });

  test("names everyone who ever was there", () => {
    const names = [...new Story(ID, LONG).everyone.values()].map((one) => one.name);
    expect(names).toContain("Ana");
    expect(new Set(names).size).toBeGreaterThan(1);
  });
});
