/** The agent's mouse (or finger) on the picture: places, buttons and notches, for the hand. */

import type { At, Button } from "../protocol/protocol.gen";
import { MoveMerger } from "./moves";
import { WheelNotches } from "./wheel";

export interface MouseOut {
  isHolder(): boolean;
  move(at: At): void;
  button(at: At, button: Button, down: boolean): void;
  wheel(at: At, dx: number, dy: number): void;
  /** Somebody without control tries to use the picture. */
  tried(): void;
}

const BUTTONS: readonly Button[] = ["left", "middle", "right", "back", "forward"];

/** The pictures that a mouse is used on. */
export interface Pictures {
  /** Around all of them. */
  readonly holder: HTMLElement;
  has(target: EventTarget | null): boolean;
  placeOf(event: MouseEvent): At;
}

/** Listens on the pictures until `stopped`; a drag goes on outside of them, and from one to another. */
export function listenToMouse(pictures: Pictures, out: MouseOut, stopped: AbortSignal): void {
  const { holder } = pictures;
  const options = { signal: stopped };
  const held = new Set<Button>();
  const notches = new WheelNotches();
  const merger = new MoveMerger(
    (at) => out.move(at),
    (callback) => requestAnimationFrame(callback),
  );
  const placeOf = (event: MouseEvent): At => pictures.placeOf(event);
  const moved = (event: MouseEvent): void => {
    if (out.isHolder() && (held.size > 0 || pictures.has(event.target))) merger.push(placeOf(event));
  };
  // Raw updates come as the device reports them; plain moves wait for the next frame.
  const moveEvent = "onpointerrawupdate" in window ? "pointerrawupdate" : "pointermove";
  window.addEventListener(moveEvent as "pointermove", moved, options);
  holder.addEventListener(
    "mousedown",
    (event) => {
      const button = BUTTONS[event.button];
      if (!pictures.has(event.target)) return;
      if (!out.isHolder()) out.tried();
      if (button === undefined || !out.isHolder()) return;
      held.add(button);
      merger.forget();
      out.button(placeOf(event), button, true);
    },
    options,
  );
  window.addEventListener(
    "mouseup",
    (event) => {
      const button = BUTTONS[event.button];
      if (button === undefined || !held.delete(button)) return;
      event.preventDefault();
      merger.forget();
      out.button(placeOf(event), button, false);
    },
    options,
  );
  holder.addEventListener(
    "wheel",
    (event) => {
      if (!out.isHolder() || !pictures.has(event.target)) return;
      event.preventDefault();
      const { dx, dy } = notches.turn(event);
      if (dx !== 0 || dy !== 0) out.wheel(placeOf(event), dx, dy);
    },
    { ...options, passive: false },
  );
  holder.addEventListener("contextmenu", (event) => event.preventDefault(), options);
  holder.addEventListener("dragstart", (event) => event.preventDefault(), options);
}
