/** The name mark, as the console has it: a life ring around a pointer. */

import { element } from "./element";

const SVG = "http://www.w3.org/2000/svg";

export function mark(): HTMLElement {
  const picture = shape("svg", { viewBox: "0 0 32 32", width: "28", height: "28", "aria-hidden": "true" });
  picture.append(
    shape("rect", { width: "32", height: "32", rx: "9", class: "mark-ground" }),
    shape("circle", { cx: "16", cy: "16", r: "9.5", class: "mark-ring" }),
    shape("path", { d: "M13.1 11.2 21 17.1l-4 .6-2 3.6z", class: "mark-hand" }),
  );
  return element("span", { class: "mark" }, picture, element("span", { class: "mark-name" }, "Auxilio"));
}

function shape(name: string, attributes: Record<string, string>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
