/** How good the connection is, in words that a person understands. Pure. */

export type Quality = "good" | "slow" | "interrupted";

/** Above this round trip, typing begins to feel late. */
const SLOW_ROUND_TRIP_MS = 150;
/** Nothing heard for longer than this, although we asked: interrupted. Probes go every second. */
const SILENT_MS = 3_500;
const KEPT = 5;

/** Watches answers to probes; the median of the last few counts, so that one late answer says nothing. */
export class QualityMeter {
  private readonly trips: number[] = [];
  private readonly asked = new Map<number, number>();
  private heardMs: number | null = null;
  private next = 0;

  /** The number of the probe that is sent now. */
  ask(atMs: number): number {
    this.next += 1;
    this.asked.set(this.next, atMs);
    this.asked.delete(this.next - 30);
    return this.next;
  }

  /** The answer to a probe. */
  answered(number: number, atMs: number): void {
    const sentMs = this.asked.get(number);
    this.heard(atMs);
    if (sentMs === undefined) return;
    this.asked.delete(number);
    this.trips.push(atMs - sentMs);
    if (this.trips.length > KEPT) this.trips.shift();
  }

  /** Anything at all came in. */
  heard(atMs: number): void {
    this.heardMs = atMs;
  }

  /** Median round trip, or null before the first answer. */
  roundTripMs(): number | null {
    const sorted = [...this.trips].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? null;
  }

  /** Milliseconds since anything was heard; 0 before the first word. */
  silentMs(atMs: number): number {
    return this.heardMs === null ? 0 : atMs - this.heardMs;
  }

  now(atMs: number): Quality {
    if (this.silentMs(atMs) > SILENT_MS) return "interrupted";
    return (this.roundTripMs() ?? 0) > SLOW_ROUND_TRIP_MS ? "slow" : "good";
  }

  /** The way has changed: what was measured on the other one says nothing any more. */
  reset(): void {
    this.trips.length = 0;
    this.asked.clear();
    this.heardMs = null;
  }
}
