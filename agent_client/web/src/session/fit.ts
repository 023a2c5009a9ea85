/** How large the picture is on the page. Pure. */

import type { Size } from "../live/picture";

export type Fit = "fit" | "actual";

/** Room for the line around the picture that says: your keys go there. */
const EDGE = 6;

/** Width and height in CSS pixels: as large as the room allows, or one device pixel for each of the picture's. */
export function cssSize(
  picture: Size,
  room: { width: number; height: number },
  fit: Fit,
  pixelRatio: number,
): { width: number; height: number } {
  if (fit === "actual") return { width: picture.widthPx / pixelRatio, height: picture.heightPx / pixelRatio };
  const scale = Math.min((room.width - EDGE) / picture.widthPx, (room.height - EDGE) / picture.heightPx);
  return {
    width: Math.max(Math.floor(picture.widthPx * scale), 1),
    height: Math.max(Math.floor(picture.heightPx * scale), 1),
  };
}
