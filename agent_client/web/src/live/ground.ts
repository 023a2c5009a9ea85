/** What pointers and ink are drawn above: pictures of monitors within one element of the page. */

import type { MonitorId } from "../protocol/protocol.gen";
import type { Box } from "./place";

export interface Ground {
  /** Holds the pictures. */
  readonly holder: HTMLElement;
  /** Where this monitor's picture is, in CSS pixels from the holder's corner; null: it is not shown. */
  boxOf(monitor: MonitorId): Box | null;
}

export function boxWithin(picture: HTMLElement): Box {
  return {
    left: picture.offsetLeft,
    top: picture.offsetTop,
    width: picture.clientWidth,
    height: picture.clientHeight,
  };
}

/** One picture alone in its element. */
export function groundOf(holder: HTMLElement, picture: HTMLElement, shown: () => MonitorId): Ground {
  return { holder, boxOf: (monitor) => (monitor === shown() ? boxWithin(picture) : null) };
}
