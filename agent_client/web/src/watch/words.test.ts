import { expect, test } from "vitest";

import { chatSpeaker, speaker, WORDS } from "./words";

const SOURCES = import.meta.glob<string>(["./*.ts", "!./*.test.ts", "!./words.ts"], {
  query: "?raw",
  import: "default",
  eager: true,
});

function values(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? "").sort();
}

test("both languages take the same values, and differ", () => {
  for (const [word, english] of Object.entries(WORDS.en)) {
    const spanish = WORDS.es[word as keyof typeof WORDS.es];
    expect(values(spanish), word).toEqual(values(english));
    expect(spanish, word).not.toBe(english);
  }
});

test("none is there for nothing", () => {
  const own = ["chat", "chatEmpty", "chatClosed", "somebody"];
  const source = Object.values(SOURCES).join("\n");
  const unused = Object.keys(WORDS.en).filter((word) => !own.includes(word) && !source.includes(`"${word}"`));
  expect(unused).toEqual([]);
});

test("values are put in", () => {
  expect(speaker("es")("paused", { name: "Ana" })).toBe("Ana ha hecho una pausa");
});

test("the chat names the presenter, and keeps the rest of the customers' words", () => {
  const say = chatSpeaker("en", "Ana");
  expect(say("talkTitle")).toBe("Write to Ana");
  expect(say("talkSend")).toBe("Send");
});
