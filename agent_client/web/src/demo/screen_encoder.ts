/** The shown screen as H.264, once for everybody: the newest picture, encoded when the pace says so. */

import type { Size } from "../live/picture";
import { profileOf, pictureFrame } from "./frame_out";
import { FRAMES_PER_SECOND, Pace } from "./pace";
import { bitsPerSecond, sentSize } from "./size";

/** Constrained baseline, level 4.0: up to 1080p at 30 pictures a second. */
const CODEC = "avc1.42e028";
const SETTLE_MS = 150;
/** What is shown is one monitor, whatever was chosen. */
export const STREAM = 0;

export interface EncoderOut {
  /** The socket that takes the frames; null while there is none, or nobody may see. */
  socket(): WebSocket | null;
  /** The picture has another size from here on. */
  resized(size: Size): void;
  /** Nothing can be encoded here. */
  broken(): void;
}

function config(size: Size): VideoEncoderConfig {
  return {
    codec: CODEC,
    width: size.widthPx,
    height: size.heightPx,
    bitrate: bitsPerSecond(size),
    bitrateMode: "variable",
    framerate: FRAMES_PER_SECOND,
    latencyMode: "realtime",
    avc: { format: "annexb" },
  };
}

/** Whether this browser encodes what the viewers decode. */
export async function canEncode(): Promise<boolean> {
  if (!("VideoEncoder" in globalThis)) return false;
  const told = await VideoEncoder.isConfigSupported(config({ widthPx: 1920, heightPx: 1080 })).catch(
    () => null,
  );
  return told?.supported === true;
}

export class ScreenEncoder {
  private readonly pace = new Pace();
  private encoder: VideoEncoder | null = null;
  private size: Size = { widthPx: 0, heightPx: 0 };
  private newest: VideoFrame | null = null;
  private isCovered = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private seq = 0;
  private ptsUs = 0;
  private profile = "42e028";

  constructor(private readonly out: EncoderOut) {}

  /** A picture of the screen; it is closed here. */
  take(frame: VideoFrame): void {
    this.newest?.close();
    this.newest = frame;
    if (!this.isCovered) this.pace.came();
    const size = sentSize({ widthPx: frame.displayWidth, heightPx: frame.displayHeight });
    if (size.widthPx !== this.size.widthPx || size.heightPx !== this.size.heightPx) this.resize(size);
    this.go();
  }

  keyWanted(): void {
    this.pace.keyWanted();
    this.go();
  }

  /** From this moment on only black pictures go out (SPEC N5); or the screen again, from a key frame. */
  cover(isCovered: boolean): void {
    if (isCovered === this.isCovered) return;
    this.isCovered = isCovered;
    // What the encoder still holds of what was shown before is thrown away with it.
    this.drop();
    if (!isCovered) this.pace.came();
    this.keyWanted();
  }

  /** Nothing of the screen stays here. */
  forget(): void {
    clearTimeout(this.timer);
    this.newest?.close();
    this.newest = null;
  }

  close(): void {
    this.forget();
    this.drop();
  }

  private drop(): void {
    if (this.encoder?.state === "configured") this.encoder.close();
    this.encoder = null;
  }

  private resize(size: Size): void {
    this.size = size;
    this.pace.keyWanted();
    if (this.encoder?.state === "configured") this.encoder.configure(config(size));
    this.out.resized(size);
  }

  /** Encode the newest picture if it is time; come back later while something is owed. */
  private go(): void {
    clearTimeout(this.timer);
    const socket = this.out.socket();
    if (this.newest === null || socket === null) return;
    const encoder = this.ready();
    const load = { atMs: performance.now(), bufferedBytes: socket.bufferedAmount };
    const verdict = this.pace.judge({ ...load, queued: encoder.encodeQueueSize });
    if (verdict !== "skip") this.encode(encoder, this.newest, verdict === "key");
    if (this.pace.owes) this.timer = setTimeout(() => this.go(), SETTLE_MS);
  }

  private ready(): VideoEncoder {
    if (this.encoder?.state === "configured") return this.encoder;
    this.pace.keyWanted();
    const made = new VideoEncoder({
      output: (chunk) => {
        if (made === this.encoder) this.send(chunk);
      },
      error: () => {
        if (made === this.encoder) this.out.broken();
      },
    });
    made.configure(config(this.size));
    this.encoder = made;
    return made;
  }

  private encode(encoder: VideoEncoder, newest: VideoFrame, keyFrame: boolean): void {
    // The frame's identity on every way: the wall clock, which rises over restarts of this page too.
    this.ptsUs = Math.max(this.ptsUs + 1, Date.now() * 1000);
    const frame = this.isCovered ? black(this.size, this.ptsUs) : evenCopy(newest, this.ptsUs);
    try {
      encoder.encode(frame, { keyFrame });
    } catch {
      this.out.broken();
    } finally {
      frame.close();
    }
  }

  private send(chunk: EncodedVideoChunk): void {
    const socket = this.out.socket();
    if (socket === null || !this.pace.goes(socket.bufferedAmount)) {
      this.pace.keyWanted();
      return;
    }
    const { widthPx, heightPx } = this.size;
    const key = chunk.type === "key";
    const unit = new Uint8Array(chunk.byteLength);
    chunk.copyTo(unit);
    if (key) this.profile = profileOf(unit) ?? this.profile;
    const name = { key, stream: STREAM, seq: this.seq, ptsUs: chunk.timestamp, profile: this.profile };
    const frame = pictureFrame({ ...name, widthPx, heightPx }, unit.byteLength);
    frame.set(unit, frame.byteLength - unit.byteLength);
    this.seq = (this.seq + 1) >>> 0;
    socket.send(frame);
  }
}

/** A picture of this size that shows nothing. */
function black({ widthPx, heightPx }: Size, timestamp: number): VideoFrame {
  const canvas = new OffscreenCanvas(widthPx, heightPx);
  const drawing = canvas.getContext("2d", { alpha: false });
  drawing?.fillRect(0, 0, widthPx, heightPx);
  return new VideoFrame(canvas, { timestamp });
}

/** The same picture under another time, without its last row or column where their number is odd. */
function evenCopy(frame: VideoFrame, timestamp: number): VideoFrame {
  const seen = frame.visibleRect;
  if (seen === null || (seen.width % 2 === 0 && seen.height % 2 === 0))
    return new VideoFrame(frame, { timestamp });
  const width = Math.max(2, seen.width & ~1);
  const height = Math.max(2, seen.height & ~1);
  const visibleRect = { x: seen.x, y: seen.y, width, height };
  return new VideoFrame(frame, { timestamp, visibleRect, displayWidth: width, displayHeight: height });
}
