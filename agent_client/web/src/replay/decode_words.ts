/** What the page and its decoding worker say to each other. */

import type { Init } from "./fragment";

/** A packed picture on its way to the decoder. */
export interface Packed {
  /** Microseconds from the timeline's beginning: the picture's identity. */
  readonly atUs: number;
  readonly key: boolean;
  readonly data: Uint8Array<ArrayBuffer>;
  /** Else it is decoded for the sake of those after it, and thrown away. */
  readonly shown: boolean;
}

/**
 * A line of pictures that build on each other: a monitor's, or the small ones of the timeline.
 *
 * `run` rises with every seek: what comes of an older one is thrown away.
 */
export type DecodeOrder =
  | { do: "begin"; line: number; run: number; init: Init }
  | { do: "feed"; line: number; run: number; pictures: readonly Packed[] }
  | { do: "end"; line: number };

export type DecodeNews =
  | { is: "frame"; line: number; run: number; atUs: number; frame: VideoFrame }
  | { is: "failed"; line: number; run: number };
