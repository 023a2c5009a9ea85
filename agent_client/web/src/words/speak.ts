/** Sets i18next up, and remembers which language the person chose. */

import i18next from "i18next";
import { initReactI18next } from "react-i18next";

import { en } from "./en";
import { es } from "./es";
import { chosenLanguage, type Language } from "./language";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof en };
  }
}

/** Speak from now on; React draws anew whenever the language changes. */
export async function startSpeaking(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: chosenLanguage(),
    fallbackLng: "en",
    resources: { en: { translation: en }, es: { translation: es } },
    // React shows text as text.
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = i18next.language;
  i18next.on("languageChanged", (language) => {
    document.documentElement.lang = language;
  });
}

export function currentLanguage(): Language {
  return i18next.language === "es" ? "es" : "en";
}
