import { describe, expect, it } from "vitest";

import frames from "../../../../tests/vectors/media.json";
import { BadFrame, codecString, unpack } from "./media";
import { MEDIA_FRAME_LIMIT_BYTES } from "./protocol.gen";

function bytes(hex: string): ArrayBuffer {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16)).buffer;
}

describe("SPEC F1-F3: a media frame", () => {
  it.each(frames.filter((one) => one.holds !== null))("is read as in Python: $name", ({ frame, holds }) => {
    const { header, payload } = unpack(bytes(frame));
    const { profile: _, ...plain } = header;
    const hex = Array.from(payload, (byte) => byte.toString(16).padStart(2, "0")).join("");
    expect({ ...plain, codecString: codecString(header), payload: hex }).toStrictEqual(holds);
  });

  it.each(frames.filter((one) => one.holds === null))("is refused as in Python: $name", ({ frame }) => {
    expect(() => unpack(bytes(frame))).toThrow(BadFrame);
  });

  it("is refused when it is over the limit", () => {
    expect(() => unpack(new ArrayBuffer(MEDIA_FRAME_LIMIT_BYTES + 1))).toThrow("over the limit");
  });
});
