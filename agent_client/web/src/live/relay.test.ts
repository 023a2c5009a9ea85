import { afterEach, beforeEach, expect, test, vi } from "vitest";

import {
  KEY_FRAME_REQUEST_GAP_SECONDS,
  MEDIA_HEADER_BYTES,
  MEDIA_OFFSETS,
  MEDIA_VERSION,
  MediaCodec,
  MediaKind,
} from "../protocol/protocol.gen";
import { Relay } from "./relay";

const GAP_MS = KEY_FRAME_REQUEST_GAP_SECONDS * 1000;

/** The media socket, whose frames the test sends. */
class StagedSocket {
  static last: StagedSocket;
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
  constructor() {
    StagedSocket.last = this;
  }
  readonly close = vi.fn();
}

/** Takes everything, until the test breaks it. */
class StagedDecoder {
  static last: StagedDecoder;
  state: CodecState = "unconfigured";
  decodeQueueSize = 0;
  constructor(readonly init: VideoDecoderInit) {
    StagedDecoder.last = this;
  }
  configure(): void {
    this.state = "configured";
  }
  readonly decode = vi.fn();
  close(): void {
    this.state = "closed";
  }
}

let wanted: number[] = [];
let relay: Relay;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", StagedSocket);
  vi.stubGlobal("VideoDecoder", StagedDecoder);
  vi.stubGlobal("EncodedVideoChunk", Object);
  wanted = [];
  relay = new Relay("wss://auxilio.test/ws/media", {
    frame: vi.fn(),
    pointer: vi.fn(),
    keyFrameWanted: (stream) => wanted.push(stream),
    ticketWanted: vi.fn(),
  });
  relay.open("a ticket");
});

afterEach(() => {
  relay.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function comes(seq: number, key = false, stream = 0): void {
  const data = new ArrayBuffer(MEDIA_HEADER_BYTES + 1);
  const view = new DataView(data);
  view.setUint8(MEDIA_OFFSETS.version, MEDIA_VERSION);
  view.setUint8(MEDIA_OFFSETS.kind, MediaKind.VIDEO);
  view.setUint8(MEDIA_OFFSETS.flags, key ? 1 : 0);
  view.setUint8(MEDIA_OFFSETS.stream, stream);
  view.setUint32(MEDIA_OFFSETS.seq, seq);
  view.setBigUint64(MEDIA_OFFSETS.ptsUs, BigInt(seq * 1_000));
  view.setUint8(MEDIA_OFFSETS.codec, MediaCodec.H264);
  StagedSocket.last.onmessage?.({ data });
}

function breaks(): void {
  StagedDecoder.last.init.error(new DOMException("broken"));
}

test("a key frame is asked for once in each gap l7", () => {
  comes(1);
  comes(2);
  comes(3);
  expect(wanted).toEqual([0]);
});

test("a wish within the gap is said when the gap is over, with nothing more coming l7", () => {
  comes(1);
  comes(2, true);
  breaks();
  expect(wanted).toEqual([0]);
  vi.advanceTimersByTime(GAP_MS);
  expect(wanted).toEqual([0, 0]);
});

test("a wish that a key frame met meanwhile is not said l7", () => {
  comes(1);
  comes(2);
  comes(3, true);
  vi.advanceTimersByTime(GAP_MS);
  expect(wanted).toEqual([0]);
});

test("one monitor's wish does not hold up another's m7", () => {
  relay.watch([0, 1]);
  comes(1, false, 0);
  comes(1, false, 1);
  expect(wanted).toEqual([0, 1]);
});

test("a monitor that is watched no more is not wished for m7", () => {
  relay.watch([0, 1]);
  comes(1, false, 1);
  comes(2, false, 1);
  relay.watch([0]);
  vi.advanceTimersByTime(GAP_MS);
  expect(wanted).toEqual([1]);
});

test("beginning again asks at once d2", () => {
  comes(1);
  relay.restart();
  expect(wanted).toEqual([0, 0]);
  vi.advanceTimersByTime(GAP_MS);
  expect(wanted).toEqual([0, 0]);
});
