/** The pictures of the monitors that are shown: a canvas for each, standing as the monitors stand. */

import type { At, MonitorId } from "../protocol/protocol.gen";
import type { Arranged } from "./arrange";
import type { FrameName } from "./frame_name";
import { boxWithin, type Ground } from "./ground";
import { Picture, type Size } from "./picture";
import { placeOn, type Box } from "./place";

export interface PanesListener {
  /** A frame stands on its canvas now. */
  drawn(name: FrameName): void;
  /** A monitor's picture has another size from here on. */
  resized(stream: MonitorId, size: Size): void;
  /** A canvas is on the page; it is gone when `stopped` is aborted. */
  opened(canvas: HTMLCanvasElement, stream: () => MonitorId, stopped: AbortSignal): void;
}

interface Pane {
  stream: MonitorId;
  readonly canvas: HTMLCanvasElement;
  readonly picture: Picture;
  readonly stopped: AbortController;
}

export class Panes implements Ground {
  private panes: Pane[] = [];

  constructor(
    readonly holder: HTMLElement,
    private readonly listener: PanesListener,
  ) {}

  /**
   * Show these monitors and no others; what is on the page of them already stays as it is.
   *
   * One in place of another one: the old picture stays until the new one's first frame.
   */
  show(streams: readonly MonitorId[]): void {
    const [only] = this.panes;
    const [first] = streams;
    if (only !== undefined && first !== undefined && this.panes.length === 1 && streams.length === 1) {
      only.stream = first;
      only.picture.show(first);
      return;
    }
    for (const pane of this.panes) if (!streams.includes(pane.stream)) remove(pane);
    this.panes = streams.map((stream) => this.paneOf(stream) ?? this.make(stream));
  }

  draw(frame: VideoFrame, size: Size, name: FrameName): void {
    const pane = this.paneOf(name.stream);
    if (pane === undefined) frame.close();
    else pane.picture.draw(frame, size, name);
  }

  drawElement(element: HTMLVideoElement, size: Size, name: FrameName): void {
    this.paneOf(name.stream)?.picture.drawElement(element, size, name);
  }

  /** Another machine, or the same one started again: its frames count from anew. */
  forget(): void {
    for (const { picture } of this.panes) picture.forget();
  }

  /** Nothing may be seen any more. */
  clear(): void {
    for (const { picture } of this.panes) picture.clear();
  }

  /** The holder is so large, and each picture stands where its monitor does. */
  layOut(
    box: { width: number; height: number },
    { size, places }: Arranged,
    label: (stream: MonitorId) => string,
  ): void {
    const { holder } = this;
    holder.style.width = `${box.width}px`;
    holder.style.height = `${box.height}px`;
    const across = (px: number): string => `${size.widthPx > 0 ? (px * box.width) / size.widthPx : 0}px`;
    const down = (px: number): string => `${size.heightPx > 0 ? (px * box.height) / size.heightPx : 0}px`;
    for (const { stream, canvas } of this.panes) {
      canvas.setAttribute("aria-label", label(stream));
      const place = places.find((one) => one.stream === stream);
      canvas.style.left = across(place?.leftPx ?? 0);
      canvas.style.top = down(place?.topPx ?? 0);
      canvas.style.width = across(place?.widthPx ?? 0);
      canvas.style.height = down(place?.heightPx ?? 0);
    }
  }

  boxOf(monitor: MonitorId): Box | null {
    const pane = this.paneOf(monitor);
    return pane === undefined ? null : boxWithin(pane.canvas);
  }

  /** Whether this is one of the pictures. */
  has(target: EventTarget | null): boolean {
    return this.panes.some(({ canvas }) => canvas === target);
  }

  /** The monitor's place under the mouse, or the nearest one. */
  placeOf(event: MouseEvent): At {
    const boxes = this.panes.map(({ stream, canvas }) => ({
      monitor: stream,
      box: canvas.getBoundingClientRect(),
    }));
    return placeOn(event.clientX, event.clientY, boxes, window.devicePixelRatio);
  }

  /** How large this monitor's picture is, once its first frame stands. */
  sizeOf(stream: MonitorId): Size | null {
    return this.paneOf(stream)?.picture.size ?? null;
  }

  close(): void {
    this.panes.forEach(remove);
    this.panes = [];
  }

  private paneOf(stream: MonitorId): Pane | undefined {
    return this.panes.find((one) => one.stream === stream);
  }

  private make(stream: MonitorId): Pane {
    const canvas = document.createElement("canvas");
    canvas.className = "live-picture";
    canvas.dataset["testid"] = "picture";
    canvas.setAttribute("role", "img");
    const stopped = new AbortController();
    const picture = new Picture(canvas, {
      drawn: (name) => this.listener.drawn(name),
      resized: (size) => this.listener.resized(pane.stream, size),
    });
    const pane: Pane = { stream, canvas, picture, stopped };
    picture.show(stream);
    const above = [...this.holder.children].find((child) => !child.classList.contains("live-picture"));
    this.holder.insertBefore(canvas, above ?? null);
    this.listener.opened(canvas, () => pane.stream, stopped.signal);
    return pane;
  }
}

function remove(pane: Pane): void {
  pane.stopped.abort();
  pane.canvas.remove();
}
