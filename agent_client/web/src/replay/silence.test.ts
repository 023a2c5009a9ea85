import { describe, expect, test } from "vitest";

import type { IndexRow } from "../api/records";
import type { Entry, Fact } from "../protocol/protocol.gen";
import { silences } from "./silence";

const picture = (atMs: number, bytes: number, key: 0 | 1 = 0): IndexRow => [atMs, 1_000, 0, bytes, key];
const said = (at: number, type: Fact["type"] = "said"): Entry => ({ seq: 1, at, fact: { type } as Fact });
const NOTHING = { pictures: [], events: [], entries: [] };

describe("silence", () => {
  test("is everything where nothing is", () => {
    expect(silences(NOTHING, 1_000, 61_000)).toEqual([{ fromMs: 0, toMs: 60_000 }]);
  });

  test("lies between what happens, a second away from it", () => {
    const entries = [said(11_000), said(41_000)];
    expect(silences({ ...NOTHING, entries }, 1_000, 61_000)).toEqual([
      { fromMs: 0, toMs: 9_000 },
      { fromMs: 11_000, toMs: 39_000 },
      { fromMs: 41_000, toMs: 60_000 },
    ]);
  });

  test("is not a pause of a few seconds", () => {
    const entries = [1, 6, 11, 16].map((second) => said(second * 1_000));
    expect(silences({ ...NOTHING, entries }, 0, 20_000)).toEqual([]);
  });

  test("is broken by a picture that changes and by a pointer, not by a caret or a key frame of the same picture", () => {
    const still = Array.from({ length: 60 }, (_, second) =>
      second % 10 === 0 ? picture(second * 1_000, 50_000 + second, 1) : picture(second * 1_000, 300),
    );
    const [one] = silences({ ...NOTHING, pictures: [still] }, 0, 60_000);
    expect(one).toEqual({ fromMs: 2_000, toMs: 60_000 });
    const typed = [...still.slice(0, 30), picture(30_000, 4_000), ...still.slice(31)];
    expect(silences({ ...NOTHING, pictures: [typed] }, 0, 60_000)).toEqual([
      { fromMs: 2_000, toMs: 29_000 },
      { fromMs: 32_000, toMs: 60_000 },
    ]);
    const other = [...still.slice(0, 30), picture(30_000, 90_000, 1), ...still.slice(31)];
    expect(silences({ ...NOTHING, pictures: [other] }, 0, 60_000)[0]?.toMs).toBe(29_000);
    const events = [[[30_000, 400, 0, 90, 0] as const]];
    expect(silences({ pictures: [still], events, entries: [] }, 0, 60_000)).toHaveLength(2);
  });

  test("is not broken by what nobody did", () => {
    const entries = [said(30_000, "presence_changed"), said(31_000, "looked")];
    expect(silences({ ...NOTHING, entries }, 0, 60_000)).toHaveLength(1);
  });
});
