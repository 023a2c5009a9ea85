import { describe, expect, test } from "vitest";

import type { Entry, Fact } from "../protocol/protocol.gen";
import { joined, lanesOf, type Lane, type LaneName } from "./lanes";

const CUSTOMER = {
  person_id: "c",
  name: "Ana",
  role: "customer",
  language: "es",
  presence: "present",
} as const;
const AGENT = { ...CUSTOMER, person_id: "a", name: "Ben", role: "agent" } as const;
const END = 100;

function log(...facts: [number, Fact][]): Entry[] {
  return facts.map(([at, fact], index) => ({ seq: index + 1, at, fact }));
}

const opened: Fact = { type: "opened", customer: CUSTOMER, door: "page", reason: "" };
const answered = (mode: "observer" | "full_control", holder?: string): Fact => ({
  type: "consent_answered",
  request_id: "q",
  answer: "allowed",
  mode,
  epoch: 1,
  covered: [],
  leave_alone: false,
  ...(holder !== undefined && { holder }),
});

function lane(name: LaneName, entries: Entry[], taken: Parameters<typeof lanesOf>[2] = []): Lane | undefined {
  return lanesOf(entries, END, taken).find((one) => one.name === name);
}

describe("lanes", () => {
  test("a session in which nothing happened has none but who was there", () => {
    expect(lanesOf(log([0, opened]), END).map((one) => one.name)).toEqual(["people"]);
    expect(lanesOf([], END)).toEqual([]);
  });

  test("everyone has a row of their own for as long as they are there, away or not", () => {
    const found = lane(
      "people",
      log(
        [0, opened],
        [10, { type: "joined", person: AGENT }],
        [20, { type: "presence_changed", person_id: "c", presence: "away" }],
        [30, { type: "presence_changed", person_id: "c", presence: "present" }],
        [50, { type: "left", person_id: "a" }],
      ),
    );
    expect(found?.rows).toBe(2);
    expect(
      found?.bars.map(({ personId, kind, fromMs, toMs, row }) => [personId, kind, fromMs, toMs, row]),
    ).toEqual([
      ["c", "present", 0, 20, 0],
      ["c", "away", 20, 30, 0],
      ["c", "present", 30, 100, 0],
      ["a", "present", 10, 50, 1],
    ]);
  });

  test("mode and control last from an answer to a fall, and no longer than the session", () => {
    const entries = log(
      [0, opened],
      [10, answered("observer")],
      [20, answered("full_control", "a")],
      [40, { type: "lowered", mode: "observer", epoch: 2, by: "staff" }],
      [90, { type: "ended", by: "staff" }],
    );
    expect(lane("mode", entries)?.bars.map(({ kind, fromMs, toMs }) => [kind, fromMs, toMs])).toEqual([
      ["observer", 10, 20],
      ["full_control", 20, 40],
      ["observer", 40, 90],
    ]);
    expect(lane("control", entries)?.bars).toEqual([
      { fromMs: 20, toMs: 40, kind: "held", personId: "a", row: 0 },
    ]);
  });

  test("work that goes on at once stands below each other; refused work ends with its answer", () => {
    const work = (id: string, type: "reboot" | "inspection"): Fact => ({
      type: "work_asked",
      work: { request_id: id, what: { type }, asked_by: "a", asked_at: 0 },
    });
    const found = lane(
      "work",
      log(
        [0, opened],
        [10, work("1", "reboot")],
        [15, work("2", "inspection")],
        [20, { type: "work_answered", request_id: "1", answer: "refused", prompted: true }],
        [30, work("3", "reboot")],
      ),
    );
    expect(found?.bars.map(({ kind, fromMs, toMs, row }) => [kind, fromMs, toMs, row])).toEqual([
      ["reboot", 10, 20, 0],
      ["inspection", 15, 100, 1],
      ["reboot", 30, 100, 0],
    ]);
  });

  test("what is said, marked and noted is a mark, staff's own apart", () => {
    const said = (room: "customer" | "inner"): Fact => ({
      type: "said",
      message_id: room,
      room,
      person_id: "a",
      text: "x",
      attachments: [],
      steps: [],
    });
    const entries = log(
      [0, opened],
      [10, said("customer")],
      [20, said("inner")],
      [30, { type: "flagged", flag_id: "f", person_id: "a", label: "" }],
      [40, { type: "noted", person_id: "a", text: "x" }],
    );
    expect(lane("chat", entries)?.marks.map(({ atMs, kind }) => [atMs, kind])).toEqual([
      [10, "said"],
      [20, "inner"],
    ]);
    expect(lane("flags", entries)?.marks.map(({ kind, personId }) => [kind, personId])).toEqual([
      ["flagged", "a"],
      ["noted", "a"],
    ]);
  });

  test("the recording is what was taken, its pauses and private moments", () => {
    const entries = log(
      [0, opened],
      [5, { type: "recording_asked", request_id: "r" }],
      [10, { type: "recording_answered", request_id: "r", answer: "allowed" }],
      [30, { type: "recording_paused", person_id: "c" }],
      [50, { type: "recording_resumed", person_id: "c" }],
      [60, { type: "private_moment", on: true }],
      [70, { type: "private_moment", on: false }],
    );
    const found = lane("recording", entries, [
      { fromMs: 10_000, toMs: 30_000 },
      { fromMs: 10_000, toMs: 29_000 },
      { fromMs: 50_000, toMs: 90_000 },
    ]);
    expect(found?.bars.map(({ kind, fromMs, toMs }) => [kind, fromMs, toMs])).toEqual([
      ["on", 10_000, 30_000],
      ["on", 50_000, 90_000],
      ["paused", 30, 50],
      ["private", 60, 70],
    ]);
  });

  test("stretches that follow each other are one", () => {
    expect(
      joined([
        { fromMs: 0, toMs: 1_000 },
        { fromMs: 1_400, toMs: 2_000 },
        { fromMs: 9_000, toMs: 9_500 },
      ]),
    ).toEqual([
      { fromMs: 0, toMs: 2_000 },
      { fromMs: 9_000, toMs: 9_500 },
    ]);
  });
});
