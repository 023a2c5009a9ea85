/** What stands in a room, read off its facts: each message with its steps as they are ticked now. Pure. */

import type {
  Attachment,
  Entry,
  Fact,
  Noted,
  PersonId,
  RequestId,
  Room,
  Said,
  StepTicked,
} from "../protocol/protocol.gen";

type RoomFact = Said | StepTicked | Noted;

export interface Step {
  readonly text: string;
  readonly done: boolean;
}

export interface Line {
  readonly seq: number;
  readonly atMs: number;
  /** Empty for a note: it has no id of its own. */
  readonly messageId: RequestId;
  readonly personId: PersonId;
  readonly isNote: boolean;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly steps: readonly Step[];
}

/** Whether a fact stands in this room; notes stand in the inner one (SPEC G7). */
export function isOf(fact: Fact, room: Room): fact is RoomFact {
  if (fact.type === "noted") return room === "inner";
  return (fact.type === "said" || fact.type === "step_ticked") && fact.room === room;
}

/** The lines of these entries, oldest first. A tick of a message that is not here waits until it is. */
export function linesOf(entries: readonly Entry[]): readonly Line[] {
  const ticks = ticksOf(entries);
  return entries.flatMap(({ seq, at, fact }) => {
    if (fact.type === "noted") return [noteLine(seq, at, fact)];
    return fact.type === "said" ? [saidLine(seq, at, fact, ticks.get(fact.message_id))] : [];
  });
}

function noteLine(seq: number, atMs: number, fact: Noted): Line {
  const { person_id: personId, text } = fact;
  return { seq, atMs, messageId: "", personId, isNote: true, text, attachments: [], steps: [] };
}

function saidLine(
  seq: number,
  atMs: number,
  fact: Said,
  ticks: ReadonlyMap<number, boolean> | undefined,
): Line {
  return {
    seq,
    atMs,
    messageId: fact.message_id,
    personId: fact.person_id,
    isNote: false,
    text: fact.text,
    attachments: fact.attachments,
    steps: fact.steps.map((text, step) => ({ text, done: ticks?.get(step) ?? false })),
  };
}

function ticksOf(entries: readonly Entry[]): ReadonlyMap<RequestId, ReadonlyMap<number, boolean>> {
  const ticks = new Map<RequestId, Map<number, boolean>>();
  for (const { fact } of entries) {
    if (fact.type !== "step_ticked") continue;
    const steps = ticks.get(fact.message_id) ?? new Map<number, boolean>();
    ticks.set(fact.message_id, steps.set(fact.step, fact.done));
  }
  return ticks;
}

/** Whether a line begins a new group: another person, another kind, or five minutes later. */
export function beginsGroup(line: Line, before: Line | undefined): boolean {
  if (before?.personId !== line.personId || before.isNote !== line.isNote) return true;
  return line.atMs - before.atMs > GROUP_MS;
}

const GROUP_MS = 5 * 60_000;
