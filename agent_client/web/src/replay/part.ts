/** What every part of the replay page gets. */

import { createContext, useContext } from "react";

import type { Player, PlayerView } from "./player";

export interface Part {
  readonly player: Player;
  readonly view: PlayerView;
}

/** For parts that others add to the page, such as notes in the margin: where the replay stands, and its player. */
export const ReplayContext = createContext<Part | null>(null);

/** Only within a replay. */
export function useReplay(): Part {
  const part = useContext(ReplayContext);
  if (part === null) throw new Error("only within a replay");
  return part;
}

/** The customer's name, or null. */
export function customerName({ facts }: PlayerView): string | null {
  const customer = [...facts.people.values()].find((one) => one.role === "customer");
  return customer?.name ?? facts.record.customer_name ?? null;
}
