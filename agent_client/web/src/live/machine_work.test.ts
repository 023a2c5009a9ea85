import { describe, expect, test } from "vitest";

import type { Fact, Section, SessionState, Work } from "../protocol/protocol.gen";
import { inspected, NO_WORK, worked, wrote } from "./machine_work";

const WORK: Work = {
  request_id: "r_1",
  what: { type: "reboot" },
  asked_by: "p_a",
  asked_at: 1,
};
const BEFORE = { works: [WORK] } as unknown as SessionState;

const entry = (fact: Fact): { seq: number; at: number; fact: Fact } => ({ seq: 9, at: 5, fact });
const section = (topic: Section["topic"], ...names: string[]): Section => ({
  topic,
  rows: names.map((name) => ({ cells: [name] })),
  total: names.length,
  problem: "",
});

describe("a script's output", () => {
  test("comes in order, its two streams told apart, and does not grow without end (J5)", () => {
    let view = wrote(NO_WORK, { type: "work_output", request_id: "r_1", stream: "out", text: "a" });
    view = wrote(view, { type: "work_output", request_id: "r_1", stream: "err", text: "b" });
    expect(view.outputs["r_1"]).toEqual([
      { stream: "out", text: "a" },
      { stream: "err", text: "b" },
    ]);
    const much = "x".repeat(8_000);
    for (let part = 0; part < 100; part += 1)
      view = wrote(view, { type: "work_output", request_id: "r_1", stream: "out", text: much });
    expect(view.outputs["r_1"]?.reduce((sum, one) => sum + one.text.length, 0)).toBe(200_000);
  });
});

describe("an inspection", () => {
  const part = (
    number: number,
    parts: number,
    what: Section,
    request_id = "r_1",
  ): Parameters<typeof inspected>[1] => ({
    type: "inspection_part",
    request_id,
    part: number,
    parts,
    section: what,
  });

  test("is put together from its parts, the rows of one topic in one section (J6)", () => {
    let view = inspected(NO_WORK, part(0, 3, section("programs", "a")));
    view = inspected(view, part(1, 3, section("programs", "b")));
    expect(view.inspected?.isWhole).toBe(false);
    view = inspected(view, part(2, 3, section("disks", "/")));
    expect(view.inspected?.isWhole).toBe(true);
    expect(view.inspected?.sections.map((one) => [one.topic, one.rows.length])).toEqual([
      ["programs", 2],
      ["disks", 1],
    ]);
  });

  test("a new one replaces the old one", () => {
    let view = inspected(NO_WORK, part(0, 1, section("programs", "a")));
    view = inspected(view, part(0, 1, section("programs", "b"), "r_2"));
    expect(view.inspected?.sections[0]?.rows).toEqual([{ cells: ["b"] }]);
  });
});

describe("how work ended", () => {
  test("is kept with what it was, a refusal as well, and an allowed one is not over (J1)", () => {
    const allowed = entry({ type: "work_answered", request_id: "r_1", answer: "allowed", prompted: true });
    expect(worked(NO_WORK, BEFORE, allowed)).toBe(NO_WORK);
    const refused = entry({ type: "work_answered", request_id: "r_1", answer: "refused", prompted: true });
    expect(worked(NO_WORK, BEFORE, refused).ended).toMatchObject([{ work: WORK, how: "refused" }]);
    const over = entry({
      type: "work_ended",
      request_id: "r_1",
      end: "failed",
      sentence: "No.",
      exit_code: 3,
    });
    expect(worked(NO_WORK, BEFORE, over).ended).toMatchObject([
      { how: "failed", sentence: "No.", exitCode: 3 },
    ]);
  });

  test("of work that nobody knows, and other facts, nothing is kept", () => {
    const over = entry({ type: "work_ended", request_id: "r_2", end: "done", sentence: "" });
    expect(worked(NO_WORK, BEFORE, over)).toBe(NO_WORK);
    expect(worked(NO_WORK, BEFORE, entry({ type: "resumed" }))).toBe(NO_WORK);
  });

  test("only the last few are kept", () => {
    const over = entry({ type: "work_ended", request_id: "r_1", end: "done", sentence: "" });
    let view = NO_WORK;
    for (let time = 0; time < 9; time += 1) view = worked(view, BEFORE, over);
    expect(view.ended).toHaveLength(6);
  });
});
