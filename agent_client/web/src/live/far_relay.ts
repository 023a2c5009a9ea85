/**
 * The relay, kept in a worker where the browser can: then no frame waits for the page.
 *
 * The worker writes decoded frames into a track, and a video element shows it; see `track.ts` for why.
 */

import type { PointerAt, PointerShape } from "../protocol/protocol.gen";
import { Relay } from "./relay";
import type { RelayNews, RelayOrder } from "./relay_words";
import { readTrack } from "./track";

export interface PictureRelay {
  /** Show these streams from now on; what is shown of them already goes on. */
  watch(streams: readonly number[]): void;
  /** Begin again at a key frame. */
  restart(): void;
  /** Open a media socket with this ticket. */
  open(ticket: string): void;
  close(): void;
}

export interface PictureRelayListener {
  /** A frame was decoded; who takes it closes it. */
  frame(frame: VideoFrame, stream: number): void;
  pointer(message: PointerShape | PointerAt): void;
  keyFrameWanted(stream: number): void;
  ticketWanted(): void;
}

interface Generator extends MediaStreamTrack {
  readonly writable: WritableStream<VideoFrame>;
}
type MakeGenerator = new (init: { kind: "video" }) => Generator;

export function makeRelay(url: string, listener: PictureRelayListener): PictureRelay {
  const make = (globalThis as { MediaStreamTrackGenerator?: MakeGenerator }).MediaStreamTrackGenerator;
  if (make !== undefined && "requestVideoFrameCallback" in HTMLVideoElement.prototype)
    return new FarRelay(url, listener, make);
  return new Relay(url, { ...listener, frame: (frame, header) => listener.frame(frame, header.stream) });
}

class FarRelay implements PictureRelay {
  private readonly worker: Worker;
  private readonly shown = new Map<number, AbortController>();

  constructor(
    url: string,
    private readonly listener: PictureRelayListener,
    private readonly makeTrack: MakeGenerator,
  ) {
    this.worker = new Worker(new URL("./relay_worker.ts", import.meta.url), { type: "module" });
    this.worker.onmessage = (event: MessageEvent<RelayNews>) => this.hear(event.data);
    this.order({ do: "begin", url });
    this.watch([0]);
  }

  watch(streams: readonly number[]): void {
    for (const [stream, shown] of this.shown)
      if (!streams.includes(stream)) {
        shown.abort();
        this.shown.delete(stream);
      }
    const fresh = streams.filter((stream) => !this.shown.has(stream));
    const sinks = fresh.map((stream): [number, WritableStream<VideoFrame>] => [stream, this.sinkFor(stream)]);
    this.worker.postMessage(
      { do: "watch", streams, sinks } satisfies RelayOrder,
      sinks.map(([, sink]) => sink),
    );
  }

  restart(): void {
    this.order({ do: "restart" });
  }

  open(ticket: string): void {
    this.order({ do: "open", ticket });
  }

  close(): void {
    for (const shown of this.shown.values()) shown.abort();
    this.order({ do: "close" });
  }

  /** A track for each stream: a frame that is still on its way is never taken for one of another monitor. */
  private sinkFor(stream: number): WritableStream<VideoFrame> {
    const track = new this.makeTrack({ kind: "video" });
    const shown = new AbortController();
    this.shown.set(stream, shown);
    let isFirst = true;
    readTrack(
      track,
      ({ image }) => {
        if (isFirst) this.order({ do: "shown", stream });
        isFirst = false;
        if (image instanceof VideoFrame) this.listener.frame(image, stream);
      },
      shown.signal,
    );
    return track.writable;
  }

  private order(order: Exclude<RelayOrder, { do: "watch" }>): void {
    this.worker.postMessage(order);
  }

  private hear(news: RelayNews): void {
    switch (news.is) {
      case "pointer":
        this.listener.pointer(news.message);
        break;
      case "key_frame_wanted":
        this.listener.keyFrameWanted(news.stream);
        break;
      case "ticket_wanted":
        this.listener.ticketWanted();
        break;
    }
  }
}
