/** Moments and lengths in words. Pure. */

/** "0:42", "1:07:30": hours only when there are any. */
export function counted(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const two = (value: number): string => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3_600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest.replace(/^0/, "");
}

/** "1 hour 7 minutes 30 seconds", for who listens. */
export function spoken(ms: number, language: string): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const parts: [number, string][] = [
    [Math.floor(seconds / 3_600), "hour"],
    [Math.floor(seconds / 60) % 60, "minute"],
    [seconds % 60, "second"],
  ];
  const said = parts.filter(([count], index) => count > 0 || (index === 2 && seconds === 0));
  return said
    .map(([count, unit]) =>
      new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(count),
    )
    .join(" ");
}

/** "14:05:09" as the language writes it. */
export function clockSeconds(atMs: number, language: string): string {
  return new Intl.DateTimeFormat(language, { timeStyle: "medium" }).format(atMs);
}
