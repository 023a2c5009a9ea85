/** The direct path: a WebRTC connection that the captured machine offers and this console answers (SPEC D). */

import {
  KEYS_CHANNEL,
  MOVES_CHANNEL,
  type FromViewer,
  type IceServer,
  type Offer,
  type ToViewer,
} from "../protocol/protocol.gen";
import { readTrack, type TakeFrame } from "./track";

export interface DirectListener {
  /** The answer is ready to be sent. */
  answer(attempt: number, sdp: string): void;
  /** The ordered channel is open: input may travel on it. */
  ready(attempt: number): void;
  frame: TakeFrame;
  message(message: ToViewer): void;
  /** A TURN server did not take our credentials. */
  turnRefused(): void;
  /** This connection is of no more use. */
  failed(attempt: number): void;
}

/** Candidates are sent with the description; with a slow STUN server some come too late, and are not missed. */
const GATHER_LIMIT_MS = 700;
/** "disconnected" often heals by itself within this time. */
const DISCONNECTED_LIMIT_MS = 2_000;

/** What a TURN server answers to credentials that are wrong or over (RFC 8656). */
const REFUSED = [401, 403, 438];

/** One attempt at a direct path, from offer to end. */
export class Direct {
  private readonly connection: RTCPeerConnection;
  private readonly stopped = new AbortController();
  private keys: RTCDataChannel | null = null;
  private moves: RTCDataChannel | null = null;
  private wobble: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly attempt: number,
    ice: readonly IceServer[],
    private readonly listener: DirectListener,
  ) {
    this.connection = new RTCPeerConnection({ iceServers: ice.map(iceServer) });
    this.connection.ontrack = (event) => {
      event.receiver.jitterBufferTarget = 0;
      readTrack(event.track, (frame) => this.listener.frame(frame), this.stopped.signal);
    };
    this.connection.ondatachannel = (event) => this.opened(event.channel);
    this.connection.onicecandidateerror = (event) => {
      if (REFUSED.includes(event.errorCode)) this.listener.turnRefused();
    };
    this.connection.onconnectionstatechange = () => this.stateChanged();
  }

  /** Answer the machine's offer. */
  async accept(offer: Offer): Promise<void> {
    try {
      await this.connection.setRemoteDescription({ type: "offer", sdp: offer.sdp });
      await this.connection.setLocalDescription();
      await this.gathered();
    } catch {
      this.fail();
      return;
    }
    const sdp = this.connection.localDescription?.sdp;
    if (sdp !== undefined && !this.stopped.signal.aborted) this.listener.answer(this.attempt, sdp);
  }

  /** Send on the ordered channel; false when there is none. */
  sendReliable(message: FromViewer): boolean {
    return send(this.keys, message);
  }

  /** Send where a lost message is not sent again; false when there is no such channel. */
  sendMove(message: FromViewer): boolean {
    return send(this.moves, message) || send(this.keys, message);
  }

  /** Packets received and frames decoded so far: received but not decoded means that the decoder is stuck. */
  async counted(): Promise<{ received: number; decoded: number }> {
    const found = { received: 0, decoded: 0 };
    const report = await this.connection.getStats();
    report.forEach((one: RTCInboundRtpStreamStats) => {
      if (one.type !== "inbound-rtp" || one.kind !== "video") return;
      found.received = one.framesReceived ?? 0;
      found.decoded = (one.framesDecoded ?? 0) + (one.framesDropped ?? 0);
    });
    return found;
  }

  close(): void {
    if (this.stopped.signal.aborted) return;
    this.stopped.abort();
    clearTimeout(this.wobble);
    this.connection.close();
  }

  private fail(): void {
    if (this.stopped.signal.aborted) return;
    this.close();
    this.listener.failed(this.attempt);
  }

  private opened(channel: RTCDataChannel): void {
    channel.onmessage = (event: MessageEvent<unknown>) => {
      const message = parsed(event.data);
      if (message !== null && !this.stopped.signal.aborted) this.listener.message(message);
    };
    if (channel.label === MOVES_CHANNEL) this.moves = channel;
    if (channel.label !== KEYS_CHANNEL) return;
    this.keys = channel;
    channel.onclose = () => this.fail();
    if (channel.readyState === "open") this.listener.ready(this.attempt);
    else channel.onopen = () => this.listener.ready(this.attempt);
  }

  private stateChanged(): void {
    clearTimeout(this.wobble);
    const state = this.connection.connectionState;
    if (state === "failed" || state === "closed") this.fail();
    else if (state === "disconnected") this.wobble = setTimeout(() => this.fail(), DISCONNECTED_LIMIT_MS);
  }

  private gathered(): Promise<void> {
    if (this.connection.iceGatheringState === "complete") return Promise.resolve();
    return new Promise((done) => {
      const limit = setTimeout(done, GATHER_LIMIT_MS);
      this.connection.onicegatheringstatechange = () => {
        if (this.connection.iceGatheringState !== "complete") return;
        clearTimeout(limit);
        done();
      };
    });
  }
}

function iceServer(server: IceServer): RTCIceServer {
  return {
    urls: [...server.urls],
    ...(server.username === undefined ? {} : { username: server.username }),
    ...(server.credential === undefined ? {} : { credential: server.credential }),
  };
}

function send(channel: RTCDataChannel | null, message: FromViewer): boolean {
  if (channel?.readyState !== "open") return false;
  channel.send(JSON.stringify(message));
  return true;
}

const decoder = new TextDecoder();

function parsed(data: unknown): ToViewer | null {
  try {
    if (typeof data === "string") return JSON.parse(data) as ToViewer;
    if (data instanceof ArrayBuffer) return JSON.parse(decoder.decode(data)) as ToViewer;
  } catch {
    // Not ours to judge: a message that is none is no message.
  }
  return null;
}
