/**
 * This browser tab as the captured machine of a demo (SPEC V1): what is chosen is encoded once, and goes to the
 * server while somebody watches.
 */

import { ControlLink, socketUrl, type ControlDoors, type Standing } from "../link/control";
import { newRequestId } from "../link/request_id";
import type { Size } from "../live/picture";
import type {
  FromMachine,
  LowerOrder,
  MachineHello,
  Screen,
  ToMachine,
  Welcome,
} from "../protocol/protocol.gen";
import { choose, readPictures, stopCapture } from "./capture";
import { Gate, type GateSays } from "./gate";
import { ScreenEncoder, STREAM } from "./screen_encoder";
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
    return { monitors: [{ id: STREAM, ...place, scale: 1, primary: true, name: "screen" }] };
  }

  /** Input, work, files and the floor do not exist in a demo that a browser shows. */
  private hear(message: ToMachine | Welcome): void {
    if (message.type === "welcome") this.welcomed(message);
    else if (message.type === "media_ticket") this.socket.connect(message.ticket);
    else if (message.type === "raise_logged") this.logged(message.epoch);
    else if (message.type === "lower_order") this.ordered(message);
    else if (message.type === "watched") this.watched(message.streams.includes(STREAM));
    else if (message.type === "key_frame_wanted") this.encoder.keyWanted();
    else if (message.type === "fault" && this.gate.refused(message.about)) this.stopped("broken");
  }

  private welcomed({ media_ticket, session }: Welcome): void {
    if (media_ticket !== undefined) this.socket.connect(media_ticket);
    if (session !== undefined) this.say(this.gate.welcomed(session));
  }

  private logged(epoch: number): void {
    this.gate.logged(epoch);
    if (this.gate.isOpen) this.set({ shows: "showing" });
    this.encoder.keyWanted();
  }

  private ordered(order: LowerOrder): void {
    this.say(this.gate.ordered(order));
    if (this.view.stream !== null) this.set({ shows: "paused" });
  }

  private watched(isWatched: boolean): void {
    this.set({ isWatched });
    this.encoder.keyWanted();
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
