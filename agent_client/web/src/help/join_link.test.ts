import { expect, test } from "vitest";

import { joinLinkOf } from "./join_link";
import { commandFor } from "./program_step";

const ORIGIN = "https://help.example.org";
const FINGERPRINT = "a".repeat(43);

test.each([
  ["#K7Q2-MX4P", `${ORIGIN}/join#K7Q2-MX4P`],
  [`#K7Q2-MX4P.${FINGERPRINT}`, `${ORIGIN}/join#K7Q2-MX4P.${FINGERPRINT}`],
  ["#k7q2mx4p", `${ORIGIN}/join#k7q2mx4p`],
])("%s is a whole code", (hash, link) => {
  expect(joinLinkOf({ origin: ORIGIN, hash })).toBe(link);
});

test.each(["", "#", "#K7Q2", '#K7Q2-MX4P"; rm -rf ~; "', "#K7Q2-MX4P.short", "#K7Q2-MX4P $(id)"])(
  "%j never becomes a line to paste",
  (hash) => {
    expect(joinLinkOf({ origin: ORIGIN, hash })).toBeNull();
  },
);

test("the line is what the program's manual says", () => {
  expect(commandFor(`${ORIGIN}/join#K7Q2-MX4P`)).toBe(`auxilio-client join "${ORIGIN}/join#K7Q2-MX4P"`);
});
