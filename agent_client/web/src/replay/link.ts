/** Addresses of moments: seconds since the session was opened. Pure. */

import type { SessionId } from "../protocol/protocol.gen";

/** Where the replay begins. */
export interface Moment {
  /** Seconds since the session was opened. */
  readonly t?: number;
  /** So many minutes before the end. */
  readonly last?: number;
  /** A moment in UTC milliseconds, for who does not know when the session was opened. */
  readonly at?: number;
  /** A moment of the library, and nothing beside it. */
  readonly clip?: string;
}

const CLIP = /^c_[0-9a-z]{1,38}$/;

/** What an address says, whatever was typed there. */
export function momentOf(search: Readonly<Record<string, unknown>>): Moment {
  const t = quantity(search["t"]);
  const last = quantity(search["last"]);
  const at = quantity(search["at"]);
  const clip = search["clip"];
  return {
    ...(t !== null && { t }),
    ...(last !== null && { last }),
    ...(at !== null && { at }),
    ...(typeof clip === "string" && CLIP.test(clip) && { clip }),
  };
}

/** The console's address of a moment, for a link within the page. */
export function replayPath(sessionId: SessionId, atMs?: number, openedAtMs = 0): string {
  const path = `/replay/${encodeURIComponent(sessionId)}`;
  return atMs === undefined ? path : `${path}?t=${Math.max(0, Math.floor((atMs - openedAtMs) / 1_000))}`;
}

/** The same, whole, to be sent to a colleague. */
export function replayLink(page: string, sessionId: SessionId, atMs: number, openedAtMs: number): string {
  return `${page.split("#")[0] ?? ""}#${replayPath(sessionId, atMs, openedAtMs)}`;
}

function quantity(value: unknown): number | null {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) && number >= 0 ? number : null;
}
