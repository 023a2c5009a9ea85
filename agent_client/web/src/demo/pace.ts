/** Which pictures are encoded: never more than the line takes, and the last one always. Pure; times in ms. */

/** Waiting to be sent: above this no more is encoded until the line has taken it. */
export const BUFFER_LIMIT_BYTES = 1024 * 1024;
/** Waiting to be sent: above this what was encoded is thrown away, and a key frame begins anew. */
export const BUFFER_MOST_BYTES = 8 * 1024 * 1024;
export const FRAMES_PER_SECOND = 30;
/** A frame that comes a little early is taken: captures do not tick exactly. */
const GAP_MS = 1000 / FRAMES_PER_SECOND - 6;
const QUEUE_LIMIT = 2;
/** A still screen is encoded this often again: the first picture of a change is rough. */
const REFINED_TIMES = 2;

export interface Load {
  atMs: number;
  /** Bytes that the socket has not sent yet. */
  bufferedBytes: number;
  /** Pictures that the encoder has not encoded yet. */
  queued: number;
}

export type Verdict = "skip" | "delta" | "key";

export class Pace {
  private wantsKey = true;
  private lastMs = -Infinity;
  private owed = 0;

  /** A picture came from the screen, in place of the one before. */
  came(): void {
    this.owed = 1 + REFINED_TIMES;
  }

  /** Whether the newest picture has to be encoded (again). */
  get owes(): boolean {
    return this.owed > 0 || this.wantsKey;
  }

  /** Somebody can go on from a key frame only; several wishes are one. */
  keyWanted(): void {
    this.wantsKey = true;
  }

  /** What to do with the newest picture now. */
  judge({ atMs, bufferedBytes, queued }: Load): Verdict {
    if (bufferedBytes > BUFFER_LIMIT_BYTES || queued >= QUEUE_LIMIT) return "skip";
    if (!this.owes || atMs - this.lastMs < GAP_MS) return "skip";
    const verdict = this.wantsKey ? "key" : "delta";
    this.wantsKey = false;
    this.lastMs = atMs;
    this.owed = Math.max(this.owed - 1, 0);
    return verdict;
  }

  /** Whether an encoded picture may go out; one that may not breaks the chain. */
  goes(bufferedBytes: number): boolean {
    if (bufferedBytes <= BUFFER_MOST_BYTES) return true;
    this.wantsKey = true;
    return false;
  }
}
