import { describe, expect, test } from "vitest";

import {
  BEHIND_MS,
  clockAt,
  faster,
  follow,
  grown,
  pause,
  seek,
  skip,
  skipping,
  stretchAt,
  tick,
  toggle,
  withSpeed,
} from "./clock";

const SILENT = [{ fromMs: 2_000, toMs: 9_000 }];

describe("the player's clock", () => {
  test("stands until it plays, and goes with real time", () => {
    const still = clockAt(1_000, 10_000);
    expect(tick(still, 500)).toEqual(still);
    expect(tick(toggle(still), 500).positionMs).toBe(1_500);
    expect(tick(withSpeed(toggle(still), 8), 500).positionMs).toBe(5_000);
    expect(pause(toggle(still)).playing).toBe(false);
  });

  test("stops at the end, and begins anew from there", () => {
    const over = tick(toggle(clockAt(9_900, 10_000)), 500);
    expect(over).toMatchObject({ positionMs: 10_000, playing: false });
    expect(toggle(over)).toMatchObject({ positionMs: 0, playing: true });
  });

  test("leaves a silence at its end when that is wanted, and only while it plays", () => {
    const playing = toggle(clockAt(1_900, 10_000));
    expect(tick(playing, 200, SILENT).positionMs).toBe(2_100);
    expect(tick(skipping(playing, true), 200, SILENT).positionMs).toBe(9_000);
    expect(seek(skipping(playing, true), 3_000).positionMs).toBe(3_000);
  });

  test("stays on the timeline wherever it is sent", () => {
    expect(skip(clockAt(1_000, 10_000), -5_000).positionMs).toBe(0);
    expect(seek(clockAt(0, 10_000), 99_999).positionMs).toBe(10_000);
  });

  test("has a slowest and a quickest speed", () => {
    const one = clockAt(0, 1);
    expect(faster(one, 1).speed).toBe(1.5);
    expect(faster(withSpeed(one, 8), 1).speed).toBe(8);
    expect(faster(withSpeed(one, 0.5), -1).speed).toBe(0.5);
  });

  test("follows what still grows, and is let go by any other wish", () => {
    const live = follow(clockAt(0, 60_000));
    expect(live).toMatchObject({ positionMs: 60_000 - BEHIND_MS, playing: true, follows: true, speed: 1 });
    expect(tick({ ...live, positionMs: 60_000 }, 100)).toMatchObject({ playing: true });
    expect(grown(live, 90_000).positionMs).toBe(90_000 - BEHIND_MS);
    expect(grown(live, 61_000).positionMs).toBe(live.positionMs);
    expect(grown(seek(live, 5), 90_000)).toMatchObject({ positionMs: 5, endMs: 90_000, follows: false });
    expect(grown(live, 10).endMs).toBe(60_000);
    expect(toggle(live)).toMatchObject({ playing: false, follows: false });
  });

  test("a moment lies in a stretch from its first to before its last", () => {
    const some = [...SILENT, { fromMs: 20_000, toMs: 21_000 }];
    expect([0, 1_999, 9_000, 15_000, 21_000].map((at) => stretchAt(some, at))).toEqual(Array(5).fill(null));
    expect([2_000, 8_999].map((at) => stretchAt(some, at))).toEqual([some[0], some[0]]);
    expect(stretchAt(some, 20_500)).toBe(some[1]);
  });
});
