/** The mouse, pen or finger on the picture while its owner points or draws, instead of using the desktop. */

import type { At, MonitorId } from "../protocol/protocol.gen";
import { placeAt } from "./place";

/** What the mouse on the picture is for. A ghost is a pointer that only the owner sees. */
export type Tool = "hand" | "point" | "draw" | "ghost";

export interface MarkerOut {
  tool(): Tool;
  /** Null: the pointer left the picture. */
  point(at: At | null): void;
  penDown(at: At): void;
  penMoved(points: readonly At[]): void;
  penUp(): void;
}

/** Listens on a monitor's picture until `stopped`; a stroke goes on outside of it, along the edge. */
export function listenToMarker(
  picture: HTMLElement,
  monitor: () => MonitorId,
  out: MarkerOut,
  stopped: AbortSignal,
): void {
  const options = { signal: stopped };
  let isDrawing = false;
  const placeOf = (event: PointerEvent): At =>
    placeAt(
      event.clientX,
      event.clientY,
      picture.getBoundingClientRect(),
      monitor(),
      window.devicePixelRatio,
    );
  const points = (): boolean => out.tool() === "point" || out.tool() === "ghost";
  picture.addEventListener(
    "pointerdown",
    (event) => {
      if (out.tool() !== "draw" || event.button !== 0) return;
      picture.setPointerCapture(event.pointerId);
      isDrawing = true;
      out.penDown(placeOf(event));
    },
    options,
  );
  picture.addEventListener(
    "pointermove",
    (event) => {
      if (points()) out.point(placeOf(event));
      if (!isDrawing) return;
      // What the device reported since the last frame comes along: a quick stroke stays round.
      const between = event.getCoalescedEvents();
      out.penMoved((between.length > 0 ? between : [event]).map(placeOf));
    },
    options,
  );
  const up = (): void => {
    if (isDrawing) out.penUp();
    isDrawing = false;
  };
  picture.addEventListener("pointerup", up, options);
  picture.addEventListener("pointercancel", up, options);
  picture.addEventListener("pointerleave", () => points() && out.point(null), options);
}
