/** A window or a screen of this computer, chosen in the browser's own picker, as pictures. */

import { canEncode } from "./screen_encoder";
import { FRAMES_PER_SECOND } from "./pace";
import { LIMIT } from "./size";

interface Processor {
  readonly readable: ReadableStream<VideoFrame>;
}
type MakeProcessor = new (init: { track: MediaStreamTrack; maxBufferSize?: number }) => Processor;

function processor(): MakeProcessor | undefined {
  return (globalThis as { MediaStreamTrackProcessor?: MakeProcessor }).MediaStreamTrackProcessor;
}

/** Whether this browser can show its screen at all. */
export async function canShow(): Promise<boolean> {
  const media = (navigator as { mediaDevices?: Partial<MediaDevices> }).mediaDevices;
  return media?.getDisplayMedia !== undefined && processor() !== undefined && (await canEncode());
}

/** Ask the person what to show. Rejects when they choose nothing. */
export async function choose(): Promise<MediaStream> {
  return navigator.mediaDevices.getDisplayMedia({
    audio: false,
    video: {
      frameRate: { max: FRAMES_PER_SECOND },
      width: { max: LIMIT.widthPx },
      height: { max: LIMIT.heightPx },
    },
  });
}

/** Hand over each picture until the capture ends, by whomever; then say so. Who takes a picture closes it. */
export function readPictures(
  stream: MediaStream,
  take: (frame: VideoFrame) => void,
  ended: () => void,
): void {
  const [track] = stream.getVideoTracks();
  const make = processor();
  if (track === undefined || make === undefined) throw new Error("canShow() said so");
  // Sharp letters before smooth motion.
  track.contentHint = "detail";
  const reader = new make({ track, maxBufferSize: 1 }).readable.getReader();
  const read = async (): Promise<void> => {
    for (let next = await reader.read(); !next.done; next = await reader.read()) take(next.value);
  };
  void read()
    .catch(() => undefined)
    .then(ended);
}

export function stopCapture(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
