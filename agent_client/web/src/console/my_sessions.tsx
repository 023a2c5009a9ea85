/** The sessions that the agent is in. */

import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Running } from "../protocol/protocol.gen";
import classes from "./desk.module.css";

interface MySessionsProps {
  /** Nothing until the server has told. */
  mine: readonly Running[] | undefined;
  /** Who takes nobody joins the sessions of their team. */
  canTake: boolean;
  onOpen: (one: Running) => void;
}

export function MySessions({ mine, canTake, onOpen }: MySessionsProps): React.ReactNode {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="mine">
      <h2 id="mine" className={classes["heading"]}>
        {t("desk.mine")}
      </h2>
      <div className={classes["card"]}>
        {mine === undefined || mine.length === 0 ? (
          <div className={classes["padded"]}>
            <p className={classes["name"]} style={{ margin: 0 }}>
              {mine === undefined ? t("common.loading") : t("desk.mineEmpty")}
            </p>
            {mine !== undefined && (
              <p className={classes["why"]}>{t(canTake ? "desk.mineEmptyHint" : "wall.mineEmptyHint")}</p>
            )}
          </div>
        ) : (
          <ul className={classes["list"]}>
            {mine.map((one) => (
              <li key={one.session_id} className={classes["item"]}>
                <div>
                  <div className={classes["who"]}>
                    <span className={classes["name"]}>
                      <bdi>{one.kind === "demo" ? t("present.yours") : one.customer}</bdi>
                    </span>
                    <span className={classes["since"]}>{t(`state.${one.state}`)}</span>
                  </div>
                  {one.reason !== "" && (
                    <p className={classes["why"]}>
                      <bdi>{one.reason}</bdi>
                    </p>
                  )}
                </div>
                <Button
                  variant="light"
                  aria-label={
                    one.kind === "demo" ? t("present.open") : t("desk.open", { name: one.customer })
                  }
                  onClick={() => onOpen(one)}
                >
                  {t("desk.openShort")}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}
