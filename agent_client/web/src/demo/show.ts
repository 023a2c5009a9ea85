/**
 * This browser tab as the captured machine of a demo (SPEC V1): what is chosen is encoded once, and goes to the
 * server while somebody watches.
 */

import { ControlLink, socketUrl, type ControlDoors, type Standing } from "../link/control";
import { newRequestId } from "../link/request_id";
import type { Size } from "../live/picture";
import type {
  Entry,
  FromMachine,
  LowerOrder,
  MachineHello,
  PrivateIs,
  RecordingDeed,
  RequestId,
  Screen,
  SessionState,
  ToMachine,
  Welcome,
} from "../protocol/protocol.gen";
import { apply } from "../protocol/session";
import { choose, readPictures, stopCapture } from "./capture";
import { Gate, type GateSays } from "./gate";
import { ScreenEncoder, STREAM } from "./screen_encoder";
import { sentSize } from "./size";
import { SourceSocket } from "./source_socket";
import { Tape, type Asked, type Recorded, type TapeSays } from "./tape";
import { wishStore } from "./wish_store";

export type Shows = "nothing" | "choosing" | "starting" | "showing" | "paused" | "stopped";

export interface ShowView {
  shows: Shows;
  /** What is captured now, for a look at it. */
  stream: MediaStream | null;
  /** Whether anybody sees it on the way by the server. */
  isWatched: boolean;
  trouble: "refused" | "broken" | null;
  /** Everyone gets a black picture. */
  isPrivate: boolean;
  /** The question whether it may be recorded, while it is open here. */
  asked: Asked | null;
  /** How this tab is recorded; null: it is not, or another machine shows. */
  recorded: Recorded | null;
}

export const SHOWS_NOTHING: ShowView = {
  shows: "nothing",
  stream: null,
  isWatched: false,
  trouble: null,
  isPrivate: false,
  asked: null,
  recorded: null,
};

const TICK_MS = 1_000;

const FIRST_SIZE: Size = { widthPx: 1280, heightPx: 720 };

export class Show {
  private view = SHOWS_NOTHING;
  private readonly gate = new Gate(newRequestId);
  private readonly encoder: ScreenEncoder;
  private readonly socket: SourceSocket;
  private readonly tape = new Tape(wishStore(() => sessionStorage));
  private readonly ticker: ReturnType<typeof setInterval>;
  private session: SessionState | null = null;
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
    this.ticker = setInterval(() => this.taped(this.tape.tick(performance.now())), TICK_MS);
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
    this.hide();
    this.set({ shows: "paused" });
  }

  goOn(): void {
    this.show();
  }

  stop(): void {
    this.stopped(null);
  }

  /** A private moment: everyone gets black, from this call on; or the screen again (SPEC N5). */
  cover(isPrivate: boolean): void {
    if (isPrivate === this.view.isPrivate || (isPrivate && this.view.stream === null)) return;
    this.encoder.cover(isPrivate);
    this.set({ isPrivate });
    this.say([{ type: "private_is", on: isPrivate }]);
  }

  /** The presenter answers whether it may be recorded. */
  answer(isAllowed: boolean): void {
    this.taped(this.tape.answered(isAllowed, performance.now()));
  }

  /** The presenter pauses the recording, lets it go on, or withdraws it (SPEC N4). */
  record(deed: RecordingDeed): void {
    this.taped(this.tape.done(deed));
  }

  /** The page goes: nothing is captured any more. */
  close(): void {
    clearInterval(this.ticker);
    this.hide();
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
    else if (message.type === "fault") this.refused(message.about);
    else this.recording(message);
  }

  private recording(message: ToMachine): void {
    if (message.type === "happened") this.happened(message.entry);
    else if (message.type === "order_recording") this.taped(this.tape.ordered(message, performance.now()));
    else if (message.type === "stop_asking") {
      this.tape.withdrawn(message.request_id);
      this.taped([]);
    }
  }

  private happened(entry: Entry): void {
    if (this.session === null) return;
    this.session = apply(this.session, entry);
    this.tape.heard(this.session);
    this.taped([]);
  }

  private refused(about: RequestId | undefined): void {
    if (this.gate.refused(about)) this.stopped("broken");
    this.tape.refused(about);
    this.taped([]);
  }

  /** Say what the recording wants said, and show how it stands. */
  private taped(says: readonly TapeSays[]): void {
    this.say(says);
    const { asked, recorded } = this.tape;
    if (asked !== this.view.asked || recorded !== this.view.recorded) this.set({ asked, recorded });
  }

  private welcomed({ media_ticket, session }: Welcome): void {
    if (media_ticket !== undefined) this.socket.connect(media_ticket);
    if (session === undefined) return;
    this.session = session;
    this.say(this.gate.welcomed(session));
    this.taped(this.tape.welcomed(session));
    const on = this.view.isPrivate;
    if (session.private !== on) this.say([{ type: "private_is", on }]);
  }

  private logged(epoch: number): void {
    this.gate.logged(epoch);
    if (this.gate.isOpen) this.set({ shows: "showing" });
    this.encoder.keyWanted();
  }

  private ordered(order: LowerOrder): void {
    this.say(this.gate.ordered(order));
    this.uncover();
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
    this.link = this.session = null;
    this.tape.heard({});
    this.taped([]);
  }

  private resized(size: Size): void {
    this.size = size;
    this.link?.send({ type: "screen_is", screen: this.screen() });
  }

  private stopped(trouble: ShowView["trouble"]): void {
    this.hide();
    this.drop();
    this.set({ shows: "stopped", trouble });
  }

  /** Nobody sees anything from this moment on; what was asked is refused, and a private moment is over. */
  private hide(): void {
    this.say(this.gate.hide());
    this.taped(this.tape.refuse());
    this.uncover();
  }

  private uncover(): void {
    if (!this.gate.isOpen) this.cover(false);
  }

  private drop(): void {
    const { stream } = this.view;
    this.encoder.forget();
    if (stream === null) return;
    this.set({ stream: null });
    stopCapture(stream);
  }

  private say(messages: readonly (GateSays | TapeSays | PrivateIs)[]): void {
    for (const message of messages) this.link?.send(message);
  }

  private set(changes: Partial<ShowView>): void {
    this.view = { ...this.view, ...changes };
    this.changed(this.view);
  }
}
