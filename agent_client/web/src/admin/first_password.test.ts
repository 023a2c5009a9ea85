import { expect, test } from "vitest";

import { firstPassword } from "./first_password";

test("a first password has four groups of letters that nobody confuses", () => {
  expect(firstPassword()).toMatch(/^([a-hjkmnp-tv-z0-9]{5}-){3}[a-hjkmnp-tv-z0-9]{5}$/);
});

test("no two are the same, and every letter comes up", () => {
  const made = Array.from({ length: 200 }, firstPassword);
  expect(new Set(made).size).toBe(200);
  expect(new Set(made.join("").replaceAll("-", "")).size).toBe(32);
});
