/** The elements of the live view, made once for each session and never touched by React. */

import type { MonitorId } from "../protocol/protocol.gen";
import type { Arranged } from "./arrange";
import type { Stage } from "./screen_view";

export interface LayOut {
  width: number;
  height: number;
  arranged: Arranged;
  /** What each picture is, for who cannot see it. */
  pictureLabel: (stream: MonitorId) => string;
  /** Where the keys go, and how to get them back. */
  keysLabel: string;
  isHolder: boolean;
}

export function makeElements(): Stage {
  const holder = document.createElement("div");
  const pointer = document.createElement("img");
  const overlay = document.createElement("canvas");
  const keys = document.createElement("textarea");
  holder.className = "live-holder live-panes";
  pointer.className = "live-pointer";
  pointer.alt = "";
  pointer.hidden = true;
  overlay.className = "live-overlay";
  overlay.dataset["testid"] = "overlay";
  overlay.setAttribute("aria-hidden", "true");
  keys.className = "live-keys";
  keys.dataset["testid"] = "keys";
  keys.autocapitalize = "off";
  keys.autocomplete = "off";
  keys.spellcheck = false;
  keys.setAttribute("autocorrect", "off");
  holder.append(pointer, overlay, keys);
  return { holder, pointer, overlay, keys };
}

export function layOut({ keys, holder }: Stage, how: LayOut): void {
  keys.setAttribute("aria-label", how.keysLabel);
  keys.tabIndex = how.isHolder ? 0 : -1;
  holder.classList.toggle("live-held", how.isHolder);
}
