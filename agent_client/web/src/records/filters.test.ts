import { expect, test } from "vitest";

import { countOf, filtersOf, NO_FILTERS, searchOf, setOf } from "./filters";

test("an address holds only what narrows, and gives it back", () => {
  const filters = { ...NO_FILTERS, q: "printer", mode: "observer", least: "5" };
  expect(setOf(filters)).toEqual({ q: "printer", mode: "observer", least: "5" });
  expect(filtersOf(setOf(filters))).toEqual(filters);
  expect(countOf(filters)).toBe(2);
});

test("what is strange in an address is nothing", () => {
  expect(filtersOf({ q: { a: 1 }, mode: null, x: "y" })).toEqual(NO_FILTERS);
  expect(filtersOf({ q: "a".repeat(900) }).q).toHaveLength(200);
  expect(filtersOf({ least: 5, recorded: true })).toMatchObject({ least: "5", recorded: "true" });
  expect(searchOf({ ...NO_FILTERS, mode: "god", outcome: "none", recorded: "maybe" })).toEqual({});
  expect(searchOf({ ...NO_FILTERS, since: "yesterday", until: "2026", least: "-1", most: "1.5" })).toEqual(
    {},
  );
});

test("the server is asked for exactly what narrows", () => {
  const search = searchOf({
    ...NO_FILTERS,
    q: "  blue screen ",
    person: "p_1",
    mode: "demo",
    outcome: "running",
    recorded: "false",
    tag: " VPN ",
    least: "0",
    most: "90",
  });
  expect(search).toEqual({
    q: "blue screen",
    person: "p_1",
    mode: "demo",
    outcome: "running",
    recorded: false,
    tag: "VPN",
    least_minutes: 0,
    most_minutes: 90,
  });
});

test("days are the reader's own, and the last one counts whole", () => {
  const { since, until } = searchOf({ ...NO_FILTERS, since: "2026-11-22", until: "2026-11-22" });
  expect(since).toBe(new Date(2026, 10, 22).getTime());
  expect(until).toBe(new Date(2026, 10, 23).getTime());
});
