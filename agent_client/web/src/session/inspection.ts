/** What an inspection's sections mean: their columns, what is worth a look, a search, and all of it as text. Pure. */

import type { Section, Topic } from "../protocol/protocol.gen";

export type ColumnName =
  | "name"
  | "value"
  | "package"
  | "installed"
  | "available"
  | "size"
  | "scale"
  | "position"
  | "primary"
  | "mount"
  | "fileSystem"
  | "free"
  | "pid"
  | "user"
  | "cpu"
  | "memory"
  | "interface"
  | "address"
  | "state"
  | "version"
  | "publisher"
  | "description";

export interface Column {
  readonly name: ColumnName;
  readonly kind: "text" | "bytes" | "percent" | "number";
}

const text = (name: ColumnName): Column => ({ name, kind: "text" });
const bytes = (name: ColumnName): Column => ({ name, kind: "bytes" });

/** Each topic's columns, in the order of its cells (protocol/inspection.py). */
export const COLUMNS: Readonly<Record<Topic, readonly Column[]>> = {
  system: [text("name"), text("value")],
  updates: [text("package"), text("installed"), text("available")],
  monitors: [text("name"), text("size"), text("scale"), text("position"), text("primary")],
  disks: [text("mount"), text("fileSystem"), bytes("size"), bytes("free")],
  memory: [text("name"), bytes("size")],
  processes: [
    { name: "pid", kind: "number" },
    text("name"),
    text("user"),
    { name: "cpu", kind: "percent" },
    bytes("memory"),
  ],
  network: [text("interface"), text("address"), text("state")],
  programs: [text("name"), text("version"), text("publisher")],
  services: [text("name"), text("state"), text("description")],
};

/** Less than a tenth, or less than 2 GB, is little. */
const LOW_SHARE = 0.1;
const LOW_BYTES = 2e9;

export type Flag =
  | { readonly is: "updates"; readonly count: number }
  | { readonly is: "low_disk"; readonly name: string }
  | { readonly is: "low_memory" };

/** What the agent should not miss. */
export function flagsOf(sections: readonly Section[]): readonly Flag[] {
  return sections.flatMap((section): readonly Flag[] => {
    if (section.topic === "updates")
      return section.total > 0 ? [{ is: "updates", count: section.total }] : [];
    if (section.topic === "disks") return section.rows.flatMap(({ cells }) => diskFlag(cells));
    return section.topic === "memory" && isLowMemory(section) ? [{ is: "low_memory" }] : [];
  });
}

function diskFlag([name = "", , size, free]: readonly string[]): readonly Flag[] {
  const whole = numberOf(size);
  const left = numberOf(free);
  if (whole === null || left === null || whole === 0) return [];
  return left < whole * LOW_SHARE || (left < LOW_BYTES && whole > 2 * LOW_BYTES)
    ? [{ is: "low_disk", name }]
    : [];
}

function isLowMemory(section: Section): boolean {
  const amount = (name: string): number | null =>
    numberOf(section.rows.find(({ cells }) => cells[0] === name)?.cells[1]);
  const total = amount("total");
  const available = amount("available");
  return total !== null && available !== null && available < total * LOW_SHARE;
}

/** A cell's number, or null: what other machines say is text until it is proved to be one. */
export function numberOf(cell: string | undefined): number | null {
  return cell !== undefined && /^\d+(\.\d+)?$/.test(cell) ? Number(cell) : null;
}

/** The sections with only those rows in which the searched words stand. */
export function searched(sections: readonly Section[], search: string): readonly Section[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return sections;
  const has = (cells: readonly string[]): boolean => {
    const line = cells.join(" ").toLowerCase();
    return words.every((word) => line.includes(word));
  };
  return sections
    .map((section) => ({ ...section, rows: section.rows.filter(({ cells }) => has(cells)) }))
    .filter((section) => section.rows.length > 0);
}

export interface TextWords {
  topic(topic: Topic): string;
  column(column: ColumnName): string;
}

/** Everything as text with tabs, for a ticket or a spreadsheet. */
export function asText(sections: readonly Section[], words: TextWords): string {
  return sections
    .map(({ topic, rows, problem }) => {
      const head = COLUMNS[topic].map((column) => words.column(column.name)).join("\t");
      const lines = problem === "" ? [head, ...rows.map(({ cells }) => cells.join("\t"))] : [problem];
      return [`# ${words.topic(topic)}`, ...lines].join("\n");
    })
    .join("\n\n");
}
