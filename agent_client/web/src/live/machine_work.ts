/** What came of work on the machine: a script's output, an inspection's parts, and how things ended. Pure. */

import type {
  Entry,
  InspectionPart,
  OutputStream,
  RequestId,
  Section,
  SessionState,
  Work,
  WorkEnded,
  WorkOutput,
} from "../protocol/protocol.gen";

/** A script that writes without end must not fill the page. */
const OUTPUT_KEPT_CHARS = 200_000;
/** How many ended ones are kept to be read. */
const ENDED_KEPT = 6;

export interface Written {
  readonly stream: OutputStream;
  readonly text: string;
}

export interface EndedWork {
  readonly work: Work;
  readonly atMs: number;
  /** How it ended; a refusal or an expiry is one, too. */
  readonly how: WorkEnded["end"] | "refused" | "expired" | "withdrawn";
  readonly sentence: string;
  readonly exitCode: number | null;
}

export interface Inspected {
  readonly requestId: RequestId;
  readonly sections: readonly Section[];
  readonly isWhole: boolean;
}

export interface WorkView {
  readonly outputs: Readonly<Record<RequestId, readonly Written[]>>;
  readonly ended: readonly EndedWork[];
  readonly inspected: Inspected | null;
}

export const NO_WORK: WorkView = { outputs: {}, ended: [], inspected: null };

/** A script wrote something. */
export function wrote(view: WorkView, { request_id, stream, text }: WorkOutput): WorkView {
  const before = view.outputs[request_id] ?? [];
  return { ...view, outputs: { ...view.outputs, [request_id]: cut([...before, { stream, text }]) } };
}

/** Part of an inspection came; part 0 begins a new one. */
export function inspected(view: WorkView, { request_id, part, parts, section }: InspectionPart): WorkView {
  const known = view.inspected;
  const before = known?.requestId === request_id && part > 0 ? known.sections : [];
  return {
    ...view,
    inspected: { requestId: request_id, sections: withSection(before, section), isWhole: part === parts - 1 },
  };
}

/** A fact, and the state before it: what ended is kept to be read. */
export function worked(view: WorkView, before: SessionState, { at, fact }: Entry): WorkView {
  if (fact.type !== "work_ended" && fact.type !== "work_answered") return view;
  const work = before.works.find((one) => one.request_id === fact.request_id);
  if (work === undefined) return view;
  if (fact.type === "work_ended")
    return withEnded(view, {
      work,
      atMs: at,
      how: fact.end,
      sentence: fact.sentence,
      exitCode: fact.exit_code ?? null,
    });
  if (fact.answer === "allowed") return view;
  return withEnded(view, { work, atMs: at, how: fact.answer, sentence: "", exitCode: null });
}

function withEnded(view: WorkView, ended: EndedWork): WorkView {
  return { ...view, ended: [ended, ...view.ended].slice(0, ENDED_KEPT) };
}

function withSection(sections: readonly Section[], next: Section): readonly Section[] {
  const same = sections.find((one) => one.topic === next.topic);
  if (same === undefined) return [...sections, next];
  const whole = { ...next, rows: [...same.rows, ...next.rows] };
  return sections.map((one) => (one === same ? whole : one));
}

function cut(written: readonly Written[]): readonly Written[] {
  let length = written.reduce((sum, one) => sum + one.text.length, 0);
  let first = 0;
  for (; length > OUTPUT_KEPT_CHARS; first += 1) length -= written[first]?.text.length ?? length;
  return first === 0 ? written : written.slice(first);
}
