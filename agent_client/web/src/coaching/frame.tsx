/** The frame of the pages for learning from sessions: talks about moments, and good ones kept. */

import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { DeskBar } from "../console/desk_bar";
import { useMe } from "../console/gate";
import { useTitle } from "../console/title";
import classes from "./coaching.module.css";

const TABS = { talks: "/coaching", clips: "/clips" } as const;
export type CoachingTab = keyof typeof TABS;

interface CoachingFrameProps {
  tab: CoachingTab;
  children: React.ReactNode;
}

export function CoachingFrame({ tab, children }: CoachingFrameProps): React.ReactNode {
  const { t } = useTranslation();
  const who = useMe();
  useTitle(`${t(`coaching.${tab}`)} · ${t("coaching.menu")}`);
  return (
    <div className={classes["page"]}>
      <DeskBar who={who} here="coaching" />
      <main className={classes["main"]}>
        <nav className={classes["tabs"]} aria-label={t("coaching.menu")}>
          {(Object.keys(TABS) as CoachingTab[]).map((one) => (
            <Link
              key={one}
              to={TABS[one]}
              className={classes["tab"]}
              aria-current={one === tab ? "page" : undefined}
            >
              {t(`coaching.${one}`)}
            </Link>
          ))}
        </nav>
        <div>
          <h1 className={classes["title"]}>{t(`coaching.${tab}`)}</h1>
          <p className={classes["lead"]}>{t(`coaching.${tab}Lead`)}</p>
        </div>
        {children}
      </main>
    </div>
  );
}
