import { describe, expect, test } from "vitest";

import type { IndexRow, Segment } from "../api/records";
import { rowAt, Tape, type Doors } from "./tape";

const SECOND = 1_000;

/** Rows of a second each, ten bytes long, a key frame every four; the first one is the init. */
function rowsOf(beginMs: number, count: number): IndexRow[] {
  return Array.from({ length: count + 1 }, (_, row): IndexRow =>
    row === 0
      ? [beginMs, 0, 0, 10, 0]
      : [beginMs + (row - 1) * SECOND, SECOND, row * 10, 10, row % 4 === 1 ? 1 : 0],
  );
}

function segment(number: number, beginMs: number, endMs: number, stream = 0): Segment {
  return {
    number,
    track: "video",
    stream,
    codec: "avc1.42c03e",
    width_px: 64,
    height_px: 48,
    started_at_ms: beginMs,
    ended_at_ms: endMs,
    bytes: 0,
    whole: true,
    growing: false,
  };
}

class Shelf implements Doors {
  readonly asked: string[] = [];
  readonly rows = new Map<number, IndexRow[]>();
  growing = new Set<number>();
  fails = false;

  index(number: number): ReturnType<Doors["index"]> {
    this.asked.push(`index ${number}`);
    return Promise.resolve({
      number,
      growing: this.growing.has(number),
      records: this.rows.get(number) ?? [],
    });
  }

  bytes(number: number, start: number, stop: number): ReturnType<Doors["bytes"]> {
    this.asked.push(`${number}: ${start}-${stop}`);
    if (this.fails) return Promise.reject(new Error("no way"));
    return Promise.resolve(Uint8Array.from({ length: stop - start }, (_, at) => (start + at) / 10));
  }
}

async function taped(limitBytes?: number): Promise<{ tape: Tape; shelf: Shelf }> {
  const shelf = new Shelf();
  shelf.rows.set(1, rowsOf(0, 10)).set(2, rowsOf(20_000, 10)).set(3, rowsOf(5_000, 5));
  const tape = new Tape(shelf, limitBytes);
  await tape.know([segment(2, 20_000, 30_000), segment(1, 0, 10_000), segment(3, 5_000, 10_000, 1)]);
  shelf.asked.length = 0;
  return { tape, shelf };
}

describe("the tape", () => {
  test("knows which row holds a moment, and where there is none", async () => {
    const { tape } = await taped();
    expect(tape.locate(0, 0)).toEqual({ number: 1, row: 1 });
    expect(tape.locate(0, 7_999)).toEqual({ number: 1, row: 8 });
    expect(tape.locate(0, 25_500)).toEqual({ number: 2, row: 6 });
    expect([tape.locate(0, 15_000), tape.locate(0, 31_000), tape.locate(1, 1_000)]).toEqual([
      null,
      null,
      null,
    ]);
    expect([tape.streamsAt(2_000), tape.streamsAt(6_000), tape.streamsAt(15_000)]).toEqual([[0], [0, 1], []]);
    expect(tape.streams).toEqual([0, 1]);
  });

  test("finds the key frame before, and the rows beside, over the border of a segment", async () => {
    const { tape } = await taped();
    expect(tape.keyBefore({ number: 1, row: 8 })).toEqual({ number: 1, row: 5 });
    expect(tape.keyBefore({ number: 1, row: 5 })).toEqual({ number: 1, row: 5 });
    expect(tape.after({ number: 1, row: 10 })).toEqual({ number: 2, row: 1 });
    expect(tape.before({ number: 2, row: 1 })).toEqual({ number: 1, row: 10 });
    expect([tape.after({ number: 2, row: 10 }), tape.before({ number: 1, row: 1 })]).toEqual([null, null]);
    expect(tape.after({ number: 3, row: 5 })).toBeNull();
  });

  test("fetches rows that follow each other in one range, and each only once", async () => {
    const { tape, shelf } = await taped();
    const [five] = await Promise.all([
      tape.bytes({ number: 1, row: 5 }, 8),
      tape.bytes({ number: 1, row: 7 }),
    ]);
    expect([...five]).toEqual(Array.from({ length: 10 }, (_, at) => 5 + at / 10).map(Math.floor));
    expect(shelf.asked).toEqual(["1: 50-90"]);
    expect((await tape.bytes({ number: 1, row: 8 }))[0]).toBe(8);
    expect(shelf.asked).toHaveLength(1);
  });

  test("reads ahead from the first row that is not here", async () => {
    const { tape, shelf } = await taped();
    await tape.bytes({ number: 1, row: 1 }, 3);
    tape.readAhead({ number: 1, row: 2 }, 5_000);
    tape.readAhead({ number: 1, row: 2 }, 5_000);
    expect(shelf.asked).toEqual(["1: 10-40", "1: 40-80"]);
    expect(tape.has({ number: 1, row: 1 }, 7)).toBe(true);
    expect(tape.has({ number: 1, row: 1 }, 8)).toBe(false);
  });

  test("forgets the oldest beyond its bound, and keeps what was used again", async () => {
    const { tape, shelf } = await taped(30);
    for (const row of [1, 2, 3]) await tape.bytes({ number: 1, row });
    await tape.bytes({ number: 1, row: 1 });
    await tape.bytes({ number: 1, row: 4 });
    shelf.asked.length = 0;
    await tape.bytes({ number: 1, row: 1 });
    await tape.bytes({ number: 1, row: 2 });
    expect(shelf.asked).toEqual(["1: 20-30"]);
  });

  test("asks again for what could not be fetched", async () => {
    const { tape, shelf } = await taped();
    shelf.fails = true;
    await expect(tape.bytes({ number: 1, row: 1 })).rejects.toThrow("no way");
    shelf.fails = false;
    expect((await tape.bytes({ number: 1, row: 1 }))[0]).toBe(1);
    await expect(tape.bytes({ number: 1, row: 99 })).rejects.toThrow();
  });

  test("asks for the index of what grows again, and of nothing else", async () => {
    const { tape, shelf } = await taped();
    shelf.growing.add(4);
    shelf.rows.set(4, rowsOf(40_000, 2));
    await tape.know([segment(1, 0, 10_000), segment(4, 40_000, 42_000)]);
    shelf.rows.set(4, rowsOf(40_000, 3));
    expect(tape.locate(0, 42_900)).toBeNull();
    await tape.know([segment(1, 0, 10_000), segment(4, 40_000, 43_000)]);
    expect(tape.locate(0, 42_900)).toEqual({ number: 4, row: 3 });
    expect(shelf.asked).toEqual(["index 4", "index 4"]);
  });

  test("a row without any bytes is not asked for", async () => {
    const { tape, shelf } = await taped();
    shelf.rows.set(5, [...rowsOf(50_000, 1), [51_000, 0, 20, 0, 0]]);
    await tape.know([segment(5, 50_000, 51_000)]);
    shelf.asked.length = 0;
    expect((await tape.bytes({ number: 5, row: 2 })).length).toBe(0);
    expect(shelf.asked).toEqual([]);
  });

  test("a moment before the first row is in the first row", async () => {
    const { tape } = await taped();
    expect(rowAt(tape.rowsOf(2), 0)).toBe(1);
    expect(rowAt(undefined, 0)).toBe(0);
  });
});
