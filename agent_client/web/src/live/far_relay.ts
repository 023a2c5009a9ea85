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
  /** Show this stream from now on. */
  watch(stream: number): void;
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
  private shown = new AbortController();
  private stream: number | null = null;

  constructor(
    url: string,
    private readonly listener: PictureRelayListener,
    private readonly makeTrack: MakeGenerator,
  ) {
    this.worker = new Worker(new URL("./relay_worker.ts", import.meta.url), { type: "module" });
    this.worker.onmessage = (event: MessageEvent<RelayNews>) => this.hear(event.data);
    this.order({ do: "begin", url });
    this.watch(0);
  }

  watch(stream: number): void {
    if (stream === this.stream) return;
    this.stream = stream;
    this.shown.abort();
    this.shown = new AbortController();
    // A track for each stream: a frame that is still on its way is never taken for one of another monitor.
    const track = new this.makeTrack({ kind: "video" });
    this.worker.postMessage({ do: "watch", stream, sink: track.writable } satisfies RelayOrder, [
      track.writable,
    ]);
    readTrack(
      track,
      ({ image }) => {
        if (image instanceof VideoFrame) this.listener.frame(image, stream);
      },
      this.shown.signal,
    );
  }

  restart(): void {
    this.order({ do: "restart" });
  }

  open(ticket: string): void {
    this.order({ do: "open", ticket });
  }

  close(): void {
    this.shown.abort();
    this.order({ do: "close" });
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
