/** One piece of a file on its way (SPEC X3). Twin of protocol/transfer.py. */

import { TRANSFER_PIECE_BYTES } from "../protocol/protocol.gen";

export const PIECE_HEADER_BYTES = 48;
const VERSION = 1;

export interface Piece {
  readonly item: number;
  readonly offset: number;
  /** SHA-256 of the data. */
  readonly digest: Uint8Array<ArrayBuffer>;
  readonly data: Uint8Array<ArrayBuffer>;
}

export async function sha256(data: BufferSource): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", data));
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The frame of one piece, and the digest of its data. */
export async function packPiece(
  item: number,
  offset: number,
  data: ArrayBuffer,
): Promise<{ frame: ArrayBuffer; digest: Uint8Array<ArrayBuffer> }> {
  const digest = await sha256(data);
  const frame = new Uint8Array(PIECE_HEADER_BYTES + data.byteLength);
  const view = new DataView(frame.buffer);
  view.setUint8(0, VERSION);
  view.setUint32(4, item);
  view.setBigUint64(8, BigInt(offset));
  frame.set(digest, 16);
  frame.set(new Uint8Array(data), PIECE_HEADER_BYTES);
  return { frame: frame.buffer, digest };
}

/** The piece in a frame, or null when it is none; its digest is not checked here. */
export function unpackPiece(frame: ArrayBuffer): Piece | null {
  const size = frame.byteLength - PIECE_HEADER_BYTES;
  if (size < 1 || size > TRANSFER_PIECE_BYTES) return null;
  const view = new DataView(frame);
  if (view.getUint8(0) !== VERSION) return null;
  return {
    item: view.getUint32(4),
    offset: Number(view.getBigUint64(8)),
    digest: new Uint8Array(frame, 16, 32),
    data: new Uint8Array(frame, PIECE_HEADER_BYTES),
  };
}

export async function isWhole(piece: Piece): Promise<boolean> {
  return hex(await sha256(piece.data)) === hex(piece.digest);
}
