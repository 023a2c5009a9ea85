/** From a point of the page to a place on a monitor, and back (SPEC I2). */

import type { At } from "../protocol/protocol.gen";

const NORM_MAX = 65_535;

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/**
 * The place under a point of the page, or the nearest one on the picture's edge.
 *
 * Half a device pixel is added: a mouse reports the corner of the pixel that it is in, and its middle names
 * that pixel whichever way the other side rounds.
 */
export function placeAt(clientX: number, clientY: number, box: Box, monitor: number, pixelRatio = 1): At {
  const half = 0.5 / pixelRatio;
  return {
    monitor,
    x_norm: norm(clientX + half - box.left, box.width),
    y_norm: norm(clientY + half - box.top, box.height),
  };
}

/** The place under a point of the page on the picture that is there, or on the nearest one; at least one picture. */
export function placeOn(
  clientX: number,
  clientY: number,
  pictures: readonly { monitor: number; box: Box }[],
  pixelRatio = 1,
): At {
  const half = 0.5 / pixelRatio;
  const away = ({ box }: { box: Box }): number =>
    Math.hypot(outside(clientX + half, box.left, box.width), outside(clientY + half, box.top, box.height));
  const nearest = [...pictures].sort((one, other) => away(one) - away(other))[0];
  if (nearest === undefined) return { monitor: 0, x_norm: 0, y_norm: 0 };
  return placeAt(clientX, clientY, nearest.box, nearest.monitor, pixelRatio);
}

/** Where on the page a place lies, in CSS pixels from where the picture's box is counted from. */
export function pointOf(at: At, box: Box): { x: number; y: number } {
  return {
    x: box.left + (at.x_norm / NORM_MAX) * box.width,
    y: box.top + (at.y_norm / NORM_MAX) * box.height,
  };
}

/** How far a point lies beside a side; its far edge already is beside it. */
function outside(point: number, from: number, length: number): number {
  if (point < from) return from - point;
  return point < from + length ? 0 : point - from - length + Number.EPSILON;
}

function norm(offset: number, side: number): number {
  if (side <= 0) return 0;
  return Math.min(Math.max(Math.round((offset / side) * NORM_MAX), 0), NORM_MAX);
}
