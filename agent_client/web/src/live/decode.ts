/** One stream's packets become frames. Waits for a key frame whenever it cannot go on. */

import { codecString, type Header } from "../protocol/media";

export interface DecodeListener {
  /** A frame is there; whoever takes it closes it. */
  decoded(frame: VideoFrame, header: Header): void;
  /** Nothing can be shown before a key frame comes. */
  keyWanted(): void;
}

/** More packets than this between us and the decoder: it does not keep up, and a key frame is cheaper. */
const BACKLOG_LIMIT = 90;

/** The part of WebCodecs that is used here; tests have their own. */
export type MakeDecoder = (init: VideoDecoderInit) => VideoDecoder;

export class StreamDecoder {
  private decoder: VideoDecoder | null = null;
  private configured = "";
  private lastSeq: number | null = null;
  private readonly headers = new Map<number, Header>();

  constructor(
    private readonly listener: DecodeListener,
    private readonly make: MakeDecoder = (init) => new VideoDecoder(init),
  ) {}

  /** Whether nothing can be shown before a key frame comes. */
  get needsKey(): boolean {
    return this.lastSeq === null;
  }

  /** One access unit, Annex B. */
  feed(header: Header, payload: Uint8Array<ArrayBuffer>): void {
    if (!this.follows(header)) {
      this.lastSeq = null;
      this.listener.keyWanted();
      return;
    }
    this.lastSeq = header.seq;
    try {
      this.decode(header, payload);
    } catch {
      // A decoder that refuses to be configured, or was closed by an error: as a broken picture.
      this.broken();
    }
  }

  close(): void {
    if (this.decoder !== null && this.decoder.state !== "closed") this.decoder.close();
    this.decoder = null;
    this.configured = "";
    this.lastSeq = null;
    this.headers.clear();
  }

  private follows(header: Header): boolean {
    if (header.key) return true;
    if (this.decoder !== null && this.decoder.decodeQueueSize > BACKLOG_LIMIT) return false;
    return this.lastSeq !== null && header.seq === (this.lastSeq + 1) >>> 0;
  }

  private decode(header: Header, payload: Uint8Array<ArrayBuffer>): void {
    const decoder = this.ready(header);
    this.headers.set(header.ptsUs, header);
    decoder.decode(
      new EncodedVideoChunk({
        type: header.key ? "key" : "delta",
        timestamp: header.ptsUs,
        data: payload,
      }),
    );
  }

  private ready(header: Header): VideoDecoder {
    const wanted = `${codecString(header)} ${header.widthPx}x${header.heightPx}`;
    if (this.decoder !== null && this.decoder.state === "configured" && this.configured === wanted)
      return this.decoder;
    this.close();
    this.lastSeq = header.seq;
    const made = this.make({ output: (frame) => this.output(frame), error: () => this.failed(made) });
    // Annex B: without a description the parameter sets come with each key frame.
    made.configure({
      codec: codecString(header),
      codedWidth: header.widthPx,
      codedHeight: header.heightPx,
      optimizeForLatency: true,
    });
    this.decoder = made;
    this.configured = wanted;
    return made;
  }

  private output(frame: VideoFrame): void {
    const header = this.headers.get(frame.timestamp);
    if (header === undefined) {
      frame.close();
      return;
    }
    for (const pts of this.headers.keys()) {
      this.headers.delete(pts);
      if (pts === frame.timestamp) break;
    }
    this.listener.decoded(frame, header);
  }

  private failed(which: VideoDecoder): void {
    if (which === this.decoder) this.broken();
  }

  private broken(): void {
    this.close();
    this.listener.keyWanted();
  }
}
