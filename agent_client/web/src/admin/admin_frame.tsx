/** The frame of the administrators' pages: the bar, the four places, one heading. */

import { Alert } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { DeskBar } from "../console/desk_bar";
import { useMe } from "../console/gate";
import { useTitle } from "../console/title";
import classes from "./admin.module.css";

const TABS = ["people", "teams", "queues", "rules"] as const;
export type Tab = (typeof TABS)[number];

interface AdminFrameProps {
  tab: Tab;
  title: string;
  lead: React.ReactNode;
  /** The page's first action, beside its heading. */
  action?: React.ReactNode;
  children: React.ReactNode;
}

export function AdminFrame({ tab, title, lead, action, children }: AdminFrameProps): React.ReactNode {
  const { t } = useTranslation();
  const who = useMe();
  useTitle(`${title} · ${t("admin.menu")}`);
  return (
    <div className={classes["page"]}>
      <DeskBar who={who} here="admin" />
      <main className={classes["main"]}>
        <nav className={classes["tabs"]} aria-label={t("admin.sections")}>
          {TABS.map((one) => (
            <Link
              key={one}
              to={`/admin/${one}`}
              className={classes["tab"]}
              aria-current={one === tab ? "page" : undefined}
            >
              {t(`admin.tab.${one}`)}
            </Link>
          ))}
        </nav>
        <div className={classes["head"]}>
          <div>
            <h1 className={classes["title"]}>
              <bdi>{title}</bdi>
            </h1>
            <p className={classes["lead"]}>{lead}</p>
          </div>
          {who.role === "admin" && action}
        </div>
        {who.role === "admin" ? (
          children
        ) : (
          <Alert color="accent" variant="light" role="status">
            {t("admin.onlyAdmins")}
          </Alert>
        )}
      </main>
    </div>
  );
}
