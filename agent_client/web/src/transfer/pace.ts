/** How fast something moves, and how long it will still take. Pure. */

/** Long enough to be calm, short enough to be true. */
const LOOK_BACK_MS = 5_000;
const BETWEEN_MS = 200;

interface Mark {
  readonly atMs: number;
  readonly bytes: number;
}

export class Pace {
  private marks: Mark[] = [];

  /** So many bytes of everything are there now. */
  at(atMs: number, bytes: number): void {
    const last = this.marks.at(-1);
    if (last !== undefined && bytes < last.bytes) this.marks = [];
    else if (last !== undefined && atMs - last.atMs < BETWEEN_MS) return;
    this.marks = [...this.marks.filter((one) => atMs - one.atMs <= LOOK_BACK_MS), { atMs, bytes }];
  }

  /** It stands still: what comes next is measured anew. */
  rest(): void {
    this.marks = [];
  }

  /** Null until there is something to tell. */
  bytesPerSecond(): number | null {
    const first = this.marks[0];
    const last = this.marks.at(-1);
    if (first === undefined || last === undefined || last.atMs - first.atMs < BETWEEN_MS) return null;
    return ((last.bytes - first.bytes) * 1000) / (last.atMs - first.atMs);
  }
}
