/** What this console sends to the machine and takes from it: asked for, allowed, moved, over (SPEC J1, X). */

import {
  TRANSFER_LIMIT_BYTES,
  type AskWork,
  type ClipKind,
  type Entry,
  type FromConsole,
  type RequestId,
  type SessionState,
  type StopReason,
  type TransferTicket,
  type WorkAnswered,
  type WorkEnded,
} from "../protocol/protocol.gen";
import { CLIP_LIMIT_BYTES, type Batch } from "./batch";
import type { Source, TransferDoors, TransferLink } from "./link";
import { Pace } from "./pace";
import { Receiving } from "./receiving";
import { Sending } from "./sending";

type MovingWork = Extract<AskWork["what"], { type: "files" | "clipboard" }>;

/** A link of bytes, as `TransferLink` is one. */
export type Line = Pick<TransferLink, "isJoined" | "again" | "ticketCame" | "close">;

export interface TransfersOut {
  send: (message: FromConsole) => boolean;
  newId: () => RequestId;
  now: () => number;
  set: (moving: readonly Moving[]) => void;
  /** Put this into this computer's clipboard; false when the browser does not let us. */
  copy: (kind: ClipKind, data: Blob) => Promise<boolean>;
  open: (
    doors: Omit<TransferDoors, "url">,
    side: { sending: Sending; source: Source } | { receiving: Receiving },
  ) => Line;
}

/** One file, or a clipboard's content, that came whole. */
export interface Got {
  readonly path: readonly string[];
  readonly data: Blob;
}

export interface Ended {
  /** `not_now`: the server refused the question; `gone`: it ended while the line was cut. */
  readonly how: WorkEnded["end"] | Exclude<WorkAnswered["answer"], "allowed"> | "not_now" | "gone";
  readonly reason: StopReason | null;
  /** As the machine says it. */
  readonly sentence: string;
}

export interface Moving {
  readonly requestId: RequestId;
  readonly what: MovingWork;
  /** Allowed, and under way. */
  readonly isAllowed: boolean;
  /** Whether both sides are linked now. */
  readonly isJoined: boolean;
  readonly takenBytes: number;
  readonly totalBytes: number;
  readonly bytesPerSecond: number | null;
  readonly ended: Ended | null;
  readonly got: readonly Got[];
  /** Whether what came is in this computer's clipboard; null: not tried. */
  readonly isCopied: boolean | null;
}

interface Run {
  readonly batch: Batch | null;
  readonly pace: Pace;
  side: Sending | Receiving | null;
  line: Line | null;
}

/** Pieces come a hundred times a second; people read five. */
const SHOW_EVERY_MS = 200;

export class Transfers {
  private moving: readonly Moving[] = [];
  private readonly runs = new Map<RequestId, Run>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly out: TransfersOut) {}

  sendFiles(batch: Batch): void {
    const { names, items, totalBytes } = batch;
    const count = items.length;
    this.ask({ type: "files", way: "to_machine", names, count, total_bytes: totalBytes }, batch);
  }

  askForFiles(): void {
    this.ask({ type: "files", way: "from_machine", names: [], count: 0, total_bytes: 0 }, null);
  }

  sendClip(kind: ClipKind, batch: Batch): void {
    this.ask({ type: "clipboard", way: "to_machine", kind, size_bytes: batch.totalBytes }, batch);
  }

  askForClip(kind: ClipKind): void {
    this.ask({ type: "clipboard", way: "from_machine", kind, size_bytes: 0 }, null);
  }

  stop(requestId: RequestId): void {
    this.out.send({ type: "stop_work", request_id: requestId });
  }

  /** It has been read: what came is let go of. */
  dismiss(requestId: RequestId): void {
    this.runs.get(requestId)?.line?.close();
    this.runs.delete(requestId);
    this.show(this.moving.filter((one) => one.requestId !== requestId));
  }

  /** Put what came into this computer's clipboard; a click of the person may be what it needs. */
  async copy(requestId: RequestId): Promise<void> {
    const one = this.find(requestId);
    const data = one?.got[0]?.data;
    if (one === undefined || data === undefined || one.what.type !== "clipboard") return;
    const isCopied = await this.out.copy(one.what.kind, data);
    this.change(requestId, { isCopied });
  }

  ticketCame({ request_id, ticket }: TransferTicket): void {
    this.runs.get(request_id)?.line?.ticketCame(ticket);
  }

  happened({ fact }: Entry): void {
    if (fact.type !== "work_answered" && fact.type !== "work_ended") return;
    const run = this.runs.get(fact.request_id);
    if (run === undefined) return;
    if (fact.type === "work_ended") this.end(fact.request_id, run, fact.end, fact.sentence);
    else if (fact.answer === "allowed") this.begin(fact.request_id, run);
    else this.end(fact.request_id, run, fact.answer, "");
  }

  /** The control link is back: what was missed meanwhile, and the line anew for what goes on. */
  welcomed({ works }: SessionState): void {
    for (const [requestId, run] of this.runs) {
      const work = works.find((one) => one.request_id === requestId);
      if (this.find(requestId)?.ended !== null) continue;
      if (work === undefined) this.end(requestId, run, isWhole(run) ? "done" : "gone", "");
      else if (work.started_at !== undefined) {
        if (run.line === null) this.begin(requestId, run);
        else run.line.again();
      }
    }
  }

  /** The server refused something; whether it was one of our questions. */
  refused(about: RequestId | undefined): boolean {
    if (about === undefined) return false;
    const run = this.runs.get(about);
    if (run === undefined || this.find(about)?.isAllowed !== false) return false;
    this.end(about, run, "not_now", "");
    return true;
  }

  close(): void {
    clearTimeout(this.timer);
    for (const run of this.runs.values()) run.line?.close();
    this.runs.clear();
  }

  private ask(what: MovingWork, batch: Batch | null): void {
    const requestId = this.out.newId();
    if (!this.out.send({ type: "ask_work", request_id: requestId, what })) return;
    this.runs.set(requestId, { batch, pace: new Pace(), side: null, line: null });
    const one: Moving = {
      requestId,
      what,
      isAllowed: false,
      isJoined: false,
      takenBytes: 0,
      totalBytes: batch?.totalBytes ?? 0,
      bytesPerSecond: null,
      ended: null,
      got: [],
      isCopied: null,
    };
    this.show([one, ...this.moving]);
  }

  private begin(requestId: RequestId, run: Run): void {
    const what = this.find(requestId)?.what;
    if (what === undefined || run.line !== null) return;
    const doors = {
      wantTicket: () => {
        this.out.send({ type: "transfer_ticket_wanted", request_id: requestId });
      },
      changed: () => this.soon(),
    };
    const { batch } = run;
    if (batch === null) {
      const receiving = new Receiving(
        what.type === "files" ? TRANSFER_LIMIT_BYTES : CLIP_LIMIT_BYTES[what.kind],
      );
      run.side = receiving;
      run.line = this.out.open(doors, { receiving });
    } else {
      const sending = new Sending(batch.items);
      run.side = sending;
      run.line = this.out.open(doors, { sending, source: reader(batch.files) });
    }
    this.change(requestId, { isAllowed: true });
  }

  private end(requestId: RequestId, run: Run, how: Ended["how"], sentence: string): void {
    run.line?.close();
    const ended = { how, reason: run.side?.stopped ?? null, sentence };
    const got = how === "done" && run.side instanceof Receiving ? wholeOf(run.side) : [];
    this.change(requestId, { ...this.measured(run), ended, got, isJoined: false });
    if (got.length > 0) void this.copy(requestId);
  }

  private soon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.show(this.moving.map((one) => this.now(one)));
    }, SHOW_EVERY_MS);
  }

  private now(one: Moving): Moving {
    const run = this.runs.get(one.requestId);
    const line = run?.line ?? null;
    if (run === undefined || line === null || one.ended !== null) return one;
    const { isJoined } = line;
    const measured = this.measured(run);
    if (isJoined) run.pace.at(this.out.now(), measured.takenBytes ?? 0);
    else run.pace.rest();
    return { ...one, ...measured, isJoined, bytesPerSecond: run.pace.bytesPerSecond() };
  }

  private measured({ side }: Run): Partial<Moving> {
    if (side === null) return {};
    const takenBytes = side.takenBytes;
    return side instanceof Receiving ? { takenBytes, totalBytes: side.totalBytes } : { takenBytes };
  }

  private find(requestId: RequestId): Moving | undefined {
    return this.moving.find((one) => one.requestId === requestId);
  }

  private change(requestId: RequestId, changes: Partial<Moving>): void {
    this.show(this.moving.map((one) => (one.requestId === requestId ? { ...one, ...changes } : one)));
  }

  private show(moving: readonly Moving[]): void {
    this.moving = moving;
    this.out.set(moving);
  }
}

function isWhole({ side }: Run): boolean {
  return side?.isDone === true;
}

function wholeOf(receiving: Receiving): Got[] {
  return receiving.files.map(({ item, parts }) => ({ path: item.path, data: new Blob(parts) }));
}

function reader(files: readonly Blob[]): Source {
  return async (item, offset, size) => {
    const file = files[item];
    if (file === undefined) throw new Error("there is no such file");
    return file.slice(offset, offset + size).arrayBuffer();
  };
}
