/** Everyone's pointers and ink, drawn above the picture; it takes no input and is no part of the picture. */

import type { At, MonitorId, PersonId } from "../protocol/protocol.gen";
import type { InkPad, ShownPointer, ShownStroke } from "./ink";
import type { Ground } from "./ground";
import { pointOf } from "./place";

/** A person's name and colour, as the others see them. */
export interface Marked {
  readonly name: string;
  readonly colour: string;
}

type PlaceOf = (at: At) => { x: number; y: number };

const INK_WIDTH = 4;
const HALO = "rgb(255 255 255 / 85%)";
const LABEL_FONT = '600 13px "Inter", "Segoe UI", system-ui, sans-serif';
/** The tip of an arrow, and the shape behind it. */
const ARROW: readonly (readonly [number, number])[] = [
  [0, 0],
  [0, 19],
  [5, 14.5],
  [8.5, 22],
  [12, 20.5],
  [8.5, 13],
  [15, 13],
];

export class Overlay {
  private frame: number | null = null;
  private people: Readonly<Record<PersonId, Marked>> = {};
  private monitors: readonly MonitorId[] = [];

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly ground: Ground,
    private readonly pad: InkPad,
    /** The clock that the ink fades by. */
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Who is who, and which monitors are looked at. */
  shows(people: Readonly<Record<PersonId, Marked>>, monitors: readonly MonitorId[]): void {
    this.people = people;
    this.monitors = monitors;
    this.draw();
  }

  /** Something changed: draw in the next frame, and on as long as ink fades. */
  draw(): void {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.paint();
      if (this.pad.fades) this.draw();
    });
  }

  close(): void {
    if (this.frame !== null) cancelAnimationFrame(this.frame);
    this.frame = null;
  }

  private paint(): void {
    const { canvas, ground } = this;
    const ratio = window.devicePixelRatio;
    const box = { width: ground.holder.clientWidth, height: ground.holder.clientHeight };
    canvas.style.width = `${box.width}px`;
    canvas.style.height = `${box.height}px`;
    const width = Math.round(box.width * ratio);
    const height = Math.round(box.height * ratio);
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    const context = canvas.getContext("2d");
    if (context === null) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, box.width, box.height);
    const { strokes, pointers } = this.shown();
    for (const [stroke, place] of strokes) drawStroke(context, stroke, place, this.colour(stroke.personId));
    for (const [pointer, place] of pointers)
      drawPointer(context, pointer, place(pointer.at), this.people[pointer.personId], box);
    canvas.dataset["pointers"] = pointers.map(([one]) => one.personId).join(" ");
    canvas.dataset["strokes"] = String(strokes.length);
  }

  /** What is to be drawn, each with where its monitor's places lie. */
  private shown(): { strokes: [ShownStroke, PlaceOf][]; pointers: [ShownPointer, PlaceOf][] } {
    const strokes: [ShownStroke, PlaceOf][] = [];
    const pointers: [ShownPointer, PlaceOf][] = [];
    for (const monitor of this.monitors) {
      const box = this.ground.boxOf(monitor);
      if (box === null) continue;
      const place: PlaceOf = (at) => pointOf(at, box);
      const now = this.pad.shown(monitor, this.now());
      strokes.push(...now.strokes.map((one): [ShownStroke, PlaceOf] => [one, place]));
      pointers.push(...now.pointers.map((one): [ShownPointer, PlaceOf] => [one, place]));
    }
    return { strokes, pointers };
  }

  private colour(personId: PersonId): string {
    return this.people[personId]?.colour ?? "#555555";
  }
}

function drawStroke(
  context: CanvasRenderingContext2D,
  { points, opacity }: ShownStroke,
  place: PlaceOf,
  colour: string,
): void {
  const path = new Path2D();
  points.forEach((at, index) => {
    const { x, y } = place(at);
    if (index === 0) path.moveTo(x, y);
    path.lineTo(x, y);
  });
  context.save();
  context.globalAlpha = opacity;
  context.lineCap = context.lineJoin = "round";
  context.strokeStyle = HALO;
  context.lineWidth = INK_WIDTH + 3;
  context.stroke(path);
  context.strokeStyle = colour;
  context.lineWidth = INK_WIDTH;
  context.stroke(path);
  context.restore();
}

function drawPointer(
  context: CanvasRenderingContext2D,
  { ghost }: ShownPointer,
  { x, y }: { x: number; y: number },
  who: Marked | undefined,
  box: { width: number },
): void {
  const path = new Path2D();
  ARROW.forEach(([dx, dy], index) =>
    index === 0 ? path.moveTo(x + dx, y + dy) : path.lineTo(x + dx, y + dy),
  );
  path.closePath();
  context.save();
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = HALO;
  context.stroke(path);
  context.fillStyle = context.strokeStyle = who?.colour ?? "#555555";
  if (ghost) {
    context.lineWidth = 2;
    context.setLineDash([3, 3]);
    context.stroke(path);
  } else context.fill(path);
  context.restore();
  if (who !== undefined) drawLabel(context, who, { x, y }, box.width, ghost);
}

function drawLabel(
  context: CanvasRenderingContext2D,
  { name, colour }: Marked,
  { x, y }: { x: number; y: number },
  width: number,
  ghost: boolean,
): void {
  context.save();
  context.font = LABEL_FONT;
  const text = name.length > 24 ? `${name.slice(0, 23)}…` : name;
  const label = context.measureText(text).width + 14;
  const left = Math.min(x + 14, width - label - 2);
  context.beginPath();
  context.roundRect(left, y + 20, label, 22, 7);
  context.globalAlpha = ghost ? 0.8 : 1;
  context.fillStyle = colour;
  context.fill();
  if (ghost) {
    context.setLineDash([3, 3]);
    context.strokeStyle = HALO;
    context.lineWidth = 1.5;
    context.stroke();
  }
  context.fillStyle = "#ffffff";
  context.fillText(text, left + 7, y + 35.5);
  context.restore();
}
