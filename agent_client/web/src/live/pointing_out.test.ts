import { beforeEach, expect, test } from "vitest";

import type { Ink, Point } from "../protocol/protocol.gen";
import { PointingOut } from "./pointing_out";

const sent: (Point | Ink)[] = [];
const world = { now: 0, later: [] as { at: number; act: () => void }[] };

function advance(milliseconds: number): void {
  world.now += milliseconds;
  const due = world.later.filter((one) => one.at <= world.now);
  world.later = world.later.filter((one) => one.at > world.now);
  for (const one of due) one.act();
}

function pointing(): PointingOut {
  return new PointingOut({
    send: (message) => sent.push(message),
    now: () => world.now,
    after: (wait, act) => world.later.push({ at: world.now + wait, act }),
    newId: () => "r_1",
  });
}

const at = (x_norm: number): { monitor: number; x_norm: number; y_norm: number } => ({
  monitor: 0,
  x_norm,
  y_norm: 0,
});

beforeEach(() => {
  sent.length = 0;
  Object.assign(world, { now: 1_000, later: [] });
});

test("at most thirty places a second are said, the newest always (Y1)", () => {
  const out = pointing();
  for (let move = 0; move < 1_000; move += 1) {
    out.point(at(move), false);
    advance(1);
  }
  advance(100);
  expect(sent.length).toBeLessThanOrEqual(31);
  expect(sent.length).toBeGreaterThan(25);
  expect(sent.at(-1)).toEqual({ type: "point", at: at(999), ghost: false });
});

test("who stops pointing says so once, and a late timer says nothing more (Y1)", () => {
  const out = pointing();
  out.unpoint();
  out.point(at(1), true);
  out.point(at(2), true);
  out.unpoint();
  out.unpoint();
  advance(100);
  expect(sent).toEqual([
    { type: "point", at: at(1), ghost: true },
    { type: "point", ghost: true },
  ]);
});

test("a stroke goes in batches, all points once and in order, and ends (Y1)", () => {
  const out = pointing();
  out.penDown(at(0));
  for (let move = 1; move <= 200; move += 1) out.penMoved([at(move)]);
  advance(50);
  out.penUp();
  const inks = sent.filter((one) => one.type === "ink");
  expect(inks.slice(0, -1).flatMap((one) => one.points.map((point) => point.x_norm))).toEqual(
    Array.from({ length: 201 }, (_, index) => index),
  );
  expect(inks.every((one) => one.points.length <= 64)).toBe(true);
  expect(inks.map((one) => one.done)).toEqual([...inks.slice(1).map(() => false), true]);
});

test("a quick dot is said whole, and nothing is drawn without a pen that is down", () => {
  const out = pointing();
  out.penMoved([at(5)]);
  out.penDown(at(1));
  out.penMoved([at(2)]);
  out.penUp();
  out.penUp();
  const inks = sent.filter((one) => one.type === "ink");
  expect(inks.flatMap((one) => one.points.map((point) => point.x_norm))).toEqual([1, 2]);
  expect(inks.at(-1)?.done).toBe(true);
});
