import { expect, test } from "vitest";

import { unpack } from "../protocol/media";
import { MediaCodec, MediaKind } from "../protocol/protocol.gen";
import { pictureFrame, profileOf } from "./frame_out";

test("what is written is read again (F1)", () => {
  const header = {
    key: true,
    stream: 0,
    seq: 2 ** 32 - 1,
    ptsUs: 1_795_000_000_000_123,
    widthPx: 1920,
    heightPx: 1080,
    profile: "42e028",
  };
  const frame = pictureFrame(header, 3);
  frame.set([7, 8, 9], frame.length - 3);
  const read = unpack(frame.buffer);
  expect(read.header).toEqual({ ...header, kind: MediaKind.VIDEO, codec: MediaCodec.H264 });
  expect([...read.payload]).toEqual([7, 8, 9]);
  expect(unpack(pictureFrame({ ...header, key: false }, 0).buffer).header.key).toBe(false);
});

test("the profile is what the parameter sets say (F2)", () => {
  const sps = [0, 0, 0, 1, 0x67, 0x42, 0xc0, 0x1f, 0xda];
  const delimiter = [0, 0, 0, 1, 0x09, 0x10];
  expect(profileOf(Uint8Array.from(sps))).toBe("42c01f");
  expect(profileOf(Uint8Array.from([...delimiter, ...sps]))).toBe("42c01f");
});

test("a unit without parameter sets has none", () => {
  expect(profileOf(Uint8Array.from([0, 0, 0, 1, 0x41, 1, 2, 3, 4, 5]))).toBeNull();
  expect(profileOf(Uint8Array.from([]))).toBeNull();
});
