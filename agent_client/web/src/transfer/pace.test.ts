import { describe, expect, test } from "vitest";

import { bytesIn, timeIn } from "./amount";
import { Pace } from "./pace";

describe("the pace", () => {
  test("is that of the last seconds, and nothing before there is something to tell", () => {
    const pace = new Pace();
    pace.at(0, 0);
    expect(pace.bytesPerSecond()).toBeNull();
    for (let second = 1; second <= 10; second += 1) pace.at(second * 1000, second * 100);
    expect(pace.bytesPerSecond()).toBe(100);
    for (let second = 11; second <= 20; second += 1) pace.at(second * 1000, 1000 + (second - 10) * 900);
    expect(pace.bytesPerSecond()).toBe(900);
  });

  test("begins anew after a rest, and when bytes are sent again", () => {
    const pace = new Pace();
    pace.at(0, 0);
    pace.at(1000, 500);
    pace.rest();
    expect(pace.bytesPerSecond()).toBeNull();
    pace.at(9000, 500);
    pace.at(10_000, 700);
    expect(pace.bytesPerSecond()).toBe(200);
    pace.at(11_000, 600);
    expect(pace.bytesPerSecond()).toBeNull();
  });
});

describe("an amount", () => {
  test.each([
    ["en", 0, "0 bytes"],
    ["en", 999, "999 bytes"],
    ["en", 1000, "1 kB"],
    ["en", 2_400_000, "2.4 MB"],
    ["es", 2_400_000, "2,4 MB"],
    ["en", 68_719_476_736, "68.7 GB"],
  ])("of bytes is short (%s, %i)", (language, bytes, words) => {
    expect(bytesIn(language, bytes)).toBe(words);
  });

  test.each([
    ["en", 0, "1 sec"],
    ["en", 61.2, "62 sec"],
    ["en", 91, "2 min"],
    ["es", 7201, "3 h"],
  ])("of time is never less than it will be (%s, %f)", (language, seconds, words) => {
    expect(timeIn(language, seconds)).toBe(words);
  });
});
