/** The one canvas on which both paths draw. Newest frame wins; draws at once, without waiting for anything. */

import type { FrameName } from "./frame_name";

/** 90 kHz rounds an identity to 11 µs; two pictures are never that close. */
const SAME_PICTURE_US = 100;

export interface Size {
  widthPx: number;
  heightPx: number;
}

export interface PictureListener {
  /** A frame stands on the canvas now. */
  drawn(name: FrameName): void;
  /** The picture has another size from here on. */
  resized(size: Size): void;
}

/**
 * Draws frames of one stream at a time.
 *
 * The canvas tells tests and measuring tools what it shows: `data-path` (none, relay, direct), `data-stream`.
 */
export class Picture {
  private readonly context: CanvasRenderingContext2D;
  private stream = 0;
  private newestUs = -1;
  private via = "none";

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly listener: PictureListener,
  ) {
    const context = canvas.getContext("2d", { alpha: false, desynchronized: true });
    if (context === null) throw new Error("this browser gives no 2d canvas");
    this.context = context;
    canvas.dataset["path"] = this.via;
    canvas.dataset["stream"] = "0";
  }

  /** Frames of this stream are shown from now on; what stands there stays until its first one comes. */
  show(stream: number): void {
    if (stream === this.stream) return;
    this.stream = stream;
    this.newestUs = -1;
    this.canvas.dataset["stream"] = String(stream);
  }

  /** Another machine, or the same one started again: its frames count from anew. */
  forget(): void {
    this.newestUs = -1;
  }

  /** Nothing may be seen any more. */
  clear(): void {
    this.forget();
    this.context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.via = "none";
    this.canvas.dataset["path"] = this.via;
  }

  /** Draw this frame unless a newer one, or one of another stream, stands in its way. The caller closes it. */
  draw(frame: VideoFrame | HTMLVideoElement, size: Size, name: FrameName): boolean {
    if (name.stream !== this.stream || name.ptsUs < this.newestUs - SAME_PICTURE_US) return false;
    this.fit(size);
    this.context.drawImage(frame, 0, 0, size.widthPx, size.heightPx);
    this.newestUs = name.ptsUs;
    if (name.via !== this.via) {
      this.via = name.via;
      this.canvas.dataset["path"] = name.via;
    }
    this.listener.drawn(name);
    return true;
  }

  private fit(size: Size): void {
    if (this.canvas.width === size.widthPx && this.canvas.height === size.heightPx) return;
    this.canvas.width = size.widthPx;
    this.canvas.height = size.heightPx;
    this.listener.resized(size);
  }
}
