/** How large the picture goes out. Pure. */

import type { Size } from "../live/picture";

export const LIMIT: Size = { widthPx: 1920, heightPx: 1080 };

/** The size within the limit, of the same shape; even, as H.264 wants it. */
export function sentSize({ widthPx, heightPx }: Size): Size {
  const scale = Math.min(1, LIMIT.widthPx / widthPx, LIMIT.heightPx / heightPx);
  return { widthPx: even(widthPx * scale), heightPx: even(heightPx * scale) };
}

function even(length: number): number {
  return Math.max(2, Math.round(length) & ~1);
}

/** Enough for sharp text, and no more: 6 Mbit/s for 1080p. */
export function bitsPerSecond({ widthPx, heightPx }: Size): number {
  const share = (widthPx * heightPx) / (LIMIT.widthPx * LIMIT.heightPx);
  return Math.round(1_000_000 + 5_000_000 * share);
}
