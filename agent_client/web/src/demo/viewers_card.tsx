/** Who watches, by name, and whose hand is up. */

import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { DEMO_VIEWER_LIMIT, type PersonId } from "../protocol/protocol.gen";
import type { Audience } from "./audience";
import classes from "./demo.module.css";

interface ViewersCardProps {
  audience: Audience;
  raised: readonly PersonId[];
  onLower: (personId: PersonId) => void;
}

export function ViewersCard({ audience, raised, onLower }: ViewersCardProps): React.ReactNode {
  const { t } = useTranslation();
  const { viewers, watching } = audience;
  const newest = viewers.find((one) => one.person_id === raised.at(-1));
  return (
    <section aria-labelledby="demo-viewers" className={classes["card"]} data-testid="viewers">
      <div className={classes["headRow"]}>
        <h2 id="demo-viewers" className={classes["heading"]}>
          {t("present.viewers")}
        </h2>
        <span className={classes["soft"]} data-testid="watching">
          {t("present.watching", { count: watching, limit: DEMO_VIEWER_LIMIT })}
        </span>
      </div>
      <p className={classes["hidden"]} role="status">
        {newest !== undefined && t("present.handNews", { name: newest.name })}
      </p>
      {viewers.length === 0 ? (
        <p className={classes["soft"]}>{t("present.nobody")}</p>
      ) : (
        <ul className={classes["people"]}>
          {viewers.map(({ person_id, name, presence }) => (
            <li key={person_id} className={classes["person"]} data-testid="viewer" data-presence={presence}>
              <span className={classes["personName"]}>
                <bdi>{name}</bdi>
                {presence === "away" && <span className={classes["soft"]}> {t("present.away")}</span>}
              </span>
              {raised.includes(person_id) && (
                <span className={classes["row"]}>
                  <span className={classes["hand"]} data-testid="hand-up">
                    {t("present.hand")}
                  </span>
                  <Button
                    size="xs"
                    variant="default"
                    aria-label={t("present.lowerHand", { name })}
                    onClick={() => onLower(person_id)}
                    data-testid="hand-lower"
                  >
                    {t("present.lowerHandShort")}
                  </Button>
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
