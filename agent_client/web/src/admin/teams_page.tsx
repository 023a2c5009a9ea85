/** Teams: made, renamed, removed. */

import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { addTeam, removeTeam, renameTeam, type Team } from "../api/admin";
import { codeOf, ProblemNote } from "../console/problem_note";
import classes from "./admin.module.css";
import { AdminFrame } from "./admin_frame";
import { Rows, Sure } from "./card";
import { useChange, useStaff, useTeams } from "./use_admin";

const NAME_LIMIT = 120;

export function TeamsPage(): React.ReactNode {
  const { t } = useTranslation();
  const asked = useTeams();
  const staff = useStaff().data ?? [];
  return (
    <AdminFrame tab="teams" title={t("admin.tab.teams")} lead={t("admin.teams.lead")}>
      <NewTeam />
      <Rows
        label={t("admin.tab.teams")}
        asked={asked}
        empty={t("admin.teams.empty")}
        emptyHint={t("admin.teams.emptyHint")}
      >
        {(team) => (
          <TeamRow
            key={team.team_id}
            team={team}
            members={staff.filter((one) => one.teams.includes(team.team_id)).length}
          />
        )}
      </Rows>
    </AdminFrame>
  );
}

function NewTeam(): React.ReactNode {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const adding = useChange(addTeam, () => {
    setName("");
  });
  const submit = (event: React.SyntheticEvent): void => {
    event.preventDefault();
    adding.mutate(name);
  };
  return (
    <form className={`${classes["card"] ?? ""} ${classes["padded"] ?? ""}`} onSubmit={submit}>
      <NameProblem problem={adding.error} />
      <div className={classes["row"]}>
        <TextInput
          label={t("admin.teams.newName")}
          required
          withAsterisk={false}
          maxLength={NAME_LIMIT}
          autoComplete="off"
          value={name}
          onChange={(event) => {
            setName(event.currentTarget.value);
          }}
        />
        <Button type="submit" loading={adding.isPending}>
          {t("admin.teams.add")}
        </Button>
      </div>
    </form>
  );
}

function TeamRow({ team, members }: { team: Team; members: number }): React.ReactNode {
  const { t } = useTranslation();
  const [is, setIs] = useState<"shown" | "renamed" | "removed">("shown");
  const removing = useChange(() => removeTeam(team.team_id));
  const show = (): void => {
    setIs("shown");
  };
  if (is === "renamed")
    return (
      <li className={classes["item"]}>
        <Rename team={team} onDone={show} />
      </li>
    );
  return (
    <li className={classes["item"]}>
      <div>
        <bdi className={classes["name"]}>{team.name}</bdi>
        <p className={classes["soft"]}>{t("admin.teams.members", { count: members })}</p>
      </div>
      {is === "shown" && (
        <span className={classes["actions"]}>
          <Button
            variant="default"
            size="sm"
            aria-label={t("admin.changeNamed", { name: team.name })}
            onClick={() => {
              setIs("renamed");
            }}
          >
            {t("admin.change")}
          </Button>
          <Button
            variant="default"
            size="sm"
            aria-label={t("admin.removeNamed", { name: team.name })}
            onClick={() => {
              setIs("removed");
            }}
          >
            {t("admin.remove")}
          </Button>
        </span>
      )}
      {is === "removed" && (
        <>
          <ProblemNote problem={removing.error} />
          <Sure
            question={t("admin.teams.sure", { name: team.name })}
            busy={removing.isPending}
            onYes={() => {
              removing.mutate(undefined);
            }}
            onNo={show}
          />
        </>
      )}
    </li>
  );
}

function Rename({ team, onDone }: { team: Team; onDone: () => void }): React.ReactNode {
  const { t } = useTranslation();
  const [name, setName] = useState(team.name);
  const renaming = useChange(() => renameTeam(team.team_id, name), onDone);
  const submit = (event: React.SyntheticEvent): void => {
    event.preventDefault();
    renaming.mutate(undefined);
  };
  return (
    <form className={classes["whole"]} onSubmit={submit}>
      <NameProblem problem={renaming.error} />
      <div className={classes["row"]}>
        <TextInput
          label={t("admin.name")}
          required
          withAsterisk={false}
          maxLength={NAME_LIMIT}
          autoComplete="off"
          autoFocus
          value={name}
          onChange={(event) => {
            setName(event.currentTarget.value);
          }}
        />
        <Button type="submit" loading={renaming.isPending}>
          {t("admin.save")}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t("admin.cancel")}
        </Button>
      </div>
    </form>
  );
}

/** What went wrong with a name: most likely somebody has it. */
export function NameProblem({ problem }: { problem: unknown }): React.ReactNode {
  const { t } = useTranslation();
  const isTaken = codeOf(problem) === "invalid";
  return <ProblemNote problem={problem} sentence={isTaken ? t("admin.taken") : undefined} />;
}
