import { expect, test } from "vitest";

import { withoutNulls } from "./records";

test("what is null in an entry is left out, however deep, and nothing else", () => {
  const told = { seq: 1, fact: { mode: null, steps: [{ done: false, by: null }, null], text: "", n: 0 } };
  expect(withoutNulls(told)).toStrictEqual({
    seq: 1,
    fact: { steps: [{ done: false }, null], text: "", n: 0 },
  });
});
