/** Appearance, language, and the way out. */

import { ActionIcon, Menu, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Icon } from "../look/icons";
import { LANGUAGE_NAMES, LANGUAGES, rememberLanguage, type Language } from "../words/language";
import { currentLanguage } from "../words/speak";

const SCHEMES = ["light", "dark", "auto"] as const satisfies readonly MantineColorScheme[];

interface LookMenuProps {
  name?: string;
  onSignOut?: () => void;
}

export function LookMenu({ name = "", onSignOut }: LookMenuProps): React.ReactNode {
  const { t, i18n } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const choose = (language: Language): void => {
    rememberLanguage(language);
    void i18n.changeLanguage(language);
  };
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon variant="subtle" size="lg" aria-label={t("look.menu")}>
          <Icon name="dots" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("look.language")}</Menu.Label>
        {LANGUAGES.map((language) => (
          <Menu.Item
            key={language}
            role="menuitemradio"
            aria-checked={language === currentLanguage()}
            lang={language}
            onClick={() => choose(language)}
          >
            {LANGUAGE_NAMES[language]}
          </Menu.Item>
        ))}
        <Menu.Label>{t("look.scheme")}</Menu.Label>
        {SCHEMES.map((scheme) => (
          <Menu.Item
            key={scheme}
            role="menuitemradio"
            aria-checked={scheme === colorScheme}
            onClick={() => setColorScheme(scheme)}
          >
            {t(`look.${scheme}`)}
          </Menu.Item>
        ))}
        {onSignOut !== undefined && (
          <>
            <Menu.Divider />
            <Menu.Label>{t("look.account", { name })}</Menu.Label>
            <Menu.Item onClick={onSignOut}>{t("look.signOut")}</Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
