/** The player's clock: where it stands, how fast it goes, and what it skips. Pure: real time comes in. */

/** A stretch of the timeline, in milliseconds from its beginning; `toMs` is outside. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

export const SPEEDS = [0.5, 1, 1.5, 2, 4, 8] as const;
export type Speed = (typeof SPEEDS)[number];

export interface Clock {
  /** Milliseconds from the timeline's beginning. */
  readonly positionMs: number;
  readonly endMs: number;
  readonly playing: boolean;
  readonly speed: Speed;
  readonly skipsSilence: boolean;
  /** Stays at the end of what is still growing. */
  readonly follows: boolean;
}

/** Who follows a running session sees it so long after it happened: what is kept comes in pieces of a second. */
export const BEHIND_MS = 2_500;

export function clockAt(positionMs: number, endMs: number): Clock {
  return {
    positionMs: clamped(positionMs, endMs),
    endMs,
    playing: false,
    speed: 1,
    skipsSilence: false,
    follows: false,
  };
}

/** So much real time has passed; a stretch in which nothing happens is left at its end, if that is wanted. */
export function tick(clock: Clock, passedMs: number, silences: readonly Stretch[] = []): Clock {
  if (!clock.playing) return clock;
  const moved = clock.positionMs + passedMs * clock.speed;
  const silent = clock.skipsSilence ? stretchAt(silences, moved) : null;
  const positionMs = clamped(silent?.toMs ?? moved, clock.endMs);
  const isOver = positionMs >= clock.endMs && !clock.follows;
  return { ...clock, positionMs, playing: !isOver };
}

export function seek(clock: Clock, positionMs: number): Clock {
  return { ...clock, positionMs: clamped(positionMs, clock.endMs), follows: false };
}

export function skip(clock: Clock, byMs: number): Clock {
  return seek(clock, clock.positionMs + byMs);
}

/** Play or pause; from the end it begins anew. */
export function toggle(clock: Clock): Clock {
  if (clock.playing) return { ...clock, playing: false, follows: false };
  const positionMs = clock.positionMs >= clock.endMs ? 0 : clock.positionMs;
  return { ...clock, positionMs, playing: true };
}

export function pause(clock: Clock): Clock {
  return { ...clock, playing: false, follows: false };
}

/** One step faster (1) or slower (-1). */
export function faster(clock: Clock, by: 1 | -1): Clock {
  const speed = SPEEDS[SPEEDS.indexOf(clock.speed) + by];
  return speed === undefined ? clock : withSpeed(clock, speed);
}

export function withSpeed(clock: Clock, speed: Speed): Clock {
  return { ...clock, speed, follows: false };
}

export function skipping(clock: Clock, skipsSilence: boolean): Clock {
  return { ...clock, skipsSilence };
}

/** To the end of what is still growing, and on with it. */
export function follow(clock: Clock): Clock {
  return {
    ...clock,
    positionMs: Math.max(0, clock.endMs - BEHIND_MS),
    speed: 1,
    playing: true,
    follows: true,
  };
}

/** The timeline has become longer; who follows and fell behind is brought up again. */
export function grown(clock: Clock, endMs: number): Clock {
  const longer = { ...clock, endMs: Math.max(clock.endMs, endMs) };
  const isBehind = longer.endMs - longer.positionMs > 2 * BEHIND_MS;
  return longer.follows && isBehind ? { ...follow(longer) } : longer;
}

/** The stretch in which this moment lies. Sorted, and none touches another. */
export function stretchAt(stretches: readonly Stretch[], atMs: number): Stretch | null {
  let low = 0;
  let high = stretches.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((stretches[middle]?.toMs ?? 0) <= atMs) low = middle + 1;
    else high = middle;
  }
  const found = stretches[low];
  return found !== undefined && found.fromMs <= atMs ? found : null;
}

function clamped(positionMs: number, endMs: number): number {
  return Math.min(Math.max(positionMs, 0), endMs);
}
