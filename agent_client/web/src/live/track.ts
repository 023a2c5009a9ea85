/** Frames of the direct track, each with its RTP time, as soon as they are decoded. */

import type { Size } from "./picture";

/** A frame as it comes off the track. */
export interface TrackFrame {
  image: VideoFrame | HTMLVideoElement;
  size: Size;
  /** RTP time of the frame, or null when this browser does not tell. */
  rtp: number | null;
}

/** Called for each frame. Who takes a `VideoFrame` closes it; a video element's picture is there until the call returns. */
export type TakeFrame = (frame: TrackFrame) => void;

interface Processor {
  readonly readable: ReadableStream<VideoFrame>;
}
type MakeProcessor = new (init: { track: MediaStreamTrack; maxBufferSize?: number }) => Processor;

/** Read `track` until `stopped` is aborted. */
export function readTrack(track: MediaStreamTrack, take: TakeFrame, stopped: AbortSignal): void {
  const make = (globalThis as { MediaStreamTrackProcessor?: MakeProcessor }).MediaStreamTrackProcessor;
  // Measured in Chromium: a frame leaves the processor as soon as it is decoded; the video element
  // hands it out at the next animation frame.
  if (make === undefined) readElement(track, take, stopped);
  else void readProcessor(new make({ track, maxBufferSize: 2 }), take, stopped);
}

async function readProcessor(processor: Processor, take: TakeFrame, stopped: AbortSignal): Promise<void> {
  const reader = processor.readable.getReader();
  stopped.addEventListener("abort", () => void reader.cancel().catch(() => undefined));
  for (;;) {
    const next = await reader.read().catch(() => null);
    if (next === null || next.done) return;
    const frame = next.value;
    if (stopped.aborted) frame.close();
    else take({ image: frame, size: sizeOf(frame), rtp: rtpOf(frame) });
  }
}

function sizeOf(frame: VideoFrame): Size {
  return { widthPx: frame.displayWidth, heightPx: frame.displayHeight };
}

function rtpOf(frame: VideoFrame): number | null {
  const told = (frame as { metadata?: () => { rtpTimestamp?: number } }).metadata?.();
  return told?.rtpTimestamp ?? null;
}

function readElement(track: MediaStreamTrack, take: TakeFrame, stopped: AbortSignal): void {
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  const next = (_now: number, told: VideoFrameCallbackMetadata): void => {
    if (stopped.aborted) return;
    video.requestVideoFrameCallback(next);
    const size = { widthPx: video.videoWidth, heightPx: video.videoHeight };
    take({ image: video, size, rtp: told.rtpTimestamp ?? null });
  };
  video.requestVideoFrameCallback(next);
  stopped.addEventListener("abort", () => {
    video.srcObject = null;
  });
  void video.play().catch(() => undefined);
}
