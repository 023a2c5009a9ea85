/** Which picture a frame is: the same name on both paths, so that the newest wins (SPEC D4). */

import type { FrameClock } from "../protocol/protocol.gen";

export type Via = "relay" | "direct";

export interface FrameName {
  stream: number;
  /** The frame's identity within its stream; rises. */
  ptsUs: number;
  via: Via;
}

const RTP_HZ = 90_000;
const WRAP = 2 ** 32;
/** The machine announces another clock when it changes streams; frames of the one before may still come. */
const CLOCKS_KEPT = 4;

/** How far `rtp` lies behind `origin`, in ticks: negative when it is the older of the two. */
export function ticksSince(rtp: number, origin: number): number {
  const ahead = (((rtp - origin) % WRAP) + WRAP) % WRAP;
  return ahead < WRAP / 2 ? ahead : ahead - WRAP;
}

/** Names the frames of the direct track, by the clocks that the machine announced. */
export class RtpNames {
  private clocks: FrameClock[] = [];

  announced(clock: FrameClock): void {
    this.clocks = [clock, ...this.clocks].slice(0, CLOCKS_KEPT);
  }

  /** The name of the frame with this RTP time, or null until a clock for it was announced. */
  name(rtp: number): FrameName | null {
    const clock = this.clocks.find((one) => ticksSince(rtp, one.rtp_origin) >= 0);
    if (clock === undefined) return null;
    const ticks = ticksSince(rtp, clock.rtp_origin);
    const ptsUs = clock.pts_origin_us + Math.round((ticks * 1_000_000) / RTP_HZ);
    return { stream: clock.stream, ptsUs, via: "direct" };
  }
}
