/** The picture by way of the server: a media socket, a decoder for the watched stream, the remote pointer. */

import { unpack, type Header } from "../protocol/media";
import {
  KEY_FRAME_REQUEST_GAP_SECONDS,
  MediaKind,
  PROTOCOL_VERSION,
  type MediaHello,
  type PointerAt,
  type PointerShape,
} from "../protocol/protocol.gen";
import { backOffSeconds } from "../protocol/link";
import { StreamDecoder } from "./decode";

export interface RelayListener {
  /** A frame was decoded; who takes it closes it. */
  frame(frame: VideoFrame, header: Header): void;
  pointer(message: PointerShape | PointerAt): void;
  /** The machine is to send a key frame of this stream. */
  keyFrameWanted(stream: number): void;
  /** A ticket for the next media socket is to be asked for. */
  ticketWanted(): void;
}

/**
 * One media socket at a time; opened anew, with growing waits, for as long as the session lives.
 *
 * A lost socket asks for another ticket; `open` is called with it.
 */
export class Relay {
  private socket: WebSocket | null = null;
  private stream = 0;
  private decoder: StreamDecoder;
  private keyWantedAt = Number.NEGATIVE_INFINITY;
  private tries = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private over = false;

  constructor(
    private readonly url: string,
    private readonly listener: RelayListener,
  ) {
    this.decoder = this.newDecoder();
  }

  /** Show this stream from now on. */
  watch(stream: number): void {
    if (stream === this.stream) return;
    this.stream = stream;
    this.restart();
  }

  /** Forget what came so far and begin at the next key frame, which is asked for. */
  restart(): void {
    this.decoder.close();
    this.decoder = this.newDecoder();
    this.keyWantedAt = Number.NEGATIVE_INFINITY;
    this.wantKey();
  }

  /** Open a media socket with this ticket, in place of the present one. */
  open(ticket: string): void {
    if (this.over) return;
    this.drop();
    const socket = new WebSocket(this.url);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    const hello: MediaHello = { type: "media_hello", protocol: PROTOCOL_VERSION, ticket };
    socket.onopen = () => socket.send(JSON.stringify(hello));
    socket.onmessage = (event: MessageEvent<unknown>) => {
      if (event.data instanceof ArrayBuffer) this.take(event.data);
    };
    socket.onclose = () => {
      if (socket === this.socket) this.lost();
    };
  }

  close(): void {
    this.over = true;
    clearTimeout(this.retry);
    this.drop();
    this.decoder.close();
  }

  private drop(): void {
    const old = this.socket;
    this.socket = null;
    if (old === null) return;
    old.onmessage = null;
    old.close();
  }

  private lost(): void {
    this.socket = null;
    this.decoder.close();
    this.decoder = this.newDecoder();
    if (this.over) return;
    const wait = backOffSeconds(this.tries, Math.random());
    this.tries += 1;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.listener.ticketWanted(), wait * 1000);
  }

  private take(data: ArrayBuffer): void {
    this.tries = 0;
    const { header, payload } = unpack(data);
    if (header.kind !== MediaKind.VIDEO) {
      this.listener.pointer(JSON.parse(new TextDecoder().decode(payload)) as PointerShape | PointerAt);
      return;
    }
    if (header.stream === this.stream) this.decoder.feed(header, payload);
  }

  private newDecoder(): StreamDecoder {
    const made: StreamDecoder = new StreamDecoder({
      decoded: (frame, header) => {
        if (made === this.decoder) this.listener.frame(frame, header);
        else frame.close();
      },
      keyWanted: () => this.wantKey(),
    });
    return made;
  }

  private wantKey(): void {
    const now = performance.now();
    if (now - this.keyWantedAt < KEY_FRAME_REQUEST_GAP_SECONDS * 1000) return;
    this.keyWantedAt = now;
    this.listener.keyFrameWanted(this.stream);
  }
}
