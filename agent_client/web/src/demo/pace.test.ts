import { expect, test } from "vitest";

import { BUFFER_LIMIT_BYTES, BUFFER_MOST_BYTES, Pace, type Verdict } from "./pace";

const FREE = { bufferedBytes: 0, queued: 0 };

function at(pace: Pace, atMs: number, load: Partial<typeof FREE> = {}): Verdict {
  return pace.judge({ atMs, ...FREE, ...load });
}

test("the first picture is a key frame, the next ones are not", () => {
  const pace = new Pace();
  pace.came();
  expect(at(pace, 0)).toBe("key");
  pace.came();
  expect(at(pace, 40)).toBe("delta");
});

test("no more than thirty a second, and the last one is never lost", () => {
  const pace = new Pace();
  const taken = Array.from({ length: 120 }, (_, index) => {
    pace.came();
    return at(pace, index * (1000 / 120));
  }).filter((verdict) => verdict !== "skip");
  expect(taken.length).toBeLessThanOrEqual(31);
  expect(taken.length).toBeGreaterThan(20);
  expect(pace.owes).toBe(true);
});

test("a still screen is sharpened twice, and then nothing is sent", () => {
  const pace = new Pace();
  pace.came();
  const verdicts = [0, 150, 300, 450, 600].map((ms) => at(pace, ms));
  expect(verdicts).toEqual(["key", "delta", "delta", "skip", "skip"]);
  expect(pace.owes).toBe(false);
});

test("a key frame of a still screen is made when somebody needs one; several wishes are one (F5)", () => {
  const pace = new Pace();
  pace.came();
  for (const ms of [0, 150, 300]) at(pace, ms);
  pace.keyWanted();
  pace.keyWanted();
  expect([at(pace, 500), at(pace, 600)]).toEqual(["key", "skip"]);
});

test("while the line is full pictures are left out, and the newest one follows", () => {
  const pace = new Pace();
  pace.came();
  at(pace, 0);
  pace.came();
  expect(at(pace, 100, { bufferedBytes: BUFFER_LIMIT_BYTES + 1 })).toBe("skip");
  expect(at(pace, 200, { bufferedBytes: BUFFER_LIMIT_BYTES })).toBe("delta");
});

test("an encoder that does not keep up is not given more", () => {
  const pace = new Pace();
  pace.came();
  expect(at(pace, 0, { queued: 2 })).toBe("skip");
  expect(at(pace, 1, { queued: 1 })).toBe("key");
});

test("what was encoded and cannot go out is followed by a key frame", () => {
  const pace = new Pace();
  pace.came();
  at(pace, 0);
  expect(pace.goes(BUFFER_MOST_BYTES)).toBe(true);
  expect(pace.goes(BUFFER_MOST_BYTES + 1)).toBe(false);
  pace.came();
  expect(at(pace, 100)).toBe("key");
});
