/** How large something is, as people read it. Pure. */

const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

/** "1.4 MB" in the language's own numbers. */
export function sizeWords(bytes: number, language: string): string {
  const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1);
  const amount = bytes / 1000 ** step;
  const digits = step > 0 && amount < 10 ? 1 : 0;
  return `${amount.toLocaleString(language, { maximumFractionDigits: digits })} ${UNITS[step] ?? "B"}`;
}
