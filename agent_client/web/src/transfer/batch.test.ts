import { describe, expect, test } from "vitest";

import {
  CLIPBOARD_TEXT_LIMIT_BYTES,
  TRANSFER_DEPTH_LIMIT,
  TRANSFER_ITEMS_LIMIT,
} from "../protocol/protocol.gen";
import { batchOf, chosenFrom, chosenIn, clipBatch, type Batch, type Chosen } from "./batch";

const chosen = (size: number, ...path: string[]): Chosen => ({
  path,
  file: new Blob([new Uint8Array(size)]),
});

function made(...all: Chosen[]): Batch {
  const batch = batchOf(all);
  if (typeof batch === "string") throw new Error(batch);
  return batch;
}

/** As the browser hands over what was dropped. */
function entry(name: string, inside: File | FileSystemEntry[]): FileSystemEntry {
  const isFile = inside instanceof File;
  const parts = isFile ? [] : [inside.slice(0, 1), inside.slice(1), []];
  return {
    name,
    isFile,
    isDirectory: !isFile,
    file: (done: (file: unknown) => void) => done(inside),
    createReader: () => ({ readEntries: (done: (some: unknown) => void) => done(parts.shift() ?? []) }),
  } as unknown as FileSystemEntry;
}

function dropped(...entries: (FileSystemEntry | null)[]): DataTransfer {
  const items = entries.map((one) => ({ kind: "file", webkitGetAsEntry: () => one }));
  return { items: [...items, { kind: "string" }] } as unknown as DataTransfer;
}

describe("a batch", () => {
  test("lists every file with its size, and names for the question, a folder once (X1)", () => {
    const batch = made(chosen(3, "a.txt"), chosen(5, "Año", "b", "c"), chosen(0, "Año", "d"));
    expect(batch.items).toEqual([
      { path: ["a.txt"], size_bytes: 3 },
      { path: ["Año", "b", "c"], size_bytes: 5 },
      { path: ["Año", "d"], size_bytes: 0 },
    ]);
    expect([batch.names, batch.totalBytes]).toEqual([["a.txt", "Año/"], 8]);
  });

  test("names twenty of many", () => {
    expect(made(...Array.from({ length: 30 }, (_, at) => chosen(0, `${at}`))).names).toHaveLength(20);
  });

  test.each([
    ["\u202e\u200b", "file"],
    ["a\u202egpj.exe\u0007", "agpj.exe"],
    ["  two \n lines ", "two lines"],
    ["n\u0303", "ñ"],
    ["x".repeat(300), "x".repeat(255)],
    ["\ud800half", "half"],
    ["👩\u200d👧 \u200d", "👩\u200d👧"],
  ])("holds no name that the wire refuses: %j (W6)", (name, clean) => {
    expect(made(chosen(1, name)).items[0]?.path).toEqual([clean]);
  });

  test("is never deeper than may be, and keeps the file's own name (L1)", () => {
    const deep = Array.from({ length: 40 }, (_, at) => `${at}`);
    const path = made(chosen(1, ...deep)).items[0]?.path ?? [];
    expect([path.length, path.at(-1)]).toEqual([TRANSFER_DEPTH_LIMIT, "39"]);
  });

  test("says why there is none", () => {
    const huge = { path: ["a"], file: { size: 2 ** 40 } as Blob };
    expect(batchOf([])).toBe("nothing");
    expect(batchOf([huge])).toBe("too_big");
    expect(batchOf(Array.from({ length: TRANSFER_ITEMS_LIMIT + 1 }, () => chosen(0, "a")))).toBe("too_many");
  });
});

describe("what is chosen", () => {
  test("by a folder's own button keeps its names", () => {
    const inFolder = Object.assign(new File(["a"], "c.txt"), {});
    Object.defineProperty(inFolder, "webkitRelativePath", { value: "top/b/c.txt" });
    const alone = new File(["b"], "alone.txt");
    Object.defineProperty(alone, "webkitRelativePath", { value: "" });
    expect(chosenIn([inFolder, alone]).map((one) => one.path)).toEqual([
      ["top", "b", "c.txt"],
      ["alone.txt"],
    ]);
  });

  test("by dragging is all that lies in it, though a browser gives it in parts", async () => {
    const file = (name: string): FileSystemEntry => entry(name, new File([name], name));
    const top = entry("top", [file("1"), file("2"), entry("in", [file("3")]), entry("empty", [])]);
    const found = await chosenFrom(dropped(top, file("4"), null));
    expect(found.map((one) => one.path.join("/"))).toEqual(["top/1", "top/2", "top/in/3", "4"]);
  });
});

describe("a clipboard", () => {
  test("is one item, and no larger than it may be (L1)", () => {
    const most = new Blob([new Uint8Array(CLIPBOARD_TEXT_LIMIT_BYTES)]);
    const more = new Blob([new Uint8Array(CLIPBOARD_TEXT_LIMIT_BYTES + 1)]);
    expect(clipBatch("text", most)).toMatchObject({ totalBytes: most.size, names: [] });
    expect(clipBatch("text", more)).toBe("clip_too_big");
    expect(clipBatch("image", more)).toMatchObject({ totalBytes: more.size });
  });
});
