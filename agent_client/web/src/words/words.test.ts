import { describe, expect, test } from "vitest";

import { WORDS } from "../help/words";
import { en } from "./en";
import { es } from "./es";

const SOURCES = import.meta.glob<string>(["../**/*.{ts,tsx}", "!../**/*.test.*", "!../**/words/e*.ts"], {
  query: "?raw",
  import: "default",
  eager: true,
});

function keysOf(words: object, before = ""): string[] {
  return Object.entries(words).flatMap(([key, value]: [string, unknown]) =>
    typeof value === "object" && value !== null ? keysOf(value, `${before}${key}.`) : [`${before}${key}`],
  );
}

function said(words: object, key: string): string {
  const found = key
    .split(".")
    .reduce<unknown>((inner, part) => (inner as Record<string, unknown>)[part], words);
  return String(found);
}

function values(text: string): string[] {
  return [...text.matchAll(/\{+(\w+)\}+/g)].map((found) => found[1] ?? "").sort();
}

/** The text of all files below these folders, but for the light page's list of words itself. */
function sources(...folders: string[]): string {
  return Object.entries(SOURCES)
    .filter(
      ([path]) =>
        folders.some((folder) => path.startsWith(`../${folder}/`)) &&
        !/help\/(receipt_)?words\.ts$/.test(path),
    )
    .map(([, text]) => text)
    .join("\n");
}

describe("the console's words", () => {
  test("both languages say the same things, with the same values, and none is empty", () => {
    expect(keysOf(es)).toEqual(keysOf(en));
    for (const key of keysOf(en)) {
      expect(values(said(es, key)), key).toEqual(values(said(en, key)));
      expect(said(es, key).trim(), key).not.toBe("");
    }
  });

  test("none is there for nothing", () => {
    const source = sources(
      "admin",
      "coaching",
      "console",
      "demo",
      "look",
      "records",
      "replay",
      "session",
      "talk",
      "transfer",
    );
    const unused = keysOf(en).filter((key) => !isUsed(key.replace(/_(zero|one|other)$/, ""), source));
    expect(unused).toEqual([]);
  });
});

/** Literally, or by a template such as `heldBack.${…}` or `wait.${…}Hint`. */
function isUsed(key: string, source: string): boolean {
  if (source.includes(`"${key}"`)) return true;
  const templates = [...source.matchAll(/`([\w.]*)\$\{[^}]+\}(\w*)`/g)];
  return templates.some(
    ([, before = "", after = ""]) => before !== "" && key.startsWith(before) && key.endsWith(after),
  );
}

describe("the light page's words", () => {
  test("both languages take the same values, and differ", () => {
    for (const [word, english] of Object.entries(WORDS.en)) {
      const spanish = said(WORDS.es, word);
      expect(values(spanish), word).toEqual(values(english));
      expect(spanish, word).not.toBe(english);
    }
  });

  test("none is there for nothing", () => {
    const source = sources("help");
    expect(Object.keys(WORDS.en).filter((word) => !isUsed(word, source))).toEqual([]);
  });
});
