/** The picture of a demo on the viewer's page: the relay's frames, the presenter's pointer, and who points. */

import { socketUrl } from "../link/control";
import { marksOf } from "../live/colours";
import { makeRelay, type PictureRelay } from "../live/far_relay";
import { groundOf } from "../live/ground";
import { InkPad } from "../live/ink";
import { Overlay } from "../live/overlay";
import { Picture, type Size } from "../live/picture";
import { RemotePointer } from "../live/pointer";
import { element } from "../help/element";
import type {
  FromAudience,
  Inked,
  MonitorId,
  Pointed,
  PointerAt,
  PointerShape,
  SessionState,
} from "../protocol/protocol.gen";

export interface StageOut {
  send(message: FromAudience): boolean;
  /** A frame stands on the canvas. */
  drawn(): void;
}

export class WatchStage {
  readonly root: HTMLElement;
  readonly canDecode = "VideoDecoder" in globalThis;
  private readonly canvas = element("canvas", { class: "live-picture" });
  private readonly picture: Picture;
  private readonly relay: PictureRelay | null;
  private readonly pointer: RemotePointer;
  private readonly pad = new InkPad();
  private readonly overlay: Overlay;
  private readonly room: ResizeObserver;
  private size: Size | null = null;
  private stream: MonitorId = 0;
  private chosen: MonitorId | null = null;
  private marks: ReturnType<typeof marksOf> = {};

  constructor(
    label: string,
    private readonly out: StageOut,
  ) {
    this.canvas.dataset["testid"] = "picture";
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", label);
    const arrow = element("img", { class: "live-pointer", attributes: { alt: "", hidden: "" } });
    const marks = element("canvas", { class: "live-overlay", attributes: { "aria-hidden": "true" } });
    const holder = element("div", { class: "live-holder" }, this.canvas, arrow, marks);
    this.root = element("div", { class: "watch-stage" }, holder);
    const ground = groundOf(holder, this.canvas, () => this.stream);
    this.pointer = new RemotePointer(ground, arrow);
    this.overlay = new Overlay(marks, ground, this.pad);
    this.picture = new Picture(this.canvas, {
      drawn: () => out.drawn(),
      resized: (size) => {
        this.size = size;
        this.layOut();
      },
    });
    this.relay = this.canDecode ? this.makeRelay() : null;
    this.room = new ResizeObserver(() => this.layOut());
    this.room.observe(this.root);
  }

  /** The control link is open (again). */
  welcomed(mediaTicket: string | undefined): void {
    if (mediaTicket !== undefined) this.relay?.open(mediaTicket);
  }

  ticketCame(ticket: string): void {
    this.relay?.open(ticket);
  }

  /** What there is to see, and who may point. */
  stateIs(session: SessionState): void {
    const monitors = session.screen?.monitors ?? [];
    const first = monitors.find((one) => one.primary) ?? monitors[0];
    const chosen = monitors.find((one) => one.id === this.chosen) ?? first;
    if (chosen !== undefined && chosen.id !== this.stream) this.show(chosen.id);
    this.pad.keepOnly(session.people.map((one) => one.person_id));
    this.marks = marksOf(session.people);
    this.overlay.shows(this.marks, [this.stream]);
  }

  /** The viewer wants to see this monitor. */
  choose(monitor: MonitorId): void {
    this.chosen = monitor;
    if (monitor !== this.stream) this.show(monitor);
  }

  get watched(): MonitorId {
    return this.stream;
  }

  others(message: Pointed | Inked): void {
    if (message.type === "pointed") this.pad.pointed(message, performance.now());
    else this.pad.inked(message, performance.now());
    this.overlay.draw();
  }

  /** Nothing may be seen now, or another machine shows from here on. */
  clear(): void {
    this.picture.clear();
    this.pointer.forget();
  }

  close(): void {
    this.room.disconnect();
    this.relay?.close();
    this.overlay.close();
  }

  private makeRelay(): PictureRelay {
    return makeRelay(socketUrl("/ws/media"), {
      frame: (frame, stream) => {
        const size = { widthPx: frame.displayWidth, heightPx: frame.displayHeight };
        this.picture.draw(frame, size, { stream, ptsUs: frame.timestamp, via: "relay" });
      },
      pointer: (message) => this.pointed(message),
      keyFrameWanted: (stream) => this.out.send({ type: "key_frame_wanted", stream }),
      ticketWanted: () => this.out.send({ type: "media_ticket_wanted" }),
    });
  }

  private pointed(message: PointerShape | PointerAt): void {
    if (message.type === "pointer_shape") this.pointer.shaped(message);
    else if (message.at.monitor === this.stream) this.pointer.movedTo(message.at);
  }

  private show(monitor: MonitorId): void {
    this.stream = monitor;
    this.picture.show(monitor);
    this.relay?.watch([monitor]);
    this.pointer.forget();
    this.overlay.shows(this.marks, [monitor]);
    this.out.send({ type: "watch", streams: [monitor] });
  }

  /** As large as the room allows, whatever its shape. */
  private layOut(): void {
    if (this.size === null) return;
    const { widthPx, heightPx } = this.size;
    const scale = Math.min(this.root.clientWidth / widthPx, this.root.clientHeight / heightPx);
    this.canvas.style.width = `${Math.floor(widthPx * scale)}px`;
    this.canvas.style.height = `${Math.floor(heightPx * scale)}px`;
    this.pointer.laidOut();
    this.overlay.draw();
  }
}
