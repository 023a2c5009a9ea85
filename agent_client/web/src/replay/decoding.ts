/** The page's end of the decoding worker. */

import type { DecodeNews, DecodeOrder, Packed } from "./decode_words";
import type { Init } from "./fragment";

export interface LineListener {
  /** Whoever takes the frame closes it. */
  frame(atUs: number, frame: VideoFrame): void;
  /** Nothing more comes of this run. */
  failed(): void;
}

/** Where one line's pictures are decoded. */
export interface LinePort {
  /** A new run, or the same one with pictures of another kind. */
  begin(run: number, init: Init): void;
  feed(run: number, pictures: readonly Packed[]): void;
  end(): void;
}

export class Decoding {
  private readonly worker = new Worker(new URL("./decode_worker.ts", import.meta.url), { type: "module" });
  private readonly listeners = new Map<number, { run: number; listener: LineListener }>();
  private lines = 0;

  constructor() {
    this.worker.onmessage = ({ data }: MessageEvent<DecodeNews>) => this.hear(data);
  }

  /** A line of its own for who asks. */
  line(listener: LineListener): LinePort {
    const line = (this.lines += 1);
    const known = { run: -1, listener };
    this.listeners.set(line, known);
    return {
      begin: (run, init) => {
        known.run = run;
        this.post({ do: "begin", line, run, init });
      },
      feed: (run, pictures) => {
        // A view would be copied with everything around it.
        const own = pictures.map((one) => ({ ...one, data: one.data.slice() }));
        this.post(
          { do: "feed", line, run, pictures: own },
          own.map(({ data }) => data.buffer),
        );
      },
      end: () => {
        this.listeners.delete(line);
        this.post({ do: "end", line });
      },
    };
  }

  close(): void {
    this.listeners.clear();
    this.worker.terminate();
  }

  private post(order: DecodeOrder, transfer: Transferable[] = []): void {
    this.worker.postMessage(order, transfer);
  }

  private hear(news: DecodeNews): void {
    const known = this.listeners.get(news.line);
    const isCurrent = known?.run === news.run;
    if (news.is === "frame") {
      if (isCurrent) known.listener.frame(news.atUs, news.frame);
      else news.frame.close();
    } else if (isCurrent) known.listener.failed();
  }
}
