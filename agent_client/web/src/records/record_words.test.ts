import { expect, test } from "vitest";

import type { SessionRecord } from "../api/records";
import { lengthOf, minutesOf, staffOf } from "./record_words";

test("a length is written as clocks are", () => {
  expect([0, 42_000, 60_000, 4_050_000, 36_000_000].map(lengthOf)).toEqual([
    "0:00",
    "0:42",
    "1:00",
    "1:07:30",
    "10:00:00",
  ]);
  expect([0, 29_000, 95_000].map(minutesOf)).toEqual([1, 1, 2]);
});

test("the staff is named once each, the customer and viewers not among them", () => {
  const people = [
    { person_id: "c", name: "Ana", role: "customer" },
    { person_id: "a", name: "Ben", role: "agent" },
    { person_id: "v", name: "Vi", role: "viewer" },
    { person_id: "a", name: "Ben", role: "agent" },
    { person_id: "e", name: "Eva", role: "expert" },
  ];
  expect(staffOf({ people } as unknown as SessionRecord).map((one) => one.name)).toEqual(["Ben", "Eva"]);
});
