/** What came, as downloads of this browser. */

import type { Got } from "./transfers";

const BETWEEN_MS = 200;
/** A browser may begin to read a moment later. */
const FREED_AFTER_MS = 60_000;

export function save({ path, data }: Got): void {
  const address = URL.createObjectURL(data);
  const link = document.createElement("a");
  link.href = address;
  link.download = path.at(-1) ?? "file";
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), FREED_AFTER_MS);
}

/** One after the other: browsers drop downloads that begin at once. */
export async function saveAll(all: readonly Got[]): Promise<void> {
  for (const one of all) {
    save(one);
    await new Promise((done) => setTimeout(done, BETWEEN_MS));
  }
}
