/** The two ways of the picture, relay and direct, and the switch between them (SPEC D). */

import type {
  DirectClosed,
  FrameClock,
  FromConsole,
  IceServer,
  Input,
  InputSeen,
  Offer,
  PointerAt,
  PointerShape,
  ToViewer,
} from "../protocol/protocol.gen";
import { Direct } from "./direct";
import { makeRelay, type PictureRelay } from "./far_relay";
import { RtpNames, type FrameName } from "./frame_name";
import { PathChoice, type PathStep } from "./path";
import type { Panes } from "./panes";
import { QualityMeter } from "./quality";

import type { TrackFrame } from "./track";

export interface TwoWaysOut {
  /** On the control link; false while it is lost. */
  send(message: FromConsole): boolean;
  pointer(message: PointerShape | PointerAt): void;
  seen(answer: InputSeen): void;
  /** Input goes another way from here on; `trouble` when it had to. */
  pathChanged(trouble: boolean): void;
  /** A TURN server refuses this browser or the machine; the picture goes by the relay (SPEC D6). */
  turnRefused(): void;
}

const TICK_MS = 1_000;
/** Answers to probes on the direct path stay out for this long: it is broken, whatever WebRTC believes. */
const SILENT_LIMIT_MS = 4_000;
/** Packets come in and nothing is decoded, at so many checks in a row. */
const STUCK_CHECKS = 3;

export class TwoWays {
  readonly meter = new QualityMeter();
  private readonly relay: PictureRelay;
  private readonly choice = new PathChoice();
  private readonly ticker: ReturnType<typeof setInterval>;
  private direct: Direct | null = null;
  private names = new RtpNames();
  private unnamed: (TrackFrame & { image: VideoFrame }) | null = null;
  private ice: readonly IceServer[] = [];
  private streams: readonly number[] = [0];
  private turnWasRefused = false;
  private counted = { received: 0, decoded: 0, stuck: 0 };

  constructor(
    mediaUrl: string,
    private readonly panes: Panes,
    private readonly out: TwoWaysOut,
  ) {
    this.relay = makeRelay(mediaUrl, {
      frame: (frame, stream) => {
        const size = { widthPx: frame.displayWidth, heightPx: frame.displayHeight };
        panes.draw(frame, size, { stream, ptsUs: frame.timestamp, via: "relay" });
      },
      pointer: (message) => out.pointer(message),
      keyFrameWanted: (stream) => out.send({ type: "key_frame_wanted", stream }),
      ticketWanted: () => out.send({ type: "media_ticket_wanted" }),
    });
    this.ticker = setInterval(() => this.tick(), TICK_MS);
  }

  /** The monitor that the direct path carries. */
  private get stream(): number {
    return this.streams[0] ?? 0;
  }

  get isDirect(): boolean {
    return this.choice.state.is === "direct";
  }

  /** The control link is open (again). */
  welcomed(ice: readonly IceServer[], mediaTicket: string | undefined): void {
    this.ice = ice;
    if (mediaTicket !== undefined) this.relay.open(mediaTicket);
    this.out.send({ type: "watch", streams: this.streams });
  }

  ticketCame(ticket: string): void {
    this.relay.open(ticket);
  }

  /** Show these monitors. One goes the direct way where there is one, several come by the relay (SPEC D7). */
  watch(streams: readonly number[]): void {
    this.streams = streams;
    this.panes.show(streams);
    // First here: the key frame that the server begins with must find somebody who takes it.
    this.relay.watch(streams);
    this.out.send({ type: "watch", streams });
    this.carryOut(this.choice.relayOnly(streams.length > 1, performance.now()));
    this.direct?.sendReliable({ type: "key_frame_wanted", stream: this.stream });
  }

  machineReady(): void {
    // Some browsers, and some rules of organisations, take WebRTC away: the relay serves them well.
    if (!("RTCPeerConnection" in globalThis)) return;
    this.carryOut(this.choice.machineReady(performance.now()));
  }

  machineGone(): void {
    this.carryOut(this.choice.machineGone());
  }

  offered(offer: Offer): void {
    const state = this.choice.state;
    if (state.is !== "trying" || state.attempt !== offer.attempt) return;
    if (offer.turn_refused) this.sayTurnRefused();
    this.direct?.close();
    this.names = new RtpNames();
    this.direct = new Direct(offer.attempt, this.ice, {
      answer: (attempt, sdp) => this.out.send({ type: "answer", attempt, sdp }),
      ready: () => undefined,
      frame: (frame) => this.directFrame(frame),
      message: (message) => this.directMessage(message),
      turnRefused: () => this.sayTurnRefused(),
      failed: (attempt) => this.trouble(attempt),
    });
    void this.direct.accept(offer);
  }

  /** Said once: every try would say it again. */
  private sayTurnRefused(): void {
    if (this.turnWasRefused) return;
    this.turnWasRefused = true;
    this.out.turnRefused();
  }

  /** The machine gave the direct path up. */
  closedThere(closed: DirectClosed): void {
    this.trouble(closed.attempt);
  }

  /** Input, by the quickest way there is. */
  sendReliable(message: Input): boolean {
    return (this.isDirect && this.direct?.sendReliable(message) === true) || this.out.send(message);
  }

  sendMove(message: Input): boolean {
    return (this.isDirect && this.direct?.sendMove(message) === true) || this.out.send(message);
  }

  close(): void {
    clearInterval(this.ticker);
    this.forgetUnnamed();
    this.direct?.close();
    this.relay.close();
  }

  private trouble(attempt: number): void {
    this.carryOut(this.choice.trouble(attempt, performance.now()));
  }

  private carryOut(steps: readonly PathStep[]): void {
    for (const step of steps) {
      switch (step.do) {
        case "want":
          this.out.send({ type: "direct_wanted", attempt: step.attempt });
          break;
        case "drawn":
          this.out.send({ type: "drawn_direct", attempt: step.attempt });
          this.meter.reset();
          this.out.pathChanged(false);
          break;
        case "close":
          this.closeDirect(step);
          break;
      }
    }
  }

  private closeDirect({ attempt, wasDirect, isChosen }: Extract<PathStep, { do: "close" }>): void {
    this.direct?.close();
    this.direct = null;
    this.forgetUnnamed();
    this.out.send({ type: "direct_closed", attempt });
    if (!wasDirect) return;
    this.meter.reset();
    this.panes.forget();
    // By choice, the server begins with a key frame as soon as it hears of it.
    if (!isChosen) this.relay.restart();
    this.out.pathChanged(!isChosen);
  }

  private directFrame(frame: TrackFrame): void {
    const name = this.nameOf(frame);
    if (name === null) this.keepUnnamed(frame);
    else if (frame.image instanceof HTMLVideoElement) this.panes.drawElement(frame.image, frame.size, name);
    else this.panes.draw(frame.image, frame.size, name);
  }

  private nameOf(frame: TrackFrame): FrameName | null {
    if (frame.rtp !== null) return this.names.name(frame.rtp);
    // This browser does not tell when a frame was made: the track's order has to do.
    return { stream: this.stream, ptsUs: Number.MAX_SAFE_INTEGER, via: "direct" };
  }

  /** The picture can come before the clock that names it: the newest one waits. */
  private keepUnnamed(frame: TrackFrame): void {
    this.forgetUnnamed();
    if (frame.image instanceof VideoFrame) this.unnamed = { ...frame, image: frame.image };
  }

  private forgetUnnamed(): void {
    this.unnamed?.image.close();
    this.unnamed = null;
  }

  private clockCame(clock: FrameClock): void {
    this.names.announced(clock);
    // A path that opens begins with the machine's first monitor: the one that is watched here may be another.
    if (clock.stream !== this.stream)
      this.direct?.sendReliable({ type: "key_frame_wanted", stream: this.stream });
    const waiting = this.unnamed;
    this.unnamed = null;
    if (waiting !== null) this.directFrame(waiting);
  }

  /** A frame stands on the canvas: when it came directly, that way is proved. */
  drawn(name: FrameName): void {
    const direct = this.direct;
    if (name.via !== "direct" || direct === null) return;
    this.forgetUnnamed();
    this.carryOut(this.choice.frameDrawn(direct.attempt, performance.now()));
  }

  private directMessage(message: ToViewer): void {
    switch (message.type) {
      case "frame_clock":
        this.clockCame(message);
        break;
      case "probe":
        this.meter.answered(message.number, performance.now());
        break;
      case "input_seen":
        this.out.seen(message);
        break;
      case "pointer_at":
      case "pointer_shape":
        this.out.pointer(message);
        break;
    }
  }

  private tick(): void {
    const now = performance.now();
    this.carryOut(this.choice.tick(now));
    const direct = this.direct;
    if (!this.isDirect || direct === null) return;
    if (this.meter.silentMs(now) > SILENT_LIMIT_MS) {
      this.trouble(direct.attempt);
      return;
    }
    direct.sendReliable({ type: "probe", number: this.meter.ask(now) });
    void this.checkDecoder(direct);
  }

  private async checkDecoder(direct: Direct): Promise<void> {
    const found = await direct.counted().catch(() => null);
    if (found === null || direct !== this.direct) return;
    const isStuck = found.received > this.counted.received && found.decoded === this.counted.decoded;
    const stuck = isStuck ? this.counted.stuck + 1 : 0;
    this.counted = { ...found, stuck };
    if (stuck === 1) direct.sendReliable({ type: "key_frame_wanted", stream: this.stream });
    if (stuck >= STUCK_CHECKS) this.trouble(direct.attempt);
  }
}
