/** Pointers and ink that fade, of everyone who points in one session. Pure: times come in (SPEC Y). */

import {
  INK_FADES_SECONDS,
  type At,
  type Inked,
  type MonitorId,
  type PersonId,
  type Pointed,
} from "../protocol/protocol.gen";

const FADES_AFTER_MS = INK_FADES_SECONDS * 1_000;
/** Then it does not vanish at once. */
const FADING_MS = 600;
/** Who says nothing more (a closed laptop) points no more. */
const POINTER_LIMIT_MS = 30_000;
/** Nobody's strokes may fill the memory. */
const STROKES_LIMIT = 200;

interface Stroke {
  readonly personId: PersonId;
  readonly points: readonly At[];
  readonly lastMs: number;
}

interface PointerNow {
  readonly at: At;
  readonly ghost: boolean;
  readonly lastMs: number;
}

export interface ShownStroke {
  readonly personId: PersonId;
  readonly points: readonly At[];
  /** 1 is opaque. */
  readonly opacity: number;
}

export interface ShownPointer {
  readonly personId: PersonId;
  readonly at: At;
  readonly ghost: boolean;
}

export class InkPad {
  private readonly strokes = new Map<string, Stroke>();
  private readonly pointers = new Map<PersonId, PointerNow>();

  inked({ person_id: personId, stroke_id, points }: Omit<Inked, "type" | "done">, nowMs: number): void {
    const key = `${personId} ${stroke_id}`;
    const before = this.strokes.get(key)?.points ?? [];
    this.strokes.delete(key);
    this.strokes.set(key, { personId, points: [...before, ...points], lastMs: nowMs });
    const [oldest] = this.strokes.keys();
    if (this.strokes.size > STROKES_LIMIT && oldest !== undefined) this.strokes.delete(oldest);
  }

  pointed({ person_id: personId, at, ghost }: Omit<Pointed, "type">, nowMs: number): void {
    if (at === undefined) this.pointers.delete(personId);
    else this.pointers.set(personId, { at, ghost, lastMs: nowMs });
  }

  /** Who left points no more. */
  keepOnly(people: readonly PersonId[]): void {
    for (const personId of this.pointers.keys())
      if (!people.includes(personId)) this.pointers.delete(personId);
  }

  /** What is to be drawn on this monitor now. */
  shown(monitor: MonitorId, nowMs: number): { strokes: ShownStroke[]; pointers: ShownPointer[] } {
    this.forgetOld(nowMs);
    const strokes = [...this.strokes.values()]
      .filter((one) => one.points[0]?.monitor === monitor)
      .map(({ personId, points, lastMs }) => ({ personId, points, opacity: opacityAt(nowMs - lastMs) }));
    const pointers = [...this.pointers]
      .filter(([, one]) => one.at.monitor === monitor)
      .map(([personId, { at, ghost }]) => ({ personId, at, ghost }));
    return { strokes, pointers };
  }

  /** Whether the picture of it still changes by itself. */
  get fades(): boolean {
    return this.strokes.size > 0;
  }

  forget(): void {
    this.strokes.clear();
    this.pointers.clear();
  }

  private forgetOld(nowMs: number): void {
    for (const [key, { lastMs }] of this.strokes)
      if (nowMs - lastMs >= FADES_AFTER_MS + FADING_MS) this.strokes.delete(key);
    for (const [personId, { lastMs }] of this.pointers)
      if (nowMs - lastMs >= POINTER_LIMIT_MS) this.pointers.delete(personId);
  }
}

function opacityAt(ageMs: number): number {
  return Math.min(Math.max(1 - (ageMs - FADES_AFTER_MS) / FADING_MS, 0), 1);
}
