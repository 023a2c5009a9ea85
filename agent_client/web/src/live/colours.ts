/** Each person's colour for pointers and ink: the same for everyone who looks. Pure. */

import type { Person, PersonId } from "../protocol/protocol.gen";
import type { Marked } from "./overlay";

/** Told apart also by who sees few colours; white letters can be read on all of them. */
const COLOURS = [
  "#0b6fa4",
  "#b3421b",
  "#5b4bb7",
  "#2f7d32",
  "#a3216f",
  "#6b5900",
  "#37626b",
  "#7a3b2e",
] as const;

/** By the order in which they came, so that all see the same; the customer has no remote pointer. */
export function marksOf(people: readonly Person[]): Readonly<Record<PersonId, Marked>> {
  const others = people.filter((one) => one.role !== "customer");
  return Object.fromEntries(
    others.map((one, index) => [
      one.person_id,
      { name: one.name, colour: COLOURS[index % COLOURS.length] ?? COLOURS[0] },
    ]),
  );
}
