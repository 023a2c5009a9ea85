/** The elements of the live view, made once for each session and never touched by React. */

import type { Stage } from "./screen_view";

export interface LiveElements extends Stage {
  /** What is to be put on the page. */
  holder: HTMLElement;
}

export interface LayOut {
  width: number;
  height: number;
  /** What the picture is, for who cannot see it. */
  pictureLabel: string;
  /** Where the keys go, and how to get them back. */
  keysLabel: string;
  isHolder: boolean;
}

export function makeElements(): LiveElements {
  const holder = document.createElement("div");
  const canvas = document.createElement("canvas");
  const pointer = document.createElement("img");
  const overlay = document.createElement("canvas");
  const keys = document.createElement("textarea");
  holder.className = "live-holder";
  canvas.className = "live-picture";
  canvas.dataset["testid"] = "picture";
  canvas.setAttribute("role", "img");
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
  holder.append(canvas, pointer, overlay, keys);
  return { holder, canvas, pointer, overlay, keys };
}

export function layOut(elements: LiveElements, how: LayOut): void {
  const { canvas, keys, holder } = elements;
  canvas.style.width = `${how.width}px`;
  canvas.style.height = `${how.height}px`;
  canvas.setAttribute("aria-label", how.pictureLabel);
  keys.setAttribute("aria-label", how.keysLabel);
  keys.tabIndex = how.isHolder ? 0 : -1;
  holder.classList.toggle("live-held", how.isHolder);
}
