/** What the page and the worker that keeps its media socket say to each other. */

import type { PointerAt, PointerShape } from "../protocol/protocol.gen";

export type RelayOrder =
  | { do: "begin"; url: string }
  /** Show these streams; the frames of each new one go into its sink from now on. */
  | {
      do: "watch";
      streams: readonly number[];
      sinks: readonly (readonly [stream: number, sink: WritableStream<VideoFrame>])[];
    }
  /** The page has drawn a frame of this stream. */
  | { do: "shown"; stream: number }
  | { do: "restart" }
  | { do: "open"; ticket: string }
  | { do: "close" };

export type RelayNews =
  | { is: "pointer"; message: PointerShape | PointerAt }
  | { is: "key_frame_wanted"; stream: number }
  | { is: "ticket_wanted" };
