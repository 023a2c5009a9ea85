import { expect, test } from "vitest";

import { RtpNames, ticksSince } from "./frame_name";

test("no clock, no name", () => {
  expect(new RtpNames().name(5)).toBeNull();
});

test("90 ticks are a millisecond, over the wrap too (D4)", () => {
  const names = new RtpNames();
  names.announced({ type: "frame_clock", stream: 3, rtp_origin: 2 ** 32 - 90, pts_origin_us: 1_000_000 });
  expect(names.name(2 ** 32 - 90)).toMatchObject({ stream: 3, ptsUs: 1_000_000 });
  expect(names.name(90)).toMatchObject({ stream: 3, ptsUs: 1_002_000 });
});

test("frames from before a change of stream keep their stream", () => {
  const names = new RtpNames();
  names.announced({ type: "frame_clock", stream: 0, rtp_origin: 1_000, pts_origin_us: 0 });
  names.announced({ type: "frame_clock", stream: 1, rtp_origin: 5_000, pts_origin_us: 0 });
  expect(names.name(4_999)?.stream).toBe(0);
  expect(names.name(5_000)?.stream).toBe(1);
});

test("older than the origin is negative", () => {
  expect(ticksSince(5, 10)).toBe(-5);
  expect(ticksSince(10, 2 ** 32 - 10)).toBe(20);
});
