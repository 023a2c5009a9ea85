/** This computer's clipboard, as far as the browser lets us. */

import type { ClipKind } from "../protocol/protocol.gen";

/** What the browser does not let us, or what is not in there. */
export type ClipProblem = "denied" | "empty";

export interface Clip {
  readonly kind: ClipKind;
  readonly data: Blob;
}

const PNG = "image/png";

/** What lies in it: a picture, where there is no text. Call it in the click of the person. */
export async function readClip(): Promise<Clip | ClipProblem> {
  try {
    const items = await navigator.clipboard.read();
    const found = await textIn(items);
    if (found !== null) return { kind: "text", data: found };
    const image = items.find((one) => one.types.includes(PNG));
    return image === undefined ? "empty" : { kind: "image", data: await image.getType(PNG) };
  } catch {
    return readText();
  }
}

async function textIn(items: ClipboardItems): Promise<Blob | null> {
  const item = items.find((one) => one.types.includes("text/plain"));
  const text = item === undefined ? null : await item.getType("text/plain");
  return text === null || text.size === 0 ? null : text;
}

/** Older browsers know text only. */
async function readText(): Promise<Clip | ClipProblem> {
  try {
    const text = await navigator.clipboard.readText();
    return text === "" ? "empty" : { kind: "text", data: new Blob([text]) };
  } catch {
    return "denied";
  }
}

/** Put this into it; false when the browser does not let us without a click of the person. */
export async function writeClip(kind: ClipKind, data: Blob): Promise<boolean> {
  try {
    if (kind === "text") await navigator.clipboard.writeText(await data.text());
    else await navigator.clipboard.write([new ClipboardItem({ [PNG]: data.slice(0, data.size, PNG) })]);
    return true;
  } catch {
    return false;
  }
}
