/** The bar above the desk and the administrators' pages: whose installation this is, and the ways around. */

import { Anchor } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { signOut, type Me } from "../api/staff";
import { Mark } from "../look/mark";
import classes from "./desk.module.css";
import { ME } from "./gate";
import { LookMenu } from "./look_menu";

interface DeskBarProps {
  who: Me;
  /** Which of the bar's places this page is. */
  here?: "desk" | "admin" | "present" | "records" | "coaching";
}

export function DeskBar({ who, here = "desk" }: DeskBarProps): React.ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const leaving = useMutation({
    mutationFn: signOut,
    onSettled: async () => {
      await navigate({ to: "/sign-in", replace: true });
      queries.removeQueries({ queryKey: ME });
    },
  });
  return (
    <header className={classes["bar"]}>
      <Mark />
      <span className={classes["organisation"]}>
        <bdi>{who.organisation}</bdi>
      </span>
      <nav className={classes["links"]} aria-label={t("desk.ways")}>
        {here !== "desk" && (
          <Anchor renderRoot={(props) => <Link to="/" {...props} />}>{t("admin.toDesk")}</Anchor>
        )}
        {here === "desk" && who.role !== "learner" && (
          <>
            <Anchor renderRoot={(props) => <Link to="/records" {...props} />}>{t("records.menu")}</Anchor>
            <Anchor renderRoot={(props) => <Link to="/coaching" {...props} />}>{t("coaching.menu")}</Anchor>
          </>
        )}
        {here === "desk" && who.role === "admin" && (
          <Anchor renderRoot={(props) => <Link to="/admin/people" {...props} />}>{t("admin.menu")}</Anchor>
        )}
      </nav>
      <LookMenu name={who.name} onSignOut={() => leaving.mutate()} />
    </header>
  );
}
