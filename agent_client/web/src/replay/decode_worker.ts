/** Decoding in a thread of its own: the page stays quick, whatever has to be decoded to get to a moment. */

import type { DecodeNews, DecodeOrder, Packed } from "./decode_words";
import type { Init } from "./fragment";

const page = self as unknown as {
  postMessage(news: DecodeNews, transfer?: Transferable[]): void;
  onmessage: ((event: MessageEvent<DecodeOrder>) => void) | null;
};

/** One line's decoder. */
class Line {
  private decoder: VideoDecoder | null = null;
  private configured: Init | null = null;
  private readonly shown = new Set<number>();
  private run = -1;

  constructor(private readonly line: number) {}

  /** The pictures from here on are of this kind; a new run throws away what is still on its way. */
  begin(run: number, init: Init): void {
    const isSame = this.configured !== null && sameInit(this.configured, init);
    if (run !== this.run && this.decoder?.state === "configured") this.decoder.reset();
    if (run !== this.run) this.shown.clear();
    if (run !== this.run || !isSame || this.decoder?.state !== "configured") this.configure(init);
    this.run = run;
  }

  feed(run: number, pictures: readonly Packed[]): void {
    if (run !== this.run || this.decoder?.state !== "configured") return;
    try {
      for (const { atUs, key, data, shown } of pictures) {
        if (shown) this.shown.add(atUs);
        this.decoder.decode(new EncodedVideoChunk({ type: key ? "key" : "delta", timestamp: atUs, data }));
      }
    } catch {
      // Refused, or closed by an error that is reported as well.
      this.failed();
    }
  }

  end(): void {
    if (this.decoder !== null && this.decoder.state !== "closed") this.decoder.close();
    this.decoder = null;
    this.configured = null;
    this.shown.clear();
  }

  private configure(init: Init): void {
    if (this.decoder === null || this.decoder.state === "closed") {
      const made: VideoDecoder = new VideoDecoder({
        output: (frame) => this.output(frame),
        error: () => {
          if (made === this.decoder) this.failed();
        },
      });
      this.decoder = made;
    }
    try {
      this.decoder.configure({
        codec: init.codec,
        codedWidth: init.widthPx,
        codedHeight: init.heightPx,
        description: init.description,
        optimizeForLatency: true,
      });
      this.configured = init;
    } catch {
      this.failed();
    }
  }

  private output(frame: VideoFrame): void {
    if (!this.shown.delete(frame.timestamp)) {
      frame.close();
      return;
    }
    const atUs = frame.timestamp;
    page.postMessage({ is: "frame", line: this.line, run: this.run, atUs, frame }, [frame]);
  }

  private failed(): void {
    this.end();
    page.postMessage({ is: "failed", line: this.line, run: this.run });
  }
}

const lines = new Map<number, Line>();

page.onmessage = ({ data: order }) => {
  const line = lines.get(order.line) ?? new Line(order.line);
  lines.set(order.line, line);
  switch (order.do) {
    case "begin":
      line.begin(order.run, order.init);
      break;
    case "feed":
      line.feed(order.run, order.pictures);
      break;
    case "end":
      line.end();
      lines.delete(order.line);
      break;
  }
};

function sameInit(one: Init, other: Init): boolean {
  return (
    one.codec === other.codec &&
    one.widthPx === other.widthPx &&
    one.heightPx === other.heightPx &&
    one.description.length === other.description.length &&
    one.description.every((byte, index) => byte === other.description[index])
  );
}
