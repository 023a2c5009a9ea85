/** An address that leads nowhere. */

import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { EntryFrame } from "./entry_frame";
import { useTitle } from "./title";

export function MissingPage(): React.ReactNode {
  const { t } = useTranslation();
  useTitle(t("missing.title"));
  return (
    <EntryFrame title={t("missing.title")} lead={t("missing.hint")}>
      <Button component={Link} to="/" size="md">
        {t("common.backToDesk")}
      </Button>
    </EntryFrame>
  );
}
