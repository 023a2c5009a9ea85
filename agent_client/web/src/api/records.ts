/** The log and the recording of one session, as the server shows them to whoever may see them. */

import type {
  Door,
  EndedBy,
  Entry,
  Mode,
  PersonId,
  Role,
  SessionId,
  SessionKind,
  State,
} from "../protocol/protocol.gen";
import { Problem, problemOf } from "./problem";
import { http } from "./staff";

/** One person of a session, as its record names them. */
export interface RecordPerson {
  readonly person_id: PersonId;
  readonly name: string;
  readonly role: Role;
}

/** What is known of a session without opening it. */
export interface SessionRecord {
  readonly session_id: SessionId;
  readonly opened_at: number;
  readonly ended_at?: number | null;
  readonly state: State;
  readonly kind: SessionKind;
  readonly door: Door;
  readonly queue_name?: string | null;
  readonly team_name?: string | null;
  readonly customer_name?: string | null;
  readonly reason?: string | null;
  readonly people: readonly RecordPerson[];
  readonly modes: readonly Mode[];
  readonly ended_by?: EndedBy | null;
  readonly recorded: boolean;
  readonly duration_ms: number;
  readonly bytes: number;
  readonly tags: readonly string[];
  readonly held: boolean;
  readonly erased: boolean;
  readonly running: boolean;
  readonly interrupted: boolean;
}

/** One piece of one track: the picture of a monitor, or what was pointed at and drawn. */
export interface Segment {
  readonly number: number;
  readonly track: "video" | "events";
  readonly stream: number;
  readonly codec: string;
  readonly width_px: number;
  readonly height_px: number;
  readonly started_at_ms: number;
  readonly ended_at_ms: number;
  readonly bytes: number;
  /** Closed in order; else its end was cut off, or it is still growing. */
  readonly whole: boolean;
  readonly growing: boolean;
}

export interface RecordView {
  readonly record: SessionRecord;
  /** As somebody of the team's staff above, as one who was in it, or of a running one as far as one needs it. */
  readonly access: "team" | "own" | "recent" | "none";
  /** Nothing of the recording is given from before it. */
  readonly from_ms?: number | null;
  /** What this person may hear, in order. */
  readonly entries: readonly Entry[];
  readonly segments: readonly Segment[];
}

/** When, how long, from which byte, how many, and whether it begins with a key frame. */
export type IndexRow = readonly [atMs: number, durationMs: number, offset: number, bytes: number, key: 0 | 1];

export interface SegmentIndex {
  readonly number: number;
  readonly growing: boolean;
  readonly records: readonly IndexRow[];
}

export type ExportForm = "mp4" | "vtt" | "json" | "csv";
export type ExportChat = "none" | "side" | "burnt";

export interface ExportWish {
  readonly form: ExportForm;
  readonly chat: ExportChat;
  readonly stream?: number;
  readonly reason: string;
}

export interface ExportState {
  readonly state: "waiting" | "running" | "done" | "failed";
  /** 0 to 1. */
  readonly done: number;
  readonly size_bytes?: number | null;
}

const PIECE_LIMIT_MS = 30_000;

const of = (sessionId: SessionId): string => `/api/records/${encodeURIComponent(sessionId)}`;

/** Its log and what was recorded; `afterSeq`: only what came later. */
export async function record(sessionId: SessionId, afterSeq?: number): Promise<RecordView> {
  const path = `${of(sessionId)}${afterSeq === undefined ? "" : `?after_seq=${afterSeq}`}`;
  const view = await http.get<RecordView>(path);
  return { ...view, entries: withoutNulls(view.entries) };
}

/** As the links say it: what is not there is left out. A fact is folded by whether a field is there. */
export function withoutNulls<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutNulls) as T;
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(fields.map(([name, field]) => [name, withoutNulls(field as unknown)])) as T;
}

/** Open it to one's eyes, and say why: it is logged. */
export function view(sessionId: SessionId, reason: string): Promise<{ until: number }> {
  return http.post(`${of(sessionId)}/views`, { reason });
}

export function segmentIndex(sessionId: SessionId, number: number): Promise<SegmentIndex> {
  return http.get(`${of(sessionId)}/segments/${number}/index`);
}

/**
 * Bytes `start` to `stop` (without it) of a segment's plain text.
 *
 * @throws {Problem} as every call does; an aborted one rejects with the signal's reason.
 */
export async function segmentBytes(
  sessionId: SessionId,
  number: number,
  start: number,
  stop: number,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  return bytesAt(`${of(sessionId)}/segments/${number}`, start, stop, signal);
}

/** Bytes `start` to `stop` (without it) of what plays at this address. */
export async function bytesAt(
  path: string,
  start: number,
  stop: number,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const limit = AbortSignal.timeout(PIECE_LIMIT_MS);
  const response = await reach(path, {
    headers: { Range: `bytes=${start}-${stop - 1}`, "Accept-Language": http.language },
    credentials: "same-origin",
    cache: "no-store",
    signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
  });
  if (!response.ok) throw await problemOf(response);
  const bytes = new Uint8Array(await response.arrayBuffer());
  // Who does not know ranges sends all of it.
  return response.status === 206 ? bytes : bytes.slice(start, stop);
}

export function startExport(sessionId: SessionId, wish: ExportWish): Promise<{ export_id: string }> {
  return http.post(`${of(sessionId)}/exports`, wish);
}

export function exportState(sessionId: SessionId, exportId: string): Promise<ExportState> {
  return http.get(`${of(sessionId)}/exports/${encodeURIComponent(exportId)}`);
}

/** Where the finished copy is fetched. */
export function exportAddress(sessionId: SessionId, exportId: string): string {
  return `${of(sessionId)}/exports/${encodeURIComponent(exportId)}/file`;
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (trouble) {
    if (init.signal?.aborted === true && trouble instanceof DOMException && trouble.name === "AbortError")
      throw trouble;
    throw new Problem("offline", 0, "");
  }
}
