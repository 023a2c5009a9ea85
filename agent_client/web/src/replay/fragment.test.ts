import { describe, expect, test } from "vitest";

import { BadFragment, readInit, readSamples } from "./fragment";
import kept from "./segment.test.json";

/** What the recorder wrote of 24 pictures, 30 in a second, a key frame every 12. */
const BYTES = Uint8Array.from(atob(kept.bytes), (one) => one.charCodeAt(0));

function row(index: number): Uint8Array<ArrayBuffer> {
  const [, , offset = 0, size = 0] = kept.records[index] ?? [];
  return BYTES.subarray(offset, offset + size);
}

describe("fragments of a recording", () => {
  test("the init segment says what a decoder has to know", () => {
    const init = readInit(row(0));
    expect(init).toMatchObject({ widthPx: 64, heightPx: 48, timescale: 90_000 });
    expect(init.codec).toMatch(/^avc1\.42c0[0-9a-f]{2}$/);
    expect(init.description[0]).toBe(1);
  });

  test("every picture comes out once, in order, with its time and whether it is a key frame", () => {
    const { timescale } = readInit(row(0));
    const all = [1, 2, 3].flatMap((index) => readSamples(row(index), timescale));
    expect(all).toHaveLength(24);
    expect(all.map((one) => Math.round(one.atMs))).toEqual(
      Array.from({ length: 24 }, (_, index) => Math.round((index * 100) / 3)),
    );
    expect(all.flatMap((one, index) => (one.key ? [index] : []))).toEqual([0, 12]);
    expect(all.every((one) => one.data.length > 4)).toBe(true);
  });

  test("each sample is one access unit with lengths in front that fill it", () => {
    const { timescale } = readInit(row(0));
    for (const { data } of readSamples(row(1), timescale)) {
      const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
      let at = 0;
      while (at < data.byteLength) at += 4 + view.getUint32(at);
      expect(at).toBe(data.byteLength);
    }
  });

  test("several fragments at once are as one after the other, and a cut one is left out", () => {
    const both = BYTES.slice(kept.records[1]?.[2] ?? 0, (kept.records[2]?.[2] ?? 0) + 300);
    expect(readSamples(both, 90_000)).toHaveLength(12);
  });

  test("nothing comes of nothing, and what is no fragment is refused", () => {
    expect(readSamples(new Uint8Array(0), 90_000)).toEqual([]);
    expect(() => readInit(new Uint8Array(40))).toThrow(BadFragment);
    expect(() => readInit(row(1))).toThrow(BadFragment);
    expect(() => readSamples(new Uint8Array([0, 0, 0, 3, 109, 111, 111, 102]), 90_000)).toThrow(BadFragment);
  });

  test("whatever stands there, it is read or refused", () => {
    const whole = row(2);
    for (let at = 0; at < 200; at += 1) {
      const broken = whole.slice();
      broken[at] = (broken[at] ?? 0) ^ 0xff;
      try {
        for (const { data } of readSamples(broken, 90_000))
          expect(data.length).toBeLessThanOrEqual(whole.length);
      } catch (trouble) {
        expect(trouble).toBeInstanceOf(BadFragment);
      }
    }
  });
});
