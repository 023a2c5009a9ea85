/**
 * Which way the picture comes, decided without I/O (SPEC D).
 *
 *     RELAY ──retry time──▶ TRYING ──first frame drawn──▶ DIRECT
 *       ▲                     │ failed, or too late          │ trouble
 *       └─────────────────────┴──────────────────────────────┘
 */

export type PathState =
  | { is: "relay"; retryAtMs: number | null }
  | { is: "trying"; attempt: number; sinceMs: number }
  | { is: "direct"; attempt: number };

export type PathStep =
  /** Ask the machine for an offer. */
  | { do: "want"; attempt: number }
  /** Say that the direct picture stands: the relay may stop. */
  | { do: "drawn"; attempt: number }
  /** Give this attempt up, by choice or in trouble; the relay's picture goes on, from a key frame when `wasDirect`. */
  | { do: "close"; attempt: number; wasDirect: boolean; isChosen: boolean };

const TRYING_LIMIT_MS = 10_000;
const RETRY_WAITS_MS = [3_000, 10_000, 30_000, 60_000, 120_000, 300_000] as const;
/** A direct path that lived this long has earned a quick return. */
const PROVEN_MS = 60_000;

export class PathChoice {
  state: PathState = { is: "relay", retryAtMs: null };
  private attempts = 0;
  private failures = 0;
  private directSinceMs = 0;
  private isReady = false;
  private isRelayOnly = false;

  /** The machine is there and the view is allowed: try now. */
  machineReady(atMs: number): PathStep[] {
    this.isReady = true;
    if (this.state.is !== "relay" || this.isRelayOnly) return [];
    this.failures = 0;
    return this.want(atMs);
  }

  /** Several monitors are shown, which one track cannot carry (SPEC D7); or one again. */
  relayOnly(only: boolean, atMs: number): PathStep[] {
    if (only === this.isRelayOnly) return [];
    this.isRelayOnly = only;
    if (!only) return this.isReady ? this.machineReady(atMs) : [];
    const steps = this.closing(true);
    this.state = { is: "relay", retryAtMs: null };
    return steps;
  }

  /** The machine is gone, or the view is withdrawn. */
  machineGone(): PathStep[] {
    this.isReady = false;
    const steps = this.closing();
    this.state = { is: "relay", retryAtMs: null };
    return steps;
  }

  /** A frame from this attempt stands on the canvas. */
  frameDrawn(attempt: number, atMs: number): PathStep[] {
    if (this.state.is !== "trying" || this.state.attempt !== attempt) return [];
    this.state = { is: "direct", attempt };
    this.directSinceMs = atMs;
    return [{ do: "drawn", attempt }];
  }

  /** Something is wrong with this attempt. */
  trouble(attempt: number, atMs: number): PathStep[] {
    if (this.state.is === "relay" || this.state.attempt !== attempt) return [];
    if (this.state.is === "direct" && atMs - this.directSinceMs > PROVEN_MS) this.failures = 0;
    const steps = this.closing();
    const wait = RETRY_WAITS_MS[Math.min(this.failures, RETRY_WAITS_MS.length - 1)] ?? 0;
    this.failures += 1;
    this.state = { is: "relay", retryAtMs: atMs + wait };
    return steps;
  }

  /** Time has passed. */
  tick(atMs: number): PathStep[] {
    const state = this.state;
    if (state.is === "trying" && atMs - state.sinceMs > TRYING_LIMIT_MS)
      return this.trouble(state.attempt, atMs);
    if (state.is === "relay" && state.retryAtMs !== null && atMs >= state.retryAtMs) return this.want(atMs);
    return [];
  }

  private want(atMs: number): PathStep[] {
    this.attempts += 1;
    this.state = { is: "trying", attempt: this.attempts, sinceMs: atMs };
    return [{ do: "want", attempt: this.attempts }];
  }

  private closing(isChosen = false): PathStep[] {
    const { state } = this;
    if (state.is === "relay") return [];
    return [{ do: "close", attempt: state.attempt, wasDirect: state.is === "direct", isChosen }];
  }
}
