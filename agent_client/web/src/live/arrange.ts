/** How a machine's monitors stand beside each other, from the corner of all of them (SPEC M1). Pure. */

import type { Monitor, MonitorId } from "../protocol/protocol.gen";
import type { Size } from "./picture";

/** Where one monitor's picture lies within the whole, in physical pixels; never negative. */
export interface Place {
  readonly stream: MonitorId;
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface Arranged {
  readonly size: Size;
  readonly places: readonly Place[];
}

/**
 * Every monitor where it really stands, gaps and steps included, however far left of the origin.
 *
 * One that shows only a part of what another shows (a mirrored projector) is left out.
 */
export function arrange(monitors: readonly Monitor[]): Arranged {
  const shown = monitors.filter((one, index) => !monitors.some((other, at) => hides(other, at, one, index)));
  const left = Math.min(...shown.map((one) => one.left_px));
  const top = Math.min(...shown.map((one) => one.top_px));
  const places = shown.map((one) => ({
    stream: one.id,
    leftPx: one.left_px - left,
    topPx: one.top_px - top,
    widthPx: one.width_px,
    heightPx: one.height_px,
  }));
  return { size: sizeOf(places), places };
}

/** One picture alone. */
export function alone(stream: MonitorId, size: Size): Arranged {
  return { size, places: [{ stream, leftPx: 0, topPx: 0, ...size }] };
}

export function sameArranged(one: Arranged | null, other: Arranged | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function sizeOf(places: readonly Place[]): Size {
  return {
    widthPx: Math.max(0, ...places.map((one) => one.leftPx + one.widthPx)),
    heightPx: Math.max(0, ...places.map((one) => one.topPx + one.heightPx)),
  };
}

/** Whether `one` lies within `other`; of two that are the same, the first one stays. */
function hides(other: Monitor, at: number, one: Monitor, index: number): boolean {
  if (at === index) return false;
  const isSame =
    one.left_px === other.left_px &&
    one.top_px === other.top_px &&
    one.width_px === other.width_px &&
    one.height_px === other.height_px;
  if (isSame) return at < index;
  return (
    one.left_px >= other.left_px &&
    one.top_px >= other.top_px &&
    one.left_px + one.width_px <= other.left_px + other.width_px &&
    one.top_px + one.height_px <= other.top_px + other.height_px
  );
}
