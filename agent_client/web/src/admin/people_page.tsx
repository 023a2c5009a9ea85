/** Everyone who signs in: role, teams, skills, and whether they may. */

import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { StaffMember, Team } from "../api/admin";
import { useMe } from "../console/gate";
import classes from "./admin.module.css";
import { AdminFrame } from "./admin_frame";
import { Empty, Rows } from "./card";
import { accountRole } from "./change";
import { NEW } from "./person_page";
import { useStaff, useTeams } from "./use_admin";

export function PeoplePage(): React.ReactNode {
  const { t } = useTranslation();
  const who = useMe();
  const asked = useStaff();
  const teams = useTeams().data ?? [];
  return (
    <AdminFrame
      tab="people"
      title={t("admin.tab.people")}
      lead={t("admin.people.lead")}
      action={
        <Button
          renderRoot={(props) => <Link to="/admin/people/$personId" params={{ personId: NEW }} {...props} />}
        >
          {t("admin.people.add")}
        </Button>
      }
    >
      <Rows
        label={t("admin.tab.people")}
        asked={asked}
        empty={t("admin.people.empty")}
        emptyHint={t("admin.people.emptyHint")}
      >
        {(person) => (
          <PersonRow
            key={person.person_id}
            person={person}
            teams={teams}
            isMe={person.person_id === who.person_id}
          />
        )}
      </Rows>
      {asked.data?.length === 1 && (
        <Empty title={t("admin.people.empty")} hint={t("admin.people.emptyHint")} />
      )}
    </AdminFrame>
  );
}

interface PersonRowProps {
  person: StaffMember;
  teams: readonly Team[];
  isMe: boolean;
}

function PersonRow({ person, teams, isMe }: PersonRowProps): React.ReactNode {
  const { t } = useTranslation();
  const theirs = teams.filter((team) => person.teams.includes(team.team_id));
  return (
    <li className={`${classes["item"] ?? ""} ${person.disabled ? (classes["off"] ?? "") : ""}`}>
      <div>
        <div className={classes["who"]}>
          <bdi className={classes["name"]}>{person.name}</bdi>
          {isMe && <span className={classes["soft"]}>({t("admin.people.you")})</span>}
          {person.disabled && <span className={classes["state"]}>{t("admin.people.disabled")}</span>}
        </div>
        <p className={classes["soft"]}>
          {t(`admin.role.${accountRole(person.role)}`)} · <bdi>{person.email}</bdi>
        </p>
        <ul className={classes["tags"]}>
          {theirs.length === 0 && <li className={classes["soft"]}>{t("admin.people.noTeam")}</li>}
          {theirs.map((team) => (
            <li key={team.team_id} className={classes["tag"]}>
              <bdi>{team.name}</bdi>
            </li>
          ))}
          {person.skills.map((skill) => (
            <li key={skill} className={classes["skill"]}>
              <bdi>{skill}</bdi>
            </li>
          ))}
        </ul>
      </div>
      <span className={classes["actions"]}>
        <Button
          variant="default"
          size="sm"
          aria-label={t("admin.changeNamed", { name: person.name })}
          renderRoot={(props) => (
            <Link to="/admin/people/$personId" params={{ personId: person.person_id }} {...props} />
          )}
        >
          {t("admin.change")}
        </Button>
      </span>
    </li>
  );
}
