import { expect, test } from "vitest";

import type { Recording } from "../protocol/protocol.gen";
import { recordedNow } from "./recorded_now";

function recording(state: Recording["state"]): { recording: Recording } {
  return { recording: { request_id: "rec_one", state, asked_at: 1 } };
}

test("it is always said how it is recorded (N3)", () => {
  expect(recordedNow({}, null)).toBe("none");
  expect(recordedNow({}, "ending")).toBe("none");
  expect(recordedNow(recording("asked"), null)).toBe("asked");
  expect(recordedNow(recording("on"), null)).toBe("on");
});

test("what this tab wants and the server has not confirmed is said as that (N4)", () => {
  expect(recordedNow(recording("on"), "pausing")).toBe("pausing");
  expect(recordedNow(recording("asked"), "begins")).toBe("begins");
});
