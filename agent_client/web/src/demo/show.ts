/**
 * This browser tab as the captured machine of a demo (SPEC V1): what is chosen is encoded once, and goes to the
 * server while somebody watches.
 */

import { ControlLink, socketUrl, type ControlDoors, type Standing } from "../link/control";
import { newRequestId } from "../link/request_id";
import type { Size } from "../live/picture";
import type { FromMachine, MachineHello, Screen, ToMachine, Welcome } from "../protocol/protocol.gen";
import { choose, readPictures, stopCapture } from "./capture";
import { Gate, type GateSays } from "./gate";
import { ScreenEncoder } from "./screen_encoder";
import { sentSize } from "./size";
import { SourceSocket } from "./source_socket";

export type Shows = "nothing" | "choosing" | "starting" | "showing" | "paused" | "stopped";

export interface ShowView {
  shows: Shows;
  /** What is captured now, for a look at it. */
  stream: MediaStream | null;
  /** Whether anybody sees it on the way by the server. */
  isWatched: boolean;
  trouble: "refused" | "broken" | null;
}

export const SHOWS_NOTHING: ShowView = { shows: "nothing", stream: null, isWatched: false, trouble: null };

const FIRST_SIZE: Size = { widthPx: 1280, heightPx: 720 };

export class Show {
  private view = SHOWS_NOTHING;
  private readonly gate = new Gate(newRequestId);
  private readonly encoder: ScreenEncoder;
  private readonly socket: SourceSocket;
  private link: ControlLink<ToMachine, FromMachine> | null = null;
  private size = FIRST_SIZE;

  constructor(
    private readonly doors: Pick<ControlDoors, "ticket" | "isPassing">,
    private readonly changed: (view: ShowView) => void,
  ) {
    this.socket = new SourceSocket(
      socketUrl("/ws/media"),
      () => this.link?.send({ type: "media_ticket_wanted" }),
      () => this.encoder.keyWanted(),
    );
    this.encoder = new ScreenEncoder({
      socket: () => (this.gate.isOpen && this.view.isWatched ? this.socket.open : null),
      resized: (size) => this.resized(size),
      broken: () => this.stopped("broken"),
    });
  }

  /** Let the presenter choose what to show, and show it. */
  async choose(): Promise<void> {
    const before = this.view.shows;
    this.set({ shows: "choosing", trouble: null });
    const stream = await choose().catch(() => null);
    if (stream === null) {
      this.set({ shows: before, trouble: "refused" });
      return;
    }
    this.take(stream);
    this.show();
  }

  /** Nobody sees anything until the presenter goes on. */
  pause(): void {
    this.say(this.gate.hide());
    this.set({ shows: "paused" });
  }

  goOn(): void {
    this.show();
  }

  stop(): void {
    this.stopped(null);
  }

  /** The page goes: nothing is captured any more. */
  close(): void {
    this.say(this.gate.hide());
    this.drop();
    this.link?.close();
    this.socket.close();
    this.encoder.close();
  }

  private take(stream: MediaStream): void {
    this.drop();
    const settings = stream.getVideoTracks()[0]?.getSettings();
    if (settings?.width !== undefined && settings.height !== undefined)
      this.size = sentSize({ widthPx: settings.width, heightPx: settings.height });
    this.set({ stream });
    readPictures(
      stream,
      (frame) => {
        if (stream === this.view.stream) this.encoder.take(frame);
        else frame.close();
      },
      () => {
        if (stream === this.view.stream) this.stopped(null);
      },
    );
  }

  private show(): void {
    const says = this.gate.show();
    this.set({ shows: this.gate.isOpen ? "showing" : "starting" });
    if (this.link === null) this.open();
    else this.say(says);
  }

  private open(): void {
    this.link = new ControlLink<ToMachine, FromMachine>(
      { ...this.doors, version: "browser", url: socketUrl("/ws"), machine: () => this.hello() },
      {
        message: (message) => this.hear(message),
        standing: (standing) => this.linkIs(standing),
        refused: () => this.away(),
      },
    );
  }

  private hello(): MachineHello {
    const system = navigator.userAgent.slice(0, 100);
    const abilities = { capture: true, inject: false, sentence: "" };
    return { platform: "browser", system, abilities, screen: this.screen(), epoch: this.gate.used };
  }

  private screen(): Screen {
    const { widthPx, heightPx } = this.size;
    const place = { left_px: 0, top_px: 0, width_px: widthPx, height_px: heightPx };
    return { monitors: [{ id: 0, ...place, scale: 1, primary: true, name: "screen" }] };
  }

  private hear(message: ToMachine | Welcome): void {
    switch (message.type) {
      case "welcome":
        if (message.media_ticket !== undefined) this.socket.connect(message.media_ticket);
        if (message.session !== undefined) this.say(this.gate.welcomed(message.session));
        break;
      case "media_ticket":
        this.socket.connect(message.ticket);
        break;
      case "raise_logged":
        this.gate.logged(message.epoch);
        if (this.gate.isOpen) this.set({ shows: "showing" });
        this.encoder.keyWanted();
        break;
      case "lower_order":
        this.say(this.gate.ordered(message));
        if (this.view.stream !== null) this.set({ shows: "paused" });
        break;
      case "watched":
        this.set({ isWatched: message.streams.includes(0) });
        this.encoder.keyWanted();
        break;
      case "key_frame_wanted":
        this.encoder.keyWanted();
        break;
      case "fault":
        if (this.gate.refused(message.about)) this.stopped("broken");
        break;
      default:
        // Input, work, files and the floor do not exist in a demo that a browser shows.
        break;
    }
  }

  private linkIs(standing: Standing): void {
    if (standing.is === "over") this.away();
  }

  /** The link does not come back: another tab, or the desktop program, shows now; or it is over. */
  private away(): void {
    this.stopped(null);
    this.link?.close();
    this.link = null;
  }

  private resized(size: Size): void {
    this.size = size;
    this.link?.send({ type: "screen_is", screen: this.screen() });
  }

  private stopped(trouble: ShowView["trouble"]): void {
    this.say(this.gate.hide());
    this.drop();
    this.set({ shows: "stopped", trouble });
  }

  private drop(): void {
    const { stream } = this.view;
    this.encoder.forget();
    if (stream === null) return;
    this.set({ stream: null });
    stopCapture(stream);
  }

  private say(messages: readonly GateSays[]): void {
    for (const message of messages) this.link?.send(message);
  }

  private set(changes: Partial<ShowView>): void {
    this.view = { ...this.view, ...changes };
    this.changed(this.view);
  }
}
