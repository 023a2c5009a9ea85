/** Pointing and drawing in one session: one's own goes out and is drawn at once, the others' are drawn (SPEC Y). */

import type {
  At,
  Ink,
  Inked,
  MonitorId,
  PersonId,
  Point,
  Pointed,
  RequestId,
  SessionState,
} from "../protocol/protocol.gen";
import { marksOf } from "./colours";
import type { Ground } from "./ground";
import { InkPad } from "./ink";
import type { Tool } from "./marker";
import { Overlay } from "./overlay";
import { PointingOut } from "./pointing_out";

export class Pointing {
  private readonly pad = new InkPad();
  private readonly overlay: Overlay;
  private readonly out: PointingOut;
  private me: PersonId = "";
  private stroke: RequestId = "";

  constructor(
    canvas: HTMLCanvasElement,
    ground: Ground,
    way: { send(message: Point | Ink): void; newId(): RequestId },
    private readonly tool: () => Tool,
  ) {
    this.overlay = new Overlay(canvas, ground, this.pad);
    this.out = new PointingOut({
      send: (message) => way.send(message),
      now: () => performance.now(),
      after: (wait, act) => setTimeout(act, wait),
      newId: () => way.newId(),
    });
  }

  /** Who is here and which monitors are looked at. */
  stateIs(session: SessionState, me: PersonId, monitors: readonly MonitorId[]): void {
    this.me = me;
    this.pad.keepOnly(session.people.map((one) => one.person_id));
    this.overlay.shows(marksOf(session.people), monitors);
  }

  laidOut(): void {
    this.overlay.draw();
  }

  others(message: Pointed | Inked): void {
    // One's own was drawn when it was made; from another page of one's own it does not matter.
    if (message.person_id === this.me) return;
    if (message.type === "pointed") this.pad.pointed(message, performance.now());
    else this.pad.inked(message, performance.now());
    this.overlay.draw();
  }

  /** One's own pointer; null: it left the picture. */
  point(at: At | null): void {
    if (at === null) this.out.unpoint();
    else this.out.point(at, this.tool() === "ghost");
  }

  penDown(at: At): void {
    this.stroke = this.out.penDown(at);
    this.ownInk([at]);
  }

  penMoved(points: readonly At[]): void {
    this.out.penMoved(points);
    this.ownInk(points);
  }

  penUp(): void {
    this.out.penUp();
  }

  /** Another tool was taken up. */
  toolChanged(): void {
    this.out.unpoint();
    this.out.penUp();
  }

  close(): void {
    this.overlay.close();
  }

  private ownInk(points: readonly At[]): void {
    this.pad.inked({ person_id: this.me, stroke_id: this.stroke, points }, performance.now());
    this.overlay.draw();
  }
}
