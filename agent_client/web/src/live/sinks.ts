/** Where the decoded frames of each watched stream go: into a track, whose video element shows them. */

/** So often the newest frame is written again until the page has drawn one. */
const AGAIN_MS = 250;

/**
 * A frame that is written before its video element runs is lost, and a monitor that rests sends no other one.
 *
 * So the newest frame of a new track is kept and written again until the page says that one was shown: a tab
 * that stands behind another, or a page with much to do, begins late.
 */
export class Sinks {
  private readonly writers = new Map<number, WritableStreamDefaultWriter<VideoFrame>>();
  /** The newest frame of each track that has shown none yet; null: none came so far. */
  private readonly unseen = new Map<number, VideoFrame | null>();
  private again: ReturnType<typeof setInterval> | undefined;

  /** These streams are watched from now on; the new ones among them bring their sinks. */
  change(
    streams: readonly number[],
    fresh: readonly (readonly [number, WritableStream<VideoFrame>])[],
  ): void {
    for (const [stream, writer] of this.writers)
      if (!streams.includes(stream)) {
        void writer.close().catch(() => undefined);
        this.writers.delete(stream);
        this.shown(stream);
      }
    for (const [stream, sink] of fresh) {
      this.shown(stream);
      this.writers.set(stream, sink.getWriter());
      this.unseen.set(stream, null);
      this.again ??= setInterval(() => this.writeAgain(), AGAIN_MS);
    }
  }

  /** A frame was decoded. The sink closes what it takes; one that is closed already takes nothing. */
  write(frame: VideoFrame, stream: number): void {
    const writer = this.writers.get(stream);
    if (writer === undefined) {
      frame.close();
      return;
    }
    if (this.unseen.has(stream)) {
      this.unseen.get(stream)?.close();
      this.unseen.set(stream, frame.clone());
    }
    void writer.write(frame).catch(() => frame.close());
  }

  /** The page has drawn a frame of this stream: what is written from here on is seen. */
  shown(stream: number): void {
    this.unseen.get(stream)?.close();
    this.unseen.delete(stream);
    if (this.unseen.size > 0) return;
    clearInterval(this.again);
    this.again = undefined;
  }

  private writeAgain(): void {
    for (const [stream, kept] of this.unseen) {
      const frame = kept?.clone();
      if (frame !== undefined)
        void this.writers
          .get(stream)
          ?.write(frame)
          .catch(() => frame.close());
    }
  }
}
