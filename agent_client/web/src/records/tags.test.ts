import { expect, test } from "vitest";

import { TAGS_LIMIT, tagsIn } from "./tags";

test("tags are clean, and each stands there once", () => {
  expect(tagsIn(" VPN,  red   local ,vpn,, ")).toEqual(["VPN", "red local"]);
  expect(tagsIn("")).toEqual([]);
  expect(tagsIn("a".repeat(100))).toEqual(["a".repeat(60)]);
});

test("there are no more of them than the server takes", () => {
  const many = Array.from({ length: 30 }, (_, number) => `tag ${number}`).join(",");
  expect(tagsIn(many)).toHaveLength(TAGS_LIMIT);
});
