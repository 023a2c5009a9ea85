/** A session's log as lanes of a timeline: bars that last, and marks of a moment. Pure; times are ms of UTC. */

import type { Entry, Fact, PersonId, SessionState } from "../protocol/protocol.gen";
import { apply } from "../protocol/session";
import { nothingYet } from "./story";

export const LANES = ["people", "mode", "control", "chat", "work", "consent", "recording", "flags"] as const;
export type LaneName = (typeof LANES)[number];

/** Something that lasts. */
export interface Bar {
  readonly fromMs: number;
  readonly toMs: number;
  /** Which kind within its lane: a mode, "away", "paused"… */
  readonly kind: string;
  readonly personId?: PersonId;
  /** Several of a lane at the same time stand below each other. */
  readonly row: number;
}

/** Something that happens. */
export interface Mark {
  readonly atMs: number;
  readonly kind: string;
  readonly personId?: PersonId;
  readonly seq: number;
}

export interface Lane {
  readonly name: LaneName;
  readonly bars: readonly Bar[];
  readonly marks: readonly Mark[];
  readonly rows: number;
}

interface Step {
  readonly atMs: number;
  readonly state: SessionState;
}

/** A stretch of the recording, as its segments tell. */
export interface Taken {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The lanes in which anything happened, in their order. */
export function lanesOf(
  entries: readonly Entry[],
  endMs: number,
  taken: readonly Taken[] = [],
): readonly Lane[] {
  const steps = stepsOf(entries);
  const bars: Record<LaneName, readonly Bar[]> = {
    people: peopleBars(steps, endMs),
    mode: [
      ...barsOf(steps, endMs, (state) => state.mode ?? null),
      ...barsOf(steps, endMs, (state) => (state.interrupted_until === undefined ? null : "interrupted")),
    ],
    control: barsOf(steps, endMs, (state) => state.holder_id ?? null).map((bar) => ({
      ...bar,
      kind: "held",
      personId: bar.kind,
    })),
    chat: [],
    work: workBars(entries, endMs),
    consent: barsOf(steps, endMs, (state) => (state.question === undefined ? null : "asked")),
    recording: recordingBars(steps, endMs, taken),
    flags: [],
  };
  const marks = entries.flatMap((entry) => markOf(entry) ?? []);
  return LANES.map((name) => ({
    name,
    bars: bars[name],
    marks: marks.filter((one) => one.lane === name).map(({ lane: _, ...mark }) => mark),
    rows: Math.max(1, ...bars[name].map((one) => one.row + 1)),
  })).filter((lane) => lane.bars.length > 0 || lane.marks.length > 0);
}

function stepsOf(entries: readonly Entry[]): readonly Step[] {
  let state = nothingYet("");
  return entries.map((entry) => {
    state = apply(state, entry);
    return { atMs: entry.at, state };
  });
}

/** One bar for as long as the value stays the same; none while it is null. */
function barsOf(
  steps: readonly Step[],
  endMs: number,
  value: (state: SessionState) => string | null,
  row = 0,
): readonly Bar[] {
  const bars: Bar[] = [];
  let kind: string | null = null;
  let fromMs = 0;
  const close = (toMs: number): void => {
    if (kind !== null && toMs > fromMs) bars.push({ kind, fromMs, toMs, row });
  };
  for (const { atMs, state } of steps) {
    const now = state.state === "ended" ? null : value(state);
    if (now === kind) continue;
    close(atMs);
    kind = now;
    fromMs = atMs;
  }
  close(endMs);
  return bars;
}

function peopleBars(steps: readonly Step[], endMs: number): readonly Bar[] {
  const ids = [...new Set(steps.flatMap(({ state }) => state.people.map((one) => one.person_id)))];
  return ids.flatMap((personId, row) => {
    const presence = (state: SessionState): string | null =>
      state.people.find((one) => one.person_id === personId)?.presence ?? null;
    return barsOf(steps, endMs, presence, row).map((bar) => ({ ...bar, personId }));
  });
}

function recordingBars(steps: readonly Step[], endMs: number, taken: readonly Taken[]): readonly Bar[] {
  const pictures = joined(taken).map((one) => ({ ...one, kind: "on", row: 0 }));
  return [
    ...pictures,
    ...barsOf(steps, endMs, ({ recording }) => (recording?.state === "paused" ? "paused" : null)),
    ...barsOf(steps, endMs, (state) => (state.private ? "private" : null)),
  ];
}

/** Stretches of several monitors, and of segments that follow each other, as one. */
export function joined(taken: readonly Taken[]): readonly Taken[] {
  const found: { fromMs: number; toMs: number }[] = [];
  for (const { fromMs, toMs } of [...taken].sort((one, other) => one.fromMs - other.fromMs)) {
    const last = found.at(-1);
    if (last !== undefined && fromMs <= last.toMs + SEAM_MS) last.toMs = Math.max(last.toMs, toMs);
    else found.push({ fromMs, toMs });
  }
  return found;
}

/** Between two segments that follow each other there is less than this. */
const SEAM_MS = 1_500;

function workBars(entries: readonly Entry[], endMs: number): readonly Bar[] {
  const open = new Map<string, { fromMs: number; kind: string; personId: PersonId }>();
  const bars: Omit<Bar, "row">[] = [];
  for (const { at, fact } of entries) {
    if (fact.type === "work_asked") {
      const { request_id, what, asked_by } = fact.work;
      open.set(request_id, { fromMs: at, kind: what.type, personId: asked_by });
    } else if (fact.type === "work_ended" || (fact.type === "work_answered" && fact.answer !== "allowed")) {
      const begun = open.get(fact.request_id);
      open.delete(fact.request_id);
      if (begun !== undefined) bars.push({ ...begun, toMs: at });
    } else if (fact.type === "ended") {
      bars.push(...[...open.values()].map((one) => ({ ...one, toMs: at })));
      open.clear();
    }
  }
  bars.push(...[...open.values()].map((one) => ({ ...one, toMs: endMs })));
  return inRows(bars);
}

function inRows(bars: readonly Omit<Bar, "row">[]): readonly Bar[] {
  const ends: number[] = [];
  return [...bars]
    .sort((one, other) => one.fromMs - other.fromMs)
    .map((bar) => {
      const free = ends.findIndex((end) => end <= bar.fromMs);
      const row = free === -1 ? ends.length : free;
      ends[row] = bar.toMs;
      return { ...bar, row };
    });
}

/** Facts that are a moment on a lane, and which. */
const MARKS: Readonly<Partial<Record<Fact["type"], LaneName>>> = {
  said: "chat",
  noted: "flags",
  flagged: "flags",
  consent_answered: "consent",
  work_answered: "consent",
  recording_answered: "consent",
  lowered: "consent",
};

function markOf({ seq, at, fact }: Entry): (Mark & { lane: LaneName }) | null {
  const lane = MARKS[fact.type];
  if (lane === undefined) return null;
  const personId: string | undefined = "person_id" in fact ? fact.person_id : undefined;
  return { lane, seq, atMs: at, kind: kindOf(fact), ...(personId !== undefined && { personId }) };
}

function kindOf(fact: Fact): string {
  if ("answer" in fact) return fact.answer;
  return fact.type === "said" && fact.room === "inner" ? "inner" : fact.type;
}
