import { describe, expect, test } from "vitest";

import { wantedOf } from "./facts";
import { deedOf, takesKey } from "./keys";
import { momentOf, replayLink, replayPath } from "./link";
import { scaleOf } from "./scale";
import { counted, spoken } from "./time_words";

const PLAIN = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };

describe("keys", () => {
  test.each([
    [" ", { do: "toggle" }],
    ["k", { do: "toggle" }],
    ["J", { do: "skip", byMs: -10_000 }],
    ["ArrowRight", { do: "skip", byMs: 5_000 }],
    [".", { do: "step", by: 1 }],
    ["Home", { do: "begin" }],
    ["End", { do: "end" }],
    ["+", { do: "speed", by: 1 }],
    ["-", { do: "speed", by: -1 }],
    ["f", { do: "full" }],
    ["x", null],
    ["Tab", null],
  ])("%j", (key, deed) => expect(deedOf({ ...PLAIN, key })).toEqual(deed));

  test("with shift an arrow is one picture; with another key it is the browser's", () => {
    expect(deedOf({ ...PLAIN, key: "ArrowLeft", shiftKey: true })).toEqual({ do: "step", by: -1 });
    for (const other of ["ctrlKey", "altKey", "metaKey"])
      expect(deedOf({ ...PLAIN, key: "f", [other]: true })).toBeNull();
  });

  test("what is written, and what a button does, is left alone", () => {
    const input = document.body.appendChild(document.createElement("input"));
    const button = document.body.appendChild(document.createElement("button"));
    const tab = document.body.appendChild(document.createElement("button"));
    tab.setAttribute("role", "tab");
    expect(takesKey(input, { key: "j" })).toBe(true);
    expect(takesKey(button, { key: " " })).toBe(true);
    expect(takesKey(button, { key: "j" })).toBe(false);
    expect(takesKey(tab, { key: "ArrowLeft" })).toBe(true);
    expect(takesKey(document.body, { key: " " })).toBe(false);
  });
});

describe("links", () => {
  test("name a moment in whole seconds since the session was opened", () => {
    expect(replayPath("s_1", 62_900, 1_000)).toBe("/replay/s_1?t=61");
    expect(replayPath("s_1", 0, 1_000)).toBe("/replay/s_1?t=0");
    expect(replayPath("s_1")).toBe("/replay/s_1");
    expect(replayLink("https://a.b/x?y#/z", "s_1", 1_000, 0)).toBe("https://a.b/x?y#/replay/s_1?t=1");
  });

  test("are read whatever was typed there", () => {
    expect(momentOf({ t: 61 })).toEqual({ t: 61 });
    expect(momentOf({ t: "61.5", last: "5" })).toEqual({ t: 61.5, last: 5 });
    expect(momentOf({ t: "x", last: -1, other: 2 })).toEqual({});
    expect(momentOf({ t: "", last: Infinity })).toEqual({});
  });
});

describe("the timeline's scale", () => {
  test("is even without folds", () => {
    const scale = scaleOf(1_000);
    expect([0, 250, 1_000, 2_000, -5].map((ms) => scale.shareOf(ms))).toEqual([0, 0.25, 1, 1, 0]);
    expect([0, 0.25, 1, 9].map((share) => scale.msAt(share))).toEqual([0, 250, 1_000, 1_000]);
  });

  test("gives little room to what is folded, and finds back from every place", () => {
    const scale = scaleOf(100_000, [
      { fromMs: 0, toMs: 20_000 },
      { fromMs: 50_000, toMs: 90_000 },
    ]);
    expect(scale.shareOf(20_000)).toBeLessThan(0.04);
    expect(scale.shareOf(90_000) - scale.shareOf(50_000)).toBeLessThan(0.08);
    for (let ms = 0; ms <= 100_000; ms += 7_919) expect(scale.msAt(scale.shareOf(ms))).toBeCloseTo(ms, 3);
    expect(scale.shareOf(100_000)).toBeCloseTo(1, 9);
  });
});

describe("times", () => {
  test("are counted with hours only where there are any", () => {
    expect([0, 42_999, 67_000, 4_050_000].map(counted)).toEqual(["0:00", "0:42", "1:07", "1:07:30"]);
  });

  test("are spoken in words", () => {
    expect(spoken(4_050_000, "en")).toBe("1 hour 7 minutes 30 seconds");
    expect(spoken(0, "es")).toBe("0 segundos");
  });
});

test("an address names a moment by seconds, by the clock, or not at all", () => {
  expect(wantedOf({ t: 3 }, 1_000)).toBe(3_000);
  expect(wantedOf({ at: 4_500 }, 1_000)).toBe(3_500);
  expect(wantedOf({ last: 5 }, 1_000)).toBeNull();
  expect(momentOf({ at: "4500", clip: "c_1a" })).toEqual({ at: 4_500, clip: "c_1a" });
  expect(momentOf({ at: -1, clip: "../x" })).toEqual({});
});
