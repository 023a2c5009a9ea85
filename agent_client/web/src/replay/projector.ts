/** The recorded screens on the page: a canvas for each monitor, the pointer, and what was pointed at and drawn. */

import { alone, arrange, sameArranged, type Arranged } from "../live/arrange";
import { marksOf } from "../live/colours";
import { Overlay } from "../live/overlay";
import { Panes } from "../live/panes";
import { RemotePointer } from "../live/pointer";
import type { MonitorId, SessionState } from "../protocol/protocol.gen";
import type { LineListener, LinePort } from "./decoding";
import { Pointers, type PointerNow } from "./pointers";
import { Reel } from "./reel";
import type { Tape } from "./tape";

/** One monitor, or all of them. */
export type Choice = MonitorId | "all";

export interface Screens {
  readonly holder: HTMLElement;
  readonly pointer: HTMLImageElement;
  readonly overlay: HTMLCanvasElement;
}

export function makeScreens(): Screens {
  const holder = document.createElement("div");
  const pointer = document.createElement("img");
  const overlay = document.createElement("canvas");
  holder.className = "live-holder live-panes";
  holder.dataset["testid"] = "replay-screens";
  pointer.className = "live-pointer";
  pointer.alt = "";
  pointer.hidden = true;
  overlay.className = "live-overlay";
  overlay.dataset["testid"] = "overlay";
  overlay.setAttribute("aria-hidden", "true");
  holder.append(pointer, overlay);
  return { holder, pointer, overlay };
}

export class Projector {
  readonly pointers: Pointers;
  private readonly panes: Panes;
  private readonly pointer: RemotePointer;
  private readonly overlay: Overlay;
  private readonly reels = new Map<MonitorId, Reel>();
  private how: Arranged = alone(0, { widthPx: 0, heightPx: 0 });
  private shape: PointerNow["shape"] | undefined;
  private atMs = 0;
  private broughtMs = NaN;
  private seen: { name: string; session: SessionState | null } = { name: "", session: null };

  constructor(
    private readonly screens: Screens,
    private readonly tape: Tape,
    private readonly beginMs: number,
    private readonly line: (listener: LineListener) => LinePort,
  ) {
    this.panes = new Panes(screens.holder, {
      drawn: ({ ptsUs }) => (screens.holder.dataset["shownMs"] = String(ptsUs / 1_000)),
      resized: () => undefined,
      opened: () => undefined,
    });
    this.pointers = new Pointers(tape, () => this.drawPointers());
    this.pointer = new RemotePointer(this.panes, screens.pointer);
    this.overlay = new Overlay(
      screens.overlay,
      this.panes,
      this.pointers.pad,
      () => this.beginMs + this.atMs,
    );
  }

  get arranged(): Arranged {
    return this.how;
  }

  /** The pictures of these monitors from this moment on; whether anything of the arrangement changed. */
  show(streams: readonly MonitorId[], session: SessionState, positionMs: number): boolean {
    for (const [stream, reel] of this.reels)
      if (!streams.includes(stream)) {
        reel.close();
        this.reels.delete(stream);
      }
    for (const stream of streams)
      if (!this.reels.has(stream)) {
        const reel = new Reel(stream, this.tape, this.beginMs, this.line, () => undefined);
        this.reels.set(stream, reel);
        reel.seek(positionMs);
      }
    const numbers = streams.map((stream) => this.tape.locate(stream, this.beginMs + positionMs)?.number);
    const name = `${streams.join()} ${numbers.join()}`;
    if (name === this.seen.name && session === this.seen.session) return false;
    this.seen = { name, session };
    this.panes.show(streams);
    this.overlay.shows(marksOf(session.people), streams);
    const arranged = arrangedOf(streams, session, (stream) => this.sizeAt(stream, positionMs));
    if (sameArranged(arranged, this.how)) return false;
    this.how = arranged;
    return true;
  }

  layOut(box: { width: number; height: number }, label: (stream: MonitorId) => string): void {
    this.panes.layOut(box, this.how, label);
    this.pointer.laidOut();
    this.overlay.draw();
  }

  seek(positionMs: number): void {
    this.panes.forget();
    for (const reel of this.reels.values()) reel.seek(positionMs);
  }

  isBehind(positionMs: number): boolean {
    return [...this.reels.values()].some((one) => one.isBehind(positionMs));
  }

  get isBroken(): boolean {
    return [...this.reels.values()].some((one) => one.broken);
  }

  /** Draw what is due at this moment, and get what comes next. */
  project(positionMs: number, speed: number): void {
    this.atMs = positionMs;
    for (const [stream, reel] of this.reels) {
      const due = reel.frameAt(positionMs);
      if (due !== null) {
        const size = { widthPx: due.displayWidth, heightPx: due.displayHeight };
        this.panes.draw(due, size, { stream, ptsUs: due.timestamp, via: "relay" });
      }
      reel.pump(positionMs, speed);
    }
    if (positionMs !== this.broughtMs) this.pointers.moveTo(this.beginMs + positionMs);
    this.broughtMs = positionMs;
  }

  /** When the next picture of any monitor was taken, or the one before. */
  async neighbour(positionMs: number, by: 1 | -1): Promise<number | null> {
    const all = await Promise.all([...this.reels.values()].map((one) => one.neighbour(positionMs, by)));
    const found = all.filter((one) => one !== null);
    if (found.length === 0) return null;
    return by === 1 ? Math.min(...found) : Math.max(...found);
  }

  close(): void {
    for (const reel of this.reels.values()) reel.close();
    this.reels.clear();
    this.panes.close();
    this.pointer.forget();
    this.overlay.close();
  }

  private drawPointers(): void {
    const { at, shape } = this.pointers.now;
    if (at === null) this.pointer.forget();
    else {
      if (shape !== this.shape) this.pointer.shaped({ ...(shape ?? plainArrow()), type: "pointer_shape" });
      this.pointer.movedTo(at);
    }
    this.shape = at === null ? undefined : shape;
    this.overlay.draw();
  }

  private sizeAt(stream: MonitorId, positionMs: number): { widthPx: number; heightPx: number } | null {
    const place = this.tape.locate(stream, this.beginMs + positionMs);
    const segment = place === null ? undefined : this.tape.rowsOf(place.number)?.segment;
    return segment === undefined ? null : { widthPx: segment.width_px, heightPx: segment.height_px };
  }
}

/** An arrow, for where it is not known how the pointer looked. */
function plainArrow(): NonNullable<PointerNow["shape"]> {
  const canvas = Object.assign(document.createElement("canvas"), { width: 14, height: 22 });
  const context = canvas.getContext("2d");
  if (context !== null) {
    const path = new Path2D("M1 1v17l4-4 3 7 3-1-3-7h6z");
    context.fillStyle = "#ffffff";
    context.fill(path);
    context.strokeStyle = "#16242b";
    context.stroke(path);
  }
  const png = canvas.toDataURL("image/png").split(",")[1] ?? "";
  return { png, hot_x_px: 1, hot_y_px: 1, scale: 1 };
}

/** As the monitors stood then; beside each other where the log does not say. */
function arrangedOf(
  streams: readonly MonitorId[],
  session: SessionState,
  sizeOf: (stream: MonitorId) => { widthPx: number; heightPx: number } | null,
): Arranged {
  const [only] = streams;
  const nothing = { widthPx: 0, heightPx: 0 };
  if (only !== undefined && streams.length === 1) return alone(only, sizeOf(only) ?? nothing);
  const monitors = (session.screen?.monitors ?? []).filter((one) => streams.includes(one.id));
  if (monitors.length === streams.length && monitors.length > 0) return arrange(monitors);
  let leftPx = 0;
  const places = streams.map((stream) => {
    const size = sizeOf(stream) ?? nothing;
    const place = { stream, leftPx, topPx: 0, ...size };
    leftPx += size.widthPx;
    return place;
  });
  return { size: { widthPx: leftPx, heightPx: Math.max(0, ...places.map((one) => one.heightPx)) }, places };
}
