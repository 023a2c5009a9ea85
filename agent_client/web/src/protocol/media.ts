/** The binary frame of the media link: a fixed header, then the payload (SPEC F1). Twin of protocol/media.py. */

import {
  MEDIA_FLAG_KEY,
  MEDIA_FRAME_LIMIT_BYTES,
  MEDIA_HEADER_BYTES,
  MEDIA_OFFSETS,
  MEDIA_VERSION,
  MediaCodec,
  MediaKind,
} from "./protocol.gen";

/** What stands before a payload. `ptsUs` is the frame's identity; `profile` is three bytes in hex. */
export interface Header {
  readonly kind: MediaKind;
  readonly key: boolean;
  readonly stream: number;
  readonly seq: number;
  readonly ptsUs: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly codec: MediaCodec;
  readonly profile: string;
}

export interface MediaFrame {
  readonly header: Header;
  /** A view into the frame; nothing is copied. */
  readonly payload: Uint8Array<ArrayBuffer>;
}

/** Bytes that are no frame of the media link. */
export class BadFrame extends Error {
  override readonly name = "BadFrame";
}

const KINDS: readonly number[] = Object.values(MediaKind);
const CODECS: readonly number[] = Object.values(MediaCodec);

/**
 * The header and the payload of one frame.
 *
 * @throws {BadFrame} too large, too short, or a version, kind, codec, flag or time that cannot be.
 */
export function unpack(frame: ArrayBuffer): MediaFrame {
  if (frame.byteLength > MEDIA_FRAME_LIMIT_BYTES) throw new BadFrame("a media frame over the limit");
  if (frame.byteLength < MEDIA_HEADER_BYTES) throw new BadFrame("a media frame without its header");
  const view = new DataView(frame);
  const flags = view.getUint8(MEDIA_OFFSETS.flags);
  if (view.getUint8(MEDIA_OFFSETS.version) !== MEDIA_VERSION || (flags & ~MEDIA_FLAG_KEY) !== 0) {
    throw new BadFrame("a media frame of an unknown version");
  }
  const ptsUs = Number(view.getBigUint64(MEDIA_OFFSETS.ptsUs));
  if (!Number.isSafeInteger(ptsUs)) throw new BadFrame("a media frame from beyond all time");
  const kind = view.getUint8(MEDIA_OFFSETS.kind);
  const codec = view.getUint8(MEDIA_OFFSETS.codec);
  if (!KINDS.includes(kind) || !CODECS.includes(codec)) {
    throw new BadFrame("a media frame of an unknown kind or codec");
  }
  const header: Header = {
    kind: kind as MediaKind,
    key: flags !== 0,
    stream: view.getUint8(MEDIA_OFFSETS.stream),
    seq: view.getUint32(MEDIA_OFFSETS.seq),
    ptsUs,
    widthPx: view.getUint16(MEDIA_OFFSETS.widthPx),
    heightPx: view.getUint16(MEDIA_OFFSETS.heightPx),
    codec: codec as MediaCodec,
    profile: hex(new Uint8Array(frame, MEDIA_OFFSETS.profile, MEDIA_HEADER_BYTES - MEDIA_OFFSETS.profile)),
  };
  return { header, payload: new Uint8Array(frame, MEDIA_HEADER_BYTES) };
}

/** The codec as WebCodecs names it: "avc1.42e028". */
export function codecString(header: Header): string {
  return `avc1.${header.profile}`;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
