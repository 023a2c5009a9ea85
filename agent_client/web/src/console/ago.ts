/** How long something lasts, and when it is, in plain words. */

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const REDRAW_MS = 10_000;

/** The time, anew every few seconds. */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const ticker = setInterval(() => setNow(Date.now()), REDRAW_MS);
    return () => clearInterval(ticker);
  }, []);
  return now;
}

/** A function that says how long ago a moment was: "a moment", "4 minutes", "2 hours". */
export function useAgo(): (sinceMs: number) => string {
  const { t } = useTranslation();
  const now = useNow();
  return (sinceMs) => {
    const passed = Math.max(now - sinceMs, 0);
    if (passed < MINUTE_MS) return t("time.now");
    if (passed < HOUR_MS) return t("time.minutes", { count: Math.floor(passed / MINUTE_MS) });
    return t("time.hours", { count: Math.floor(passed / HOUR_MS) });
  };
}

/** "14:05" as the language writes it. */
export function clockTime(atMs: number, language: string): string {
  return new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" }).format(atMs);
}
