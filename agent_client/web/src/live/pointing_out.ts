/**
 * What one's own pointer and pen say to the others: the newest place, and the pen's points in batches (SPEC Y1).
 *
 * Pure but for the way out and the timer that it is given.
 */

import { INK_POINTS_LIMIT, type At, type Ink, type Point, type RequestId } from "../protocol/protocol.gen";

/** 30 places a second: with everything else that a link says it stays below MESSAGES_PER_SECOND (SPEC L2). */
const GAP_MS = 1_000 / 30;

export interface PointingWay {
  send(message: Point | Ink): void;
  now(): number;
  after(milliseconds: number, act: () => void): void;
  newId(): RequestId;
}

export class PointingOut {
  private place: At | undefined;
  private ghost = false;
  private isPointing = false;
  private saidPlace = false;
  private stroke: RequestId | null = null;
  private points: At[] = [];
  private sentAt = -Infinity;
  private isWaiting = false;

  constructor(private readonly way: PointingWay) {}

  /** The pointer is here now. */
  point(at: At, ghost: boolean): void {
    this.place = at;
    this.ghost = ghost;
    this.isPointing = true;
    this.saidPlace = false;
    this.flushSoon();
  }

  /** No more pointing. */
  unpoint(): void {
    if (!this.isPointing) return;
    this.isPointing = false;
    this.place = undefined;
    this.saidPlace = true;
    this.way.send({ type: "point", ghost: this.ghost });
  }

  /** The pen goes down; what this stroke is called. */
  penDown(at: At): RequestId {
    this.penUp();
    this.stroke = this.way.newId();
    this.penMoved([at]);
    return this.stroke;
  }

  penMoved(points: readonly At[]): void {
    if (this.stroke === null) return;
    this.points.push(...points);
    this.flushSoon();
  }

  penUp(): void {
    if (this.stroke === null) return;
    this.flushInk(true);
    this.stroke = null;
  }

  private flushSoon(): void {
    if (this.isWaiting) return;
    const wait = this.sentAt + GAP_MS - this.way.now();
    if (wait <= 0) {
      this.flush();
      return;
    }
    this.isWaiting = true;
    this.way.after(wait, () => {
      this.isWaiting = false;
      this.flush();
    });
  }

  private flush(): void {
    this.sentAt = this.way.now();
    if (this.points.length > 0) this.flushInk(false);
    if (this.isPointing && !this.saidPlace && this.place !== undefined) {
      this.saidPlace = true;
      this.way.send({ type: "point", at: this.place, ghost: this.ghost });
    }
  }

  private flushInk(done: boolean): void {
    if (this.stroke === null) return;
    const last = this.points.at(-1);
    while (this.points.length > 0) {
      const points = this.points.splice(0, INK_POINTS_LIMIT);
      this.last = points.at(-1);
      this.way.send({
        type: "ink",
        stroke_id: this.stroke,
        points,
        done: done && this.points.length === 0,
      });
    }
    // Its end has to be said, too, when all its points are: the last one again.
    if (done && last === undefined && this.last !== undefined)
      this.way.send({ type: "ink", stroke_id: this.stroke, points: [this.last], done: true });
  }

  private last: At | undefined;
}
