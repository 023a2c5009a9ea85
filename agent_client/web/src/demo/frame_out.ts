/** Writes a frame of the media link (SPEC F1, F2): the header before one access unit. Pure. */

import {
  MEDIA_FLAG_KEY,
  MEDIA_HEADER_BYTES,
  MEDIA_OFFSETS,
  MEDIA_VERSION,
  MediaCodec,
  MediaKind,
} from "../protocol/protocol.gen";
import type { Header } from "../protocol/media";

/** What differs between the pictures of one screen. */
export type PictureHeader = Omit<Header, "kind" | "codec">;

const SPS = 7;

/** A whole frame whose payload is still to be written, behind the header. */
export function pictureFrame(header: PictureHeader, payloadBytes: number): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(MEDIA_HEADER_BYTES + payloadBytes);
  const view = new DataView(frame.buffer);
  view.setUint8(MEDIA_OFFSETS.version, MEDIA_VERSION);
  view.setUint8(MEDIA_OFFSETS.kind, MediaKind.VIDEO);
  view.setUint8(MEDIA_OFFSETS.flags, header.key ? MEDIA_FLAG_KEY : 0);
  view.setUint8(MEDIA_OFFSETS.stream, header.stream);
  view.setUint32(MEDIA_OFFSETS.seq, header.seq);
  view.setBigUint64(MEDIA_OFFSETS.ptsUs, BigInt(header.ptsUs));
  view.setUint16(MEDIA_OFFSETS.widthPx, header.widthPx);
  view.setUint16(MEDIA_OFFSETS.heightPx, header.heightPx);
  view.setUint8(MEDIA_OFFSETS.codec, MediaCodec.H264);
  for (let at = 0; at < 3; at += 1)
    view.setUint8(MEDIA_OFFSETS.profile + at, parseInt(header.profile.slice(2 * at, 2 * at + 2), 16));
  return frame;
}

/** The three bytes behind "avc1." in hex, read off the parameter sets of a key frame (Annex B); null without. */
export function profileOf(unit: Uint8Array): string | null {
  for (let at = 0; at + 6 < unit.length; at += 1) {
    if (unit[at] !== 0 || unit[at + 1] !== 0 || unit[at + 2] !== 1) continue;
    if (((unit[at + 3] ?? 0) & 0x1f) !== SPS) continue;
    return Array.from(unit.subarray(at + 4, at + 7), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  return null;
}
