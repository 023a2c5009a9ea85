/** Pictures and files of a room: sent by an authenticated request, named by the server, opened from there (SPEC T7). */

import type { Http } from "../api/http";
import { Problem, problemOf } from "../api/problem";
import { ATTACHMENT_LIMIT_BYTES, ATTACHMENTS_LIMIT, type Attachment } from "../protocol/protocol.gen";

/** A slow line needs its time for 25 MiB. */
const SEND_LIMIT_MS = 10 * 60_000;
/** Shown in the room itself; everything else is a download. */
const PICTURES: readonly string[] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

export interface AttachmentDoors {
  send(file: File): Promise<Attachment>;
  address(attachment: Attachment): string;
}

/** The doors of one room. `base` is `/api/sessions/{id}/attachments` or `/api/help/attachments`. */
export function attachmentDoors(http: Http, base: string, query = ""): AttachmentDoors {
  return {
    send: (file) => sendTo(http, `${base}${query}`, file),
    address: ({ attachment_id }) => `${base}/${encodeURIComponent(attachment_id)}`,
  };
}

export function isPicture(attachment: Attachment): boolean {
  return PICTURES.includes(attachment.media_type);
}

/** Why a file cannot go along with `count` others, or null. */
export function whyNot(file: { size: number }, count: number): "too_large" | "too_many" | null {
  if (count >= ATTACHMENTS_LIMIT) return "too_many";
  return file.size > ATTACHMENT_LIMIT_BYTES ? "too_large" : null;
}

async function sendTo(http: Http, address: string, file: File): Promise<Attachment> {
  const headers: Record<string, string> = {
    Accept: "application/json",
    "Accept-Language": http.language,
    "Content-Type": file.type === "" ? "application/octet-stream" : file.type,
    // Headers are Latin letters; names are not.
    "X-File-Name": encodeURIComponent(file.name),
  };
  if (http.csrf !== null) headers["X-CSRF-Token"] = http.csrf;
  const response = await fetch(address, {
    method: "POST",
    headers,
    body: file,
    credentials: "same-origin",
    cache: "no-store",
    signal: AbortSignal.timeout(SEND_LIMIT_MS),
  }).catch(() => {
    throw new Problem("offline", 0, "");
  });
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as Attachment;
}
