/** What the presenter wanted of the recording and the server has not heard: it outlives a reload of the page. */

import type { RecordingHere } from "../protocol/protocol.gen";
import type { WishStore } from "./tape";

const KEY = "auxilio-recording-wish";
const DEEDS: readonly unknown[] = ["pause", "resume", "withdraw"];

/** Kept in the tab; a browser that keeps nothing forgets it with the page. */
export function wishStore(storage: () => Pick<Storage, "getItem" | "setItem" | "removeItem">): WishStore {
  return {
    get: () => {
      try {
        return read(storage().getItem(KEY));
      } catch {
        return null;
      }
    },
    set: (wish) => {
      try {
        if (wish === null) storage().removeItem(KEY);
        else storage().setItem(KEY, JSON.stringify(wish));
      } catch {
        // It is still said as long as the page lives.
      }
    },
  };
}

function read(text: string | null): RecordingHere | null {
  const kept: unknown = text === null ? null : JSON.parse(text);
  if (typeof kept !== "object" || kept === null) return null;
  const { request_id, deed } = kept as Record<string, unknown>;
  if (typeof request_id !== "string" || !DEEDS.includes(deed)) return null;
  return { type: "recording_here", request_id, deed: deed as RecordingHere["deed"] };
}
