import { describe, expect, test } from "vitest";

import type { Section, Topic } from "../protocol/protocol.gen";
import { asText, flagsOf, numberOf, searched } from "./inspection";

function section(topic: Topic, rows: string[][], total = rows.length): Section {
  return { topic, rows: rows.map((cells) => ({ cells })), total, problem: "" };
}

describe("what is worth a look", () => {
  test("missing updates, full disks and little memory", () => {
    const sections = [
      section("updates", [["libc", "1", "2"]], 37),
      section("disks", [
        ["/", "ext4", "100000000000", "5000000000"],
        ["/home", "ext4", "100000000000", "50000000000"],
        ["/data", "ext4", "15000000000", "1900000000"],
      ]),
      section("memory", [
        ["total", "8000000000"],
        ["available", "300000000"],
      ]),
    ];
    expect(flagsOf(sections)).toEqual([
      { is: "updates", count: 37 },
      { is: "low_disk", name: "/" },
      { is: "low_disk", name: "/data" },
      { is: "low_memory" },
    ]);
  });

  test("nothing, where all is well or nothing can be read", () => {
    const sections = [
      section("updates", []),
      section("disks", [["/", "ext4", "?", "5"], ["/proc", "proc", "0", "0"], ["short"]]),
      section("memory", [["total", "8000000000"]]),
      section("programs", [["x", "1", "y"]]),
    ];
    expect(flagsOf(sections)).toEqual([]);
    expect(numberOf("1e999")).toBeNull();
  });
});

test("a search keeps the rows in which all its words stand, in any column", () => {
  const sections = [
    section("programs", [
      ["Firefox", "128", "Mozilla"],
      ["Gimp", "2", "GNOME"],
    ]),
    section("disks", [["/"]]),
  ];
  expect(searched(sections, " mozilla 128 ").map((one) => one.rows.map((row) => row.cells[0]))).toEqual([
    ["Firefox"],
  ]);
  expect(searched(sections, "  ")).toBe(sections);
  expect(searched(sections, "nowhere")).toEqual([]);
});

test("all of it is text with tabs, a problem in its place", () => {
  const words = { topic: (topic: Topic) => topic.toUpperCase(), column: (name: string) => name };
  const broken: Section = { topic: "disks", rows: [], total: 0, problem: "not allowed" };
  expect(asText([section("memory", [["total", "8"]]), broken], words)).toBe(
    "# MEMORY\nname\tsize\ntotal\t8\n\n# DISKS\nnot allowed",
  );
});
