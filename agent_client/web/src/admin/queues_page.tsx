/** Queues: made, changed, removed; the default one stays. */

import { Button, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { addQueue, changeQueue, removeQueue, type Queue, type Team } from "../api/admin";
import { ProblemNote } from "../console/problem_note";
import type { TeamId } from "../protocol/protocol.gen";
import classes from "./admin.module.css";
import { AdminFrame } from "./admin_frame";
import { Rows, Sure } from "./card";
import { NameProblem } from "./teams_page";
import { useChange, useQueues, useTeams } from "./use_admin";

const NAME_LIMIT = 120;
/** In the list of choices, where null would mean that nothing is chosen. */
const EVERYONE = "everyone";

export function QueuesPage(): React.ReactNode {
  const { t } = useTranslation();
  const asked = useQueues();
  const teams = useTeams().data ?? [];
  return (
    <AdminFrame tab="queues" title={t("admin.tab.queues")} lead={t("admin.queues.lead")}>
      <NewQueue teams={teams} />
      <Rows label={t("admin.tab.queues")} asked={asked} empty="" emptyHint="">
        {(queue) => <QueueRow key={queue.queue_id} queue={queue} teams={teams} />}
      </Rows>
    </AdminFrame>
  );
}

function NewQueue({ teams }: { teams: readonly Team[] }): React.ReactNode {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [teamId, setTeamId] = useState<TeamId | null>(null);
  const adding = useChange(
    () => addQueue(name, teamId),
    () => {
      setName("");
      setTeamId(null);
    },
  );
  const submit = (event: React.SyntheticEvent): void => {
    event.preventDefault();
    adding.mutate(undefined);
  };
  return (
    <form className={`${classes["card"] ?? ""} ${classes["padded"] ?? ""}`} onSubmit={submit}>
      <NameProblem problem={adding.error} />
      <div className={classes["row"]}>
        <NameInput label={t("admin.queues.newName")} name={name} onChange={setName} />
        <TeamSelect teams={teams} teamId={teamId} onChange={setTeamId} />
        <Button type="submit" loading={adding.isPending}>
          {t("admin.queues.add")}
        </Button>
      </div>
    </form>
  );
}

function QueueRow({ queue, teams }: { queue: Queue; teams: readonly Team[] }): React.ReactNode {
  const { t } = useTranslation();
  const [is, setIs] = useState<"shown" | "changed" | "removed">("shown");
  const removing = useChange(() => removeQueue(queue.queue_id));
  const team = teams.find((one) => one.team_id === queue.team_id);
  const show = (): void => {
    setIs("shown");
  };
  if (is === "changed")
    return (
      <li className={classes["item"]}>
        <Change queue={queue} teams={teams} onDone={show} />
      </li>
    );
  return (
    <li className={classes["item"]}>
      <div>
        <bdi className={classes["name"]}>{queue.name}</bdi>
        <ul className={classes["tags"]}>
          <li className={classes["tag"]}>
            <bdi>{team?.name ?? t("admin.queues.everyone")}</bdi>
          </li>
          {queue.is_default && <li className={classes["skill"]}>{t("admin.queues.always")}</li>}
        </ul>
      </div>
      {is === "shown" && (
        <span className={classes["actions"]}>
          <Button
            variant="default"
            size="sm"
            aria-label={t("admin.changeNamed", { name: queue.name })}
            onClick={() => {
              setIs("changed");
            }}
          >
            {t("admin.change")}
          </Button>
          {!queue.is_default && (
            <Button
              variant="default"
              size="sm"
              aria-label={t("admin.removeNamed", { name: queue.name })}
              onClick={() => {
                setIs("removed");
              }}
            >
              {t("admin.remove")}
            </Button>
          )}
        </span>
      )}
      {is === "removed" && (
        <>
          <ProblemNote problem={removing.error} />
          <Sure
            question={t("admin.queues.sure", { name: queue.name })}
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

interface ChangeProps {
  queue: Queue;
  teams: readonly Team[];
  onDone: () => void;
}

function Change({ queue, teams, onDone }: ChangeProps): React.ReactNode {
  const { t } = useTranslation();
  const [name, setName] = useState(queue.name);
  const [teamId, setTeamId] = useState(queue.team_id);
  const saving = useChange(() => changeQueue(queue.queue_id, name, teamId), onDone);
  const submit = (event: React.SyntheticEvent): void => {
    event.preventDefault();
    saving.mutate(undefined);
  };
  return (
    <form className={classes["whole"]} onSubmit={submit}>
      <NameProblem problem={saving.error} />
      <div className={classes["row"]}>
        <NameInput label={t("admin.name")} name={name} onChange={setName} autoFocus />
        {!queue.is_default && <TeamSelect teams={teams} teamId={teamId} onChange={setTeamId} />}
        <Button type="submit" loading={saving.isPending}>
          {t("admin.save")}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t("admin.cancel")}
        </Button>
      </div>
    </form>
  );
}

interface NameInputProps {
  label: string;
  name: string;
  onChange: (name: string) => void;
  autoFocus?: boolean;
}

function NameInput({ label, name, onChange, autoFocus = false }: NameInputProps): React.ReactNode {
  return (
    <TextInput
      label={label}
      required
      withAsterisk={false}
      maxLength={NAME_LIMIT}
      autoComplete="off"
      autoFocus={autoFocus}
      value={name}
      onChange={(event) => {
        onChange(event.currentTarget.value);
      }}
    />
  );
}

interface TeamSelectProps {
  teams: readonly Team[];
  teamId: TeamId | null;
  onChange: (teamId: TeamId | null) => void;
}

function TeamSelect({ teams, teamId, onChange }: TeamSelectProps): React.ReactNode {
  const { t } = useTranslation();
  const everyone = { value: EVERYONE, label: t("admin.queues.everyone") };
  return (
    <Select
      label={t("admin.queues.team")}
      data={[everyone, ...teams.map((one) => ({ value: one.team_id, label: one.name }))]}
      allowDeselect={false}
      value={teamId ?? EVERYONE}
      onChange={(chosen) => {
        onChange(chosen === EVERYONE ? null : chosen);
      }}
    />
  );
}
