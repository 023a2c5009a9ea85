/** From moments to places on the timeline and back; what is folded takes little room. Pure. */

import type { Stretch } from "./clock";

/** A folded stretch is as wide as this share of what it would be. */
const FOLDED = 0.06;

export interface Scale {
  /** 0 to 1 from the left. */
  shareOf(ms: number): number;
  /** The moment at this place; places beside the line are its ends. */
  msAt(share: number): number;
}

interface Knot {
  readonly ms: number;
  readonly width: number;
}

export function scaleOf(lengthMs: number, folded: readonly Stretch[] = []): Scale {
  const knots: Knot[] = [{ ms: 0, width: 0 }];
  let width = 0;
  let ms = 0;
  const to = (next: number, factor: number): void => {
    width += (next - ms) * factor;
    ms = next;
    knots.push({ ms, width });
  };
  for (const { fromMs, toMs } of folded) {
    if (fromMs > ms) to(fromMs, 1);
    to(toMs, FOLDED);
  }
  if (lengthMs > ms) to(lengthMs, 1);
  const whole = Math.max(width, 1);
  return {
    shareOf: (at) => between(knots, clamped(at, lengthMs), "ms", "width") / whole,
    msAt: (share) => between(knots, clamped(share, 1) * whole, "width", "ms"),
  };
}

/** A line through the knots: the other coordinate of this one. */
function between(knots: readonly Knot[], value: number, from: keyof Knot, to: keyof Knot): number {
  let low = 1;
  let high = knots.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((knots[middle]?.[from] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  const left = knots[low - 1];
  const right = knots[low];
  if (left === undefined || right === undefined || right[from] === left[from]) return left?.[to] ?? 0;
  return left[to] + ((value - left[from]) / (right[from] - left[from])) * (right[to] - left[to]);
}

function clamped(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}
