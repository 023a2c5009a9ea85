/** The other machine's pointer: drawn at once, as the cursor here for who holds control, as an overlay for the rest. */

import type { At, PointerShape } from "../protocol/protocol.gen";
import type { Ground } from "./ground";
import { pointOf } from "./place";

/** Browsers refuse larger cursors. */
const CURSOR_LIMIT_PX = 128;

export class RemotePointer {
  private shape: PointerShape | null = null;
  private at: At | null = null;
  private isHolder = false;
  private url = "";

  constructor(
    private readonly ground: Ground,
    private readonly overlay: HTMLImageElement,
  ) {}

  shaped(shape: PointerShape): void {
    this.forgetPicture();
    this.shape = shape;
    if (shape.png !== "") {
      // The server's content policy lets in pictures that the page made itself, but no data: addresses.
      this.url = URL.createObjectURL(new Blob([bytesOf(shape.png)], { type: "image/png" }));
      this.overlay.src = this.url;
    }
    this.draw();
  }

  movedTo(at: At): void {
    this.at = at;
    this.draw();
  }

  /** With control the pointer over there follows the one here: two of them would only confuse. */
  heldHere(isHolder: boolean): void {
    if (isHolder === this.isHolder) return;
    this.isHolder = isHolder;
    this.draw();
  }

  /** The picture has another size or place on the page. */
  laidOut(): void {
    this.draw();
  }

  /** Nothing is known any more: another machine. */
  forget(): void {
    this.shape = this.at = null;
    this.forgetPicture();
    this.draw();
  }

  private forgetPicture(): void {
    if (this.url !== "") URL.revokeObjectURL(this.url);
    this.url = "";
  }

  private draw(): void {
    this.ground.holder.style.cursor = this.isHolder ? cursor(this.shape, this.url) : "default";
    const at = this.at;
    const shape = this.shape;
    const box = at === null ? null : this.ground.boxOf(at.monitor);
    this.overlay.hidden = this.isHolder || box === null || shape === null || shape.png === "";
    if (at === null || box === null || shape === null || this.overlay.hidden) return;
    const point = pointOf(at, box);
    const left = point.x - shape.hot_x_px / shape.scale;
    const top = point.y - shape.hot_y_px / shape.scale;
    this.overlay.style.transform = `translate(${left}px, ${top}px)`;
  }
}

function cursor(shape: PointerShape | null, url: string): string {
  if (shape === null) return "default";
  if (shape.png === "") return "none";
  if (shape.hot_x_px >= CURSOR_LIMIT_PX || shape.hot_y_px >= CURSOR_LIMIT_PX) return "default";
  return `url("${url}") ${shape.hot_x_px} ${shape.hot_y_px}, default`;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
