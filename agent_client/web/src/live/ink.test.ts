import { describe, expect, test } from "vitest";

import { InkPad } from "./ink";

const at = (x_norm: number, monitor = 0): { monitor: number; x_norm: number; y_norm: number } => ({
  monitor,
  x_norm,
  y_norm: 5,
});

function stroke(pad: InkPad, points: number[], nowMs: number, stroke_id = "s_1", person_id = "p_a"): void {
  pad.inked({ person_id, stroke_id, points: points.map((x) => at(x)) }, nowMs);
}

describe("ink", () => {
  test("a stroke grows by its parts, and those of two people are two (Y1)", () => {
    const pad = new InkPad();
    stroke(pad, [1, 2], 0);
    stroke(pad, [9], 0, "s_1", "p_b");
    stroke(pad, [3], 10);
    const shown = pad.shown(0, 20).strokes;
    expect(shown.map((one) => [one.personId, one.points.map((point) => point.x_norm)])).toEqual([
      ["p_b", [9]],
      ["p_a", [1, 2, 3]],
    ]);
  });

  test("fades after four seconds, and is gone soon after (Y3)", () => {
    const pad = new InkPad();
    stroke(pad, [1, 2], 1_000);
    expect(pad.shown(0, 5_000).strokes[0]?.opacity).toBe(1);
    expect(pad.shown(0, 5_300).strokes[0]?.opacity).toBeCloseTo(0.5);
    expect(pad.fades).toBe(true);
    expect(pad.shown(0, 5_600).strokes).toEqual([]);
    expect(pad.fades).toBe(false);
  });

  test("stands on its own monitor only", () => {
    const pad = new InkPad();
    pad.inked({ person_id: "p_a", stroke_id: "s", points: [at(1, 1)] }, 0);
    pad.pointed({ person_id: "p_a", at: at(4, 1), ghost: false }, 0);
    expect(pad.shown(0, 0)).toEqual({ strokes: [], pointers: [] });
    expect(pad.shown(1, 0).strokes).toHaveLength(1);
    expect(pad.shown(1, 0).pointers).toHaveLength(1);
  });

  test("so many strokes that nobody can have drawn them are not kept", () => {
    const pad = new InkPad();
    for (let number = 0; number < 500; number += 1) stroke(pad, [1], 0, `s_${number}`);
    expect(pad.shown(0, 0).strokes).toHaveLength(200);
  });
});

describe("pointers", () => {
  test("the newest place counts, until there is none or their owner is gone (Y1)", () => {
    const pad = new InkPad();
    const seen = (): [string, number][] =>
      pad.shown(0, 0).pointers.map((one) => [one.personId, one.at.x_norm]);
    pad.pointed({ person_id: "p_a", at: at(1), ghost: false }, 0);
    pad.pointed({ person_id: "p_a", at: at(2), ghost: false }, 0);
    pad.pointed({ person_id: "p_b", at: at(3), ghost: true }, 0);
    expect(seen()).toEqual([
      ["p_a", 2],
      ["p_b", 3],
    ]);
    pad.pointed({ person_id: "p_a", ghost: false }, 0);
    expect(seen()).toEqual([["p_b", 3]]);
    pad.keepOnly(["p_a"]);
    expect(seen()).toEqual([]);
  });

  test("one of whom nothing is heard any more goes", () => {
    const pad = new InkPad();
    pad.pointed({ person_id: "p_a", at: at(1), ghost: false }, 0);
    expect(pad.shown(0, 29_000).pointers).toHaveLength(1);
    expect(pad.shown(0, 30_000).pointers).toEqual([]);
    pad.pointed({ person_id: "p_a", at: at(1), ghost: false }, 0);
    pad.forget();
    expect(pad.shown(0, 0).pointers).toEqual([]);
  });
});
