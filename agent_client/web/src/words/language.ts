/** Spanish or English: as chosen here before, else as the browser says. */

export const LANGUAGES = ["es", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

const KEY = "auxilio-language";

export const LANGUAGE_NAMES: Record<Language, string> = { es: "Español", en: "English" };

export function chosenLanguage(): Language {
  const kept = LANGUAGES.find((one) => one === stored());
  if (kept !== undefined) return kept;
  const wished = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase());
  return LANGUAGES.find((one) => one === wished.find((tag) => tag === "es" || tag === "en")) ?? "en";
}

/** Remember the choice on this machine. */
export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
