import { beforeEach, expect, test, vi } from "vitest";

import type { Header } from "../protocol/media";
import { StreamDecoder } from "./decode";

/** As a browser's decoder, but each packet's frame comes when the test says so. */
class StagedDecoder {
  static readonly all: StagedDecoder[] = [];
  state: CodecState = "unconfigured";
  decodeQueueSize = 0;
  configured: VideoDecoderConfig | null = null;
  readonly fed: { type: string; timestamp: number }[] = [];

  constructor(readonly init: VideoDecoderInit) {
    StagedDecoder.all.push(this);
  }
  configure(config: VideoDecoderConfig): void {
    this.state = "configured";
    this.configured = config;
  }
  decode(chunk: { type: string; timestamp: number }): void {
    this.fed.push(chunk);
  }
  close(): void {
    this.state = "closed";
  }
  finish(timestamp: number): void {
    this.init.output({ timestamp, close: vi.fn() } as unknown as VideoFrame);
  }
}

let wanted = 0;
let out: number[] = [];
let decoder: StreamDecoder;

beforeEach(() => {
  StagedDecoder.all.length = 0;
  wanted = 0;
  out = [];
  vi.stubGlobal(
    "EncodedVideoChunk",
    class {
      readonly type: string;
      readonly timestamp: number;
      constructor(init: EncodedVideoChunkInit) {
        this.type = init.type;
        this.timestamp = init.timestamp;
      }
    },
  );
  decoder = new StreamDecoder(
    {
      decoded: (_frame, header) => out.push(header.seq),
      keyWanted: () => {
        wanted += 1;
      },
    },
    (init) => new StagedDecoder(init) as unknown as VideoDecoder,
  );
});

function header(seq: number, key = false, widthPx = 640): Header {
  return {
    kind: 1,
    key,
    stream: 0,
    seq,
    ptsUs: seq * 1_000,
    widthPx,
    heightPx: 480,
    codec: 1,
    profile: "42e01f",
  };
}

function feed(seq: number, key = false, widthPx = 640): void {
  decoder.feed(header(seq, key, widthPx), new Uint8Array([1]));
}

test("a delta before the first key asks for a key", () => {
  feed(1);
  expect(wanted).toBe(1);
  expect(StagedDecoder.all).toEqual([]);
});

test("the codec comes from the header, without a description: Annex B", () => {
  feed(1, true);
  expect(StagedDecoder.all[0]?.configured).toEqual({
    codec: "avc1.42e01f",
    codedWidth: 640,
    codedHeight: 480,
    optimizeForLatency: true,
  });
});

test("frames come out with their headers", () => {
  feed(1, true);
  feed(2);
  StagedDecoder.all[0]?.finish(1_000);
  StagedDecoder.all[0]?.finish(2_000);
  expect(out).toEqual([1, 2]);
});

test("a gap waits for the next key", () => {
  feed(1, true);
  feed(3);
  feed(4);
  expect(wanted).toBe(2);
  feed(9, true);
  feed(10);
  expect(StagedDecoder.all[0]?.fed.map((one) => one.timestamp)).toEqual([1_000, 9_000, 10_000]);
});

test("the number wraps without a gap", () => {
  feed(2 ** 32 - 1, true);
  feed(0);
  expect(wanted).toBe(0);
});

test("a decoder that fails is replaced at the next key", () => {
  feed(1, true);
  StagedDecoder.all[0]?.init.error(new DOMException("broken"));
  expect(wanted).toBe(1);
  feed(2);
  expect(wanted).toBe(2);
  feed(3, true);
  expect(StagedDecoder.all[1]?.fed).toHaveLength(1);
});

test("another size is another decoder", () => {
  feed(1, true);
  feed(2, true, 800);
  expect(StagedDecoder.all[0]?.state).toBe("closed");
  expect(StagedDecoder.all[1]?.configured?.codedWidth).toBe(800);
});

test("a decoder that does not keep up waits for a key", () => {
  feed(1, true);
  const first = StagedDecoder.all[0];
  if (first !== undefined) first.decodeQueueSize = 1_000;
  feed(2);
  expect(wanted).toBe(1);
});
