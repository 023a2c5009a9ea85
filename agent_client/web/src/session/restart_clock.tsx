/** How long a restart has been going on, second by second. */

import { useEffect, useState } from "react";

/** The time by the server's clock, anew every second. */
function useSeconds(aheadMs: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const ticker = setInterval(() => setNow(Date.now()), SECOND_MS);
    return () => clearInterval(ticker);
  }, []);
  return now + aheadMs;
}

const SECOND_MS = 1_000;

/** "0:42" since this moment of the server's clock. */
export function useRestartClock(sinceMs: number, aheadMs: number): string {
  return clockWords(useSeconds(aheadMs) - sinceMs);
}

export function clockWords(milliseconds: number): string {
  const seconds = Math.max(Math.floor(milliseconds / SECOND_MS), 0);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
