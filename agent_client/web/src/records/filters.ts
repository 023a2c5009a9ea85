/** What is looked for: as the page's address holds it, and as the server is asked. Pure. */

import type { Outcome, RecordSearch } from "../api/record_search";
import { LADDER, type Mode } from "../protocol/protocol.gen";

/** Everything as the fields hold it; empty: narrows nothing. Dates are the reader's own days, "2026-11-22". */
export interface Filters {
  readonly q: string;
  readonly person: string;
  readonly mode: string;
  readonly outcome: string;
  readonly recorded: string;
  readonly tag: string;
  readonly since: string;
  readonly until: string;
  readonly least: string;
  readonly most: string;
}

export const NO_FILTERS: Filters = {
  q: "",
  person: "",
  mode: "",
  outcome: "",
  recorded: "",
  tag: "",
  since: "",
  until: "",
  least: "",
  most: "",
};

export const MODES: readonly Mode[] = [...LADDER, "demo"];
export const OUTCOMES: readonly Outcome[] = [
  "running",
  "staff",
  "customer",
  "abandoned",
  "interrupted_too_long",
];
const TEXT_LIMIT = 200;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MINUTES_LIMIT = 100_000;

/** The filters that an address names; whatever is strange there is nothing. */
export function filtersOf(search: Record<string, unknown>): Filters {
  const found = { ...NO_FILTERS } as Record<keyof Filters, string>;
  for (const name of Object.keys(NO_FILTERS) as (keyof Filters)[]) {
    const value = search[name];
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
      found[name] = String(value).slice(0, TEXT_LIMIT);
  }
  return found;
}

/** Only what narrows: for the address. */
export function setOf(filters: Filters): Partial<Filters> {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ""));
}

/** How many of them narrow, beside the words. */
export function countOf(filters: Filters): number {
  return Object.keys(setOf({ ...filters, q: "" })).length;
}

/** What the server is asked. */
export function searchOf(filters: Filters): RecordSearch {
  const { q, person, mode, outcome, recorded, tag } = filters;
  const search: Record<string, string | number | boolean> = {};
  if (q.trim() !== "") search["q"] = q.trim();
  if (person !== "") search["person"] = person;
  if (MODES.some((one) => one === mode)) search["mode"] = mode;
  if (OUTCOMES.some((one) => one === outcome)) search["outcome"] = outcome;
  if (recorded === "true" || recorded === "false") search["recorded"] = recorded === "true";
  if (tag.trim() !== "") search["tag"] = tag.trim();
  set(search, "since", startOfDay(filters.since, 0));
  set(search, "until", startOfDay(filters.until, 1));
  set(search, "least_minutes", minutes(filters.least));
  set(search, "most_minutes", minutes(filters.most));
  return search;
}

function set(search: Record<string, string | number | boolean>, name: string, value: number | null): void {
  if (value !== null) search[name] = value;
}

/** When this day begins where the reader is, or the one `later` days after it. */
function startOfDay(day: string, later: number): number | null {
  if (!DAY.test(day)) return null;
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const at = new Date(year, month - 1, date + later).getTime();
  return Number.isNaN(at) ? null : at;
}

function minutes(text: string): number | null {
  const value = Number(text);
  return text.trim() !== "" && Number.isInteger(value) && value >= 0 && value <= MINUTES_LIMIT ? value : null;
}
