import { describe, expect, test, vi } from "vitest";

import type { IndexRow } from "../api/records";
import type { Packed } from "./decode_words";
import type { LineListener, LinePort } from "./decoding";
import { Reel } from "./reel";
import kept from "./segment.test.json";
import { Tape } from "./tape";

const BYTES = Uint8Array.from(atob(kept.bytes), (one) => one.charCodeAt(0));
const BEGIN = kept.started_at_ms;
/** When the recording begins on the timeline. */
const LATER_MS = 1_000;

/** Gives a frame for every picture that is to be shown, in the order of decoding, when it is told to. */
class Decoder implements LinePort {
  readonly fed: { run: number; atMs: number; key: boolean; shown: boolean }[] = [];
  private run = -1;
  /** What was decoded is kept back, as if the decoder were slow. */
  late: (() => void)[] | null = null;
  open = 0;

  constructor(private readonly listener: LineListener) {}

  begin(run: number): void {
    this.run = run;
  }

  feed(run: number, pictures: readonly Packed[]): void {
    expect(run).toBe(this.run);
    for (const { atUs, key, shown } of pictures) {
      this.fed.push({ run, atMs: Math.round(atUs / 1_000), key, shown });
      if (!shown) continue;
      this.open += 1;
      const frame = { timestamp: atUs, close: () => (this.open -= 1) } as unknown as VideoFrame;
      const give = (): void => this.listener.frame(atUs, frame);
      if (this.late === null) give();
      else this.late.push(give);
    }
  }

  end(): void {
    this.run = -1;
  }
}

async function filmed(): Promise<{ reel: Reel; decoder: Decoder; fails: { now: boolean } }> {
  const fails = { now: false };
  const tape = new Tape({
    index: () =>
      Promise.resolve({ number: 1, growing: false, records: kept.records as unknown as IndexRow[] }),
    bytes: (_, start, stop) =>
      fails.now ? Promise.reject(new Error("no way")) : Promise.resolve(BYTES.slice(start, stop)),
  });
  await tape.know([
    {
      number: 1,
      track: "video",
      stream: 0,
      codec: "",
      width_px: 64,
      height_px: 48,
      started_at_ms: BEGIN,
      ended_at_ms: BEGIN + 800,
      bytes: 0,
      whole: true,
      growing: false,
    },
  ]);
  const made: Decoder[] = [];
  const line = (listener: LineListener): LinePort => {
    const decoder = new Decoder(listener);
    made.push(decoder);
    return decoder;
  };
  const reel = new Reel(0, tape, BEGIN - LATER_MS, line, () => undefined);
  const [decoder] = made;
  if (decoder === undefined) throw new Error("it opens a line at once");
  return { reel, decoder, fails };
}

/** The picture that stands at this moment, once it has come. */
async function pictureAt(reel: Reel, positionMs: number): Promise<number> {
  await vi.waitFor(() => {
    reel.frameAt(positionMs)?.close();
    expect(reel.isBehind(positionMs)).toBe(false);
    expect(reel.shownMs).not.toBeNull();
  });
  return Math.round(reel.shownMs ?? NaN);
}

describe("a reel", () => {
  test("a seek decodes from the key frame before and shows only the picture of the moment", async () => {
    const { reel, decoder } = await filmed();
    reel.seek(LATER_MS + 520);
    expect(await pictureAt(reel, LATER_MS + 520)).toBe(LATER_MS + 500);
    expect(decoder.fed[0]).toMatchObject({ atMs: LATER_MS + 400, key: true, shown: false });
    expect(decoder.fed.filter((one) => one.shown).map((one) => one.atMs)).toEqual([LATER_MS + 500]);
    expect(decoder.open).toBe(0);
  });

  test("goes on from there in step with the clock, and not much before it", async () => {
    const { reel, decoder } = await filmed();
    reel.seek(LATER_MS);
    await pictureAt(reel, LATER_MS);
    for (let at = 0; at <= 780; at += 20) {
      await vi.waitFor(() => {
        reel.pump(LATER_MS + at, 1);
        reel.frameAt(LATER_MS + at)?.close();
        expect(LATER_MS + at - (reel.shownMs ?? -1)).toBeLessThan(35);
      });
    }
    expect(decoder.fed.map((one) => one.key).filter(Boolean)).toHaveLength(2);
    expect(decoder.fed).toHaveLength(24);
    expect(decoder.open).toBe(0);
  });

  test("a short way on is decoded from where it stands, a way back from the key frame", async () => {
    const { reel, decoder } = await filmed();
    reel.seek(LATER_MS + 100);
    await pictureAt(reel, LATER_MS + 100);
    reel.seek(LATER_MS + 300);
    await vi.waitFor(() => {
      reel.pump(LATER_MS + 300, 1);
      reel.frameAt(LATER_MS + 300)?.close();
      expect(Math.round(reel.shownMs ?? 0)).toBe(LATER_MS + 300);
    });
    expect(new Set(decoder.fed.map((one) => one.run)).size).toBe(1);
    reel.seek(LATER_MS + 50);
    expect(await pictureAt(reel, LATER_MS + 50)).toBe(LATER_MS + 33);
    expect(new Set(decoder.fed.map((one) => one.run)).size).toBe(2);
    reel.close();
    expect(decoder.open).toBe(0);
  });

  test("what still comes of an older seek is neither shown nor in the way of the newer one", async () => {
    const { reel, decoder } = await filmed();
    reel.seek(LATER_MS + 600);
    await pictureAt(reel, LATER_MS + 600);
    const late: (() => void)[] = [];
    decoder.late = late;
    await vi.waitFor(() => {
      reel.pump(LATER_MS + 600, 1);
      expect(late.length).toBeGreaterThan(1);
    });
    decoder.late = null;
    reel.seek(LATER_MS + 50);
    for (const give of late) give();
    expect(await pictureAt(reel, LATER_MS + 50)).toBe(LATER_MS + 33);
    expect(reel.frameAt(LATER_MS + 50)).toBeNull();
    reel.close();
    expect(decoder.open).toBe(0);
  });

  test("only the newest of several seeks is carried out", async () => {
    const { reel, decoder } = await filmed();
    for (const at of [700, 100, 433]) reel.seek(LATER_MS + at);
    expect(await pictureAt(reel, LATER_MS + 433)).toBe(LATER_MS + 433);
    expect(new Set(decoder.fed.map((one) => one.run)).size).toBe(1);
  });

  test("knows the pictures beside a moment, over the rows", async () => {
    const { reel } = await filmed();
    const beside = async (at: number, by: 1 | -1): Promise<number | null> => {
      const found = await reel.neighbour(LATER_MS + at, by);
      return found === null ? null : Math.round(found - LATER_MS);
    };
    expect(await beside(100, 1)).toBe(133);
    expect(await beside(100, -1)).toBe(67);
    expect(await beside(367, 1)).toBe(400);
    expect(await beside(400, -1)).toBe(367);
    expect([await beside(0, -1), await beside(790, 1)]).toEqual([null, null]);
  });

  test("where nothing was recorded there is nothing to wait for", async () => {
    const { reel, decoder } = await filmed();
    reel.seek(0);
    await vi.waitFor(() => expect(reel.isBehind(0)).toBe(false));
    expect([reel.frameAt(0), decoder.fed.length, reel.shownMs]).toEqual([null, 0, null]);
  });

  test("what cannot be fetched does not hold the clock up, and comes with the next seek", async () => {
    const { reel, fails } = await filmed();
    fails.now = true;
    reel.seek(LATER_MS + 100);
    await vi.waitFor(() => expect(reel.broken).toBe(true));
    expect(reel.isBehind(LATER_MS + 100)).toBe(false);
    fails.now = false;
    reel.seek(LATER_MS + 100);
    expect(await pictureAt(reel, LATER_MS + 100)).toBe(LATER_MS + 100);
  });
});
