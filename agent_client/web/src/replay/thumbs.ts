/** Small pictures of moments: the nearest key frame, decoded by itself and kept. */

import type { LineListener, LinePort } from "./decoding";
import type { Place, Tape } from "./tape";

const WIDTH_PX = 240;
const KEPT = 96;
const GIVE_UP_MS = 3_000;

export class Thumbs {
  private readonly kept = new Map<string, ImageBitmap>();
  private readonly port: LinePort;
  private run = 0;
  private waits: ((frame: VideoFrame | null) => void) | null = null;

  constructor(
    private readonly tape: Tape,
    line: (listener: LineListener) => LinePort,
  ) {
    this.port = line({
      frame: (_, frame) => this.answer(frame),
      failed: () => this.answer(null),
    });
  }

  /** The picture of this moment (UTC, ms), about 240 px wide; null: there is none, or a newer wish came. */
  async at(stream: number, atMs: number): Promise<ImageBitmap | null> {
    const place = this.tape.locate(stream, atMs);
    if (place === null) return null;
    const key = this.tape.keyBefore(place);
    const name = `${key.number}:${key.row}`;
    const known = this.kept.get(name);
    if (known !== undefined) return known;
    const frame = await this.decode(key).catch(() => null);
    if (frame === null) return null;
    try {
      const bitmap = await createImageBitmap(frame, { resizeWidth: WIDTH_PX, resizeQuality: "medium" });
      this.keep(name, bitmap);
      return bitmap;
    } finally {
      frame.close();
    }
  }

  close(): void {
    this.answer(null);
    this.port.end();
    for (const bitmap of this.kept.values()) bitmap.close();
    this.kept.clear();
  }

  private async decode(place: Place): Promise<VideoFrame | null> {
    this.answer(null);
    const run = (this.run += 1);
    const [init, samples] = await Promise.all([this.tape.init(place.number), this.tape.samples(place)]);
    const [sample] = samples;
    if (run !== this.run || sample === undefined) return null;
    return new Promise((resolve) => {
      const limit = setTimeout(() => this.answer(null), GIVE_UP_MS);
      this.waits = (frame) => {
        clearTimeout(limit);
        resolve(frame);
      };
      this.port.begin(run, init);
      this.port.feed(run, [{ atUs: run, key: true, data: sample.data, shown: true }]);
    });
  }

  private answer(frame: VideoFrame | null): void {
    const { waits } = this;
    this.waits = null;
    if (waits === null) frame?.close();
    else waits(frame);
  }

  private keep(name: string, bitmap: ImageBitmap): void {
    this.kept.set(name, bitmap);
    const [oldest] = this.kept.keys();
    // Not closed: it may be on the page still.
    if (this.kept.size > KEPT && oldest !== undefined) this.kept.delete(oldest);
  }
}
