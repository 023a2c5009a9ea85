/** The canvas of a monitor, on which both paths draw. Newest frame wins; draws at once, without waiting for anything. */

import { Brush } from "./brush";
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
  private known: Size | null = null;
  private newestUs = -1;
  private via = "none";
  private readonly brush: Brush;
  private isBusy = false;
  private waiting: { frame: VideoFrame; size: Size; name: FrameName } | null = null;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly listener: PictureListener,
  ) {
    const context = canvas.getContext("2d", { alpha: false, desynchronized: true });
    if (context === null) throw new Error("this browser gives no 2d canvas");
    this.context = context;
    this.brush = new Brush(context);
    canvas.dataset["path"] = this.via;
    canvas.dataset["stream"] = "0";
  }

  /** How large the picture is; null before its first frame. */
  get size(): Size | null {
    return this.known;
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
    this.brush.forget();
    this.context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.via = "none";
    this.canvas.dataset["path"] = this.via;
  }

  /** Draw this frame unless a newer one, or one of another stream, stands in its way. Closes it. */
  draw(frame: VideoFrame, size: Size, name: FrameName): void {
    if (!this.isWanted(name)) {
      frame.close();
      return;
    }
    if (this.isBusy) {
      this.waiting?.frame.close();
      this.waiting = { frame, size, name };
      return;
    }
    this.fit(size);
    this.newestUs = name.ptsUs;
    if (this.brush.paint(frame, size)) {
      frame.close();
      this.stands(name);
    } else void this.copy(frame, size, name);
  }

  /** The same for a video element, whose picture is there only now. */
  drawElement(element: HTMLVideoElement, size: Size, name: FrameName): void {
    if (!this.isWanted(name)) return;
    this.fit(size);
    this.newestUs = name.ptsUs;
    this.brush.forget();
    this.context.drawImage(element, 0, 0, size.widthPx, size.heightPx);
    this.stands(name);
  }

  private isWanted(name: FrameName): boolean {
    return name.stream === this.stream && name.ptsUs >= this.newestUs - SAME_PICTURE_US;
  }

  private async copy(frame: VideoFrame, size: Size, name: FrameName): Promise<void> {
    this.isBusy = true;
    try {
      await this.brush.copy(frame, size);
    } finally {
      frame.close();
      this.isBusy = false;
    }
    this.stands(name);
    const next = this.waiting;
    this.waiting = null;
    if (next !== null) this.draw(next.frame, next.size, next.name);
  }

  private stands(name: FrameName): void {
    if (name.via !== this.via) {
      this.via = name.via;
      this.canvas.dataset["path"] = name.via;
    }
    this.listener.drawn(name);
  }

  private fit(size: Size): void {
    this.known = size;
    if (this.canvas.width === size.widthPx && this.canvas.height === size.heightPx) return;
    this.canvas.width = size.widthPx;
    this.canvas.height = size.heightPx;
    this.brush.forget();
    this.listener.resized(size);
  }
}
