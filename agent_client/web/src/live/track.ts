/**
 * Frames of a video track, each as soon as it can be shown.
 *
 * Taken from a video element at the moment in which the browser draws the page. The other way, a
 * `MediaStreamTrackProcessor`, has each frame earlier, and yet shows it later: after a key press Chromium puts
 * off everything that comes in until it has drawn the page once, and what is drawn then waits for the next time.
 * Measured from key to pixel: 28 ms by the processor, 17 ms by the element.
 */

import type { Size } from "./picture";

/** A frame as it comes off the track. */
export interface TrackFrame {
  image: VideoFrame | HTMLVideoElement;
  size: Size;
  /** RTP time of the frame, or null when it has none, or this browser does not tell. */
  rtp: number | null;
}

/** Who takes a `VideoFrame` closes it; a video element's picture is there until the call returns. */
export type TakeFrame = (frame: TrackFrame) => void;

/** Read `track` until `stopped` is aborted. */
export function readTrack(track: MediaStreamTrack, take: TakeFrame, stopped: AbortSignal): void {
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  const next = (_now: number, told: VideoFrameCallbackMetadata): void => {
    if (stopped.aborted) return;
    video.requestVideoFrameCallback(next);
    take({ ...imageOf(video), rtp: told.rtpTimestamp ?? null });
  };
  video.requestVideoFrameCallback(next);
  stopped.addEventListener("abort", () => {
    video.srcObject = null;
  });
  void video.play().catch(() => undefined);
}

function imageOf(video: HTMLVideoElement): { image: VideoFrame | HTMLVideoElement; size: Size } {
  const size = { widthPx: video.videoWidth, heightPx: video.videoHeight };
  if (!("VideoFrame" in globalThis)) return { image: video, size };
  try {
    return { image: new VideoFrame(video), size };
  } catch {
    // No frame yet, or one that cannot be had as such: the element itself can always be drawn.
    return { image: video, size };
  }
}
