/** A moment of the library, as the replay needs it: the moment, and nothing before or after it. */

import type { Clip } from "./coaching";
import { bytesAt, type RecordView, type SegmentIndex } from "./records";
import { http } from "./staff";

const of = (clipId: string): string => `/api/clips/${encodeURIComponent(clipId)}`;

/** The moment as a record of its own length. That one looks is logged. */
export async function clipView(clipId: string): Promise<RecordView> {
  const { clip, shown } = await http.get<{ clip: Clip; shown: RecordView }>(of(clipId));
  const { from_ms, until_ms } = clip;
  const record = {
    ...shown.record,
    opened_at: from_ms,
    ended_at: until_ms,
    duration_ms: until_ms - from_ms,
    running: false,
  };
  return { ...shown, record };
}

export function clipIndex(clipId: string, number: number): Promise<SegmentIndex> {
  return http.get(`${of(clipId)}/segments/${number}/index`);
}

export function clipBytes(
  clipId: string,
  number: number,
  start: number,
  stop: number,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  return bytesAt(`${of(clipId)}/segments/${number}`, start, stop, signal);
}
