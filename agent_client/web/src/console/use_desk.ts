/** The desk as the server sends it: whole at each change, for as long as the page is open. */

import { useEffect, useState } from "react";

import { Problem } from "../api/problem";
import { deskTicket } from "../api/staff";
import { ControlLink, socketUrl, type Standing } from "../link/control";
import type { Desk, FromDesk, ToDesk } from "../protocol/protocol.gen";
import { isPassing } from "./passing";

export interface DeskNow {
  desk: Omit<Desk, "type"> | null;
  standing: Standing;
  /** The desk cannot be had at all. */
  problem: unknown;
}

const NOTHING: DeskNow = { desk: null, standing: { is: "opening" }, problem: null };

export function useDesk(): DeskNow {
  const [now, setNow] = useState<DeskNow>(NOTHING);
  useEffect(() => {
    const set = (changes: Partial<DeskNow>): void => setNow((before) => ({ ...before, ...changes }));
    const link = new ControlLink<ToDesk, FromDesk>(
      { url: socketUrl("/ws"), version: "console", ticket: deskTicket, isPassing },
      {
        message: (message) => {
          if (message.type === "desk") set({ desk: message });
        },
        standing: (standing) =>
          set(standing.is === "over" ? { standing, problem: new Problem("replaced", 0, "") } : { standing }),
        refused: (problem) => set({ problem }),
      },
    );
    const hurry = (): void => link.hurry();
    window.addEventListener("online", hurry);
    return () => {
      window.removeEventListener("online", hurry);
      link.leave();
    };
  }, []);
  return now;
}
