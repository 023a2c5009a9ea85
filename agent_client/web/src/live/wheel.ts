/** From what a wheel or a touch pad reports to whole notches. Pure. */

const PIXELS_PER_NOTCH = 100;
const LINES_PER_NOTCH = 3;

export interface Turned {
  readonly deltaX: number;
  readonly deltaY: number;
  /** As in the DOM: 0 pixels, 1 lines, 2 pages. */
  readonly deltaMode: number;
}

/** Adds up small turns until they make a notch; turning the other way starts anew. */
export class WheelNotches {
  private x = 0;
  private y = 0;

  /** Whole notches to send now; positive is to the right and up. */
  turn(event: Turned): { dx: number; dy: number } {
    this.x = added(this.x, inNotches(event.deltaX, event.deltaMode));
    this.y = added(this.y, -inNotches(event.deltaY, event.deltaMode));
    const dx = Math.trunc(this.x);
    const dy = Math.trunc(this.y);
    this.x -= dx;
    this.y -= dy;
    return { dx, dy };
  }
}

function inNotches(delta: number, mode: number): number {
  if (mode === 1) return delta / LINES_PER_NOTCH;
  if (mode === 2) return delta;
  return delta / PIXELS_PER_NOTCH;
}

function added(sum: number, more: number): number {
  return Math.sign(sum) * Math.sign(more) < 0 ? more : sum + more;
}
