/** The picture by way of the server: a media socket, a decoder for each watched stream, the remote pointer. */

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
  private readonly decoders = new Map<number, StreamDecoder>();
  private readonly keyWantedAt = new Map<number, number>();
  private readonly wishes = new Map<number, ReturnType<typeof setTimeout>>();
  private tries = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private over = false;

  constructor(
    private readonly url: string,
    private readonly listener: RelayListener,
  ) {
    this.begin(0);
  }

  /**
   * Show these streams from now on; what is shown of them already goes on.
   *
   * The server hears it too and begins the new ones with a key frame: asking for another would only put it off.
   */
  watch(streams: readonly number[]): void {
    for (const stream of [...this.decoders.keys()]) if (!streams.includes(stream)) this.end(stream);
    for (const stream of streams) if (!this.decoders.has(stream)) this.begin(stream);
  }

  /** Forget what came so far and begin at the next key frames, which are asked for. */
  restart(): void {
    for (const stream of [...this.decoders.keys()]) {
      this.begin(stream);
      this.sayKey(stream);
    }
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
    for (const stream of [...this.decoders.keys()]) this.end(stream);
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
    for (const stream of [...this.decoders.keys()]) this.begin(stream);
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
    this.decoders.get(header.stream)?.feed(header, payload);
  }

  /** A decoder for this stream, in place of the one that it had. */
  private begin(stream: number): void {
    this.decoders.get(stream)?.close();
    const made: StreamDecoder = new StreamDecoder({
      decoded: (frame, header) => {
        if (made === this.decoders.get(stream)) this.listener.frame(frame, header);
        else frame.close();
      },
      keyWanted: () => this.wantKey(stream),
    });
    this.decoders.set(stream, made);
  }

  private end(stream: number): void {
    this.forgetWish(stream);
    this.decoders.get(stream)?.close();
    this.decoders.delete(stream);
  }

  /** At most once in each gap, and then once more when the gap is over, if it is still wanted: a picture that
   * rests brings no other occasion. */
  private wantKey(stream: number): void {
    if (this.wishes.has(stream)) return;
    const before = this.keyWantedAt.get(stream) ?? Number.NEGATIVE_INFINITY;
    const wait = before + KEY_FRAME_REQUEST_GAP_SECONDS * 1000 - performance.now();
    if (wait <= 0) this.sayKey(stream);
    else
      this.wishes.set(
        stream,
        setTimeout(() => this.wishAgain(stream), wait),
      );
  }

  private wishAgain(stream: number): void {
    this.wishes.delete(stream);
    if (this.decoders.get(stream)?.needsKey === true) this.sayKey(stream);
  }

  private sayKey(stream: number): void {
    this.forgetWish(stream);
    this.keyWantedAt.set(stream, performance.now());
    this.listener.keyFrameWanted(stream);
  }

  private forgetWish(stream: number): void {
    clearTimeout(this.wishes.get(stream));
    this.wishes.delete(stream);
  }
}
