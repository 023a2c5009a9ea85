/** Files and folders that somebody drags or chooses, as they are asked for and sent. */

import {
  CLIPBOARD_IMAGE_LIMIT_BYTES,
  CLIPBOARD_TEXT_LIMIT_BYTES,
  TRANSFER_DEPTH_LIMIT,
  TRANSFER_ITEMS_LIMIT,
  TRANSFER_LIMIT_BYTES,
  type ClipKind,
  type Item,
} from "../protocol/protocol.gen";

export const CLIP_LIMIT_BYTES = { text: CLIPBOARD_TEXT_LIMIT_BYTES, image: CLIPBOARD_IMAGE_LIMIT_BYTES };
const NAME_LIMIT = 255;
const NAMES_SHOWN = 20;
const NAMELESS = "file";

/** One file, and the names from the top of what was chosen. */
export interface Chosen {
  readonly path: readonly string[];
  readonly file: Blob;
}

export interface Batch {
  readonly items: readonly Item[];
  readonly files: readonly Blob[];
  /** For the question: what was chosen, a folder as one name. */
  readonly names: string[];
  readonly totalBytes: number;
}

/** Why a choice cannot be sent as it is. */
export type Unsendable = "nothing" | "too_many" | "too_big";

/** A batch of what was chosen, or why there is none. */
export function batchOf(chosen: readonly Chosen[]): Batch | Unsendable {
  const totalBytes = chosen.reduce((sum, one) => sum + one.file.size, 0);
  if (chosen.length === 0) return "nothing";
  if (chosen.length > TRANSFER_ITEMS_LIMIT) return "too_many";
  if (totalBytes > TRANSFER_LIMIT_BYTES) return "too_big";
  const items = chosen.map((one) => ({ path: cutPath(one.path.map(cleanName)), size_bytes: one.file.size }));
  return {
    items,
    files: chosen.map((one) => one.file),
    names: [...new Set(items.map((one) => topOf(one.path)))].slice(0, NAMES_SHOWN),
    totalBytes,
  };
}

/** One thing from a clipboard, which has no name of its own. */
export function clipBatch(kind: ClipKind, data: Blob): Batch | "clip_too_big" {
  if (data.size > CLIP_LIMIT_BYTES[kind]) return "clip_too_big";
  return {
    items: [{ path: ["clipboard"], size_bytes: data.size }],
    files: [data],
    names: [],
    totalBytes: data.size,
  };
}

/** What an `<input type=file>` holds, with folders where it was asked for one. */
export function chosenIn(files: Iterable<File>): Chosen[] {
  return Array.from(files, (file) => ({
    path: file.webkitRelativePath === "" ? [file.name] : file.webkitRelativePath.split("/"),
    file,
  }));
}

/** Everything that was dropped, folders with what lies in them. The entries are taken at once, as they must be. */
export async function chosenFrom(dropped: DataTransfer): Promise<Chosen[]> {
  const entries = Array.from(dropped.items)
    .filter((item) => item.kind === "file")
    .map((item) => item.webkitGetAsEntry())
    .filter((entry) => entry !== null);
  const found: Chosen[] = [];
  for (const entry of entries) await gather(entry, [], found);
  return found;
}

async function gather(entry: FileSystemEntry, above: readonly string[], found: Chosen[]): Promise<void> {
  // One too many is enough to be refused.
  if (found.length > TRANSFER_ITEMS_LIMIT) return;
  const path = [...above, entry.name];
  if (isFile(entry)) {
    const file = await new Promise<File>((done, failed) => entry.file(done, failed));
    found.push({ path, file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A reader gives some at a time, and nothing at the end.
  for (let some = await read(reader); some.length > 0; some = await read(reader))
    for (const inner of some) await gather(inner, path, found);
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function read(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((done, failed) => reader.readEntries(done, failed));
}

function topOf(path: readonly string[]): string {
  const top = path[0] ?? NAMELESS;
  return path.length > 1 ? cut(`${top}/`) : top;
}

/** The wire takes no name of which nothing is left (W6); whoever stores it makes it safe (X2). */
function cleanName(name: string): string {
  const seen = name
    .normalize("NFC")
    // Nobody sees them: control, format, private and unpaired ones.
    .replace(/(?![\u200c\u200d])\p{C}|[\u034f\u115f\u1160\u3164\uffa0]/gu, "")
    .replace(/\s+/gu, " ")
    .replace(/^[ \u200c\u200d]+|[ \u200c\u200d]+$/gu, "");
  return seen === "" ? NAMELESS : cut(seen);
}

function cut(name: string): string {
  return Array.from(name).slice(0, NAME_LIMIT).join("");
}

/** What lies too deep is put into the deepest folder there may be. */
function cutPath(path: string[]): string[] {
  const name = path.at(-1) ?? NAMELESS;
  return [...path.slice(0, -1).slice(0, TRANSFER_DEPTH_LIMIT - 1), name];
}
