/** Ids that a client makes: of requests, messages, strokes. */

import type { RequestId } from "../protocol/protocol.gen";

export function newRequestId(): RequestId {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `r_${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
