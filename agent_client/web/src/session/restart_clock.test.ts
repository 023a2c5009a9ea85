import { expect, test } from "vitest";

import { clockWords } from "./restart_clock";
import { sha256 } from "./sha256";

test("a clock reads minutes and seconds, and never runs below nothing", () => {
  expect([-5_000, 0, 42_400, 60_000, 754_999].map(clockWords)).toEqual([
    "0:00",
    "0:00",
    "0:42",
    "1:00",
    "12:34",
  ]);
});

test("a script's hash is that of its UTF-8 bytes (J5)", async () => {
  expect(await sha256("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(await sha256("echo ñ\n")).toBe("96f390847b885888d1fb1134377bee58bc84143151afd6044a493f938d67c4b6");
});
