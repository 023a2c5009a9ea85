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

/** Where on the page a place lies, in CSS pixels from the picture's corner. */
export function pointOf(at: At, box: { width: number; height: number }): { x: number; y: number } {
  return { x: (at.x_norm / NORM_MAX) * box.width, y: (at.y_norm / NORM_MAX) * box.height };
}

function norm(offset: number, side: number): number {
  if (side <= 0) return 0;
  return Math.min(Math.max(Math.round((offset / side) * NORM_MAX), 0), NORM_MAX);
}
