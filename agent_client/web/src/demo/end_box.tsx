/** Ends the demo, after being asked once more. */

import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import classes from "./demo.module.css";

export function EndBox({ onEnd }: { onEnd: () => void }): React.ReactNode {
  const { t } = useTranslation();
  const [isSure, setIsSure] = useState(false);
  if (!isSure)
    return (
      <Button
        variant="outline"
        color="red"
        className={classes["end"] ?? ""}
        onClick={() => setIsSure(true)}
        data-testid="demo-end"
      >
        {t("present.end")}
      </Button>
    );
  return (
    <div role="group" aria-label={t("present.endSure")} className={classes["sure"]}>
      <p className={classes["sureWords"]}>{t("present.endSure")}</p>
      <div className={classes["row"]}>
        <Button color="red" onClick={onEnd} data-testid="demo-end-yes">
          {t("present.endYes")}
        </Button>
        <Button variant="default" autoFocus onClick={() => setIsSure(false)}>
          {t("present.endNo")}
        </Button>
      </div>
    </div>
  );
}
