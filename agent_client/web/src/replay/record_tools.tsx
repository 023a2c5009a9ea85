/** What is done with a record beyond watching it: talk about this moment, keep it, tag it, erase it. */

import { ActionIcon } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Moment } from "../api/coaching";
import { MomentDialog } from "../coaching/moment_dialog";
import { around } from "../coaching/questions";
import { useMe } from "../console/gate";
import { Icon } from "../look/icons";
import { KeepDialog } from "../records/keep_dialog";
import { staffOf } from "../records/record_words";
import type { Part } from "./part";

interface RecordToolsProps extends Part {
  /** Ask for everything anew: it was decided that something is otherwise, or that it is gone. */
  again: () => void;
}

export function RecordTools({ player, view, again }: RecordToolsProps): React.ReactNode {
  const { t } = useTranslation();
  const { person_id: me } = useMe();
  const [moment, setMoment] = useState<Moment | null>(null);
  const [isKeeping, setIsKeeping] = useState(false);
  const { record, access, sessionId, beginMs } = view.facts;
  const answers = access === "team";
  const staff = staffOf(record);
  const whom = answers ? staff : staff.filter((one) => one.person_id === me);
  const choose = (): void => {
    const { positionMs, endMs } = player.now().clock;
    setMoment(around(beginMs + positionMs, record.opened_at, beginMs + endMs));
  };
  return (
    <>
      {(whom.length > 0 || answers) && (
        <ActionIcon
          variant="subtle"
          size="lg"
          aria-label={t("coaching.open")}
          title={t("coaching.open")}
          onClick={choose}
          data-testid="moment"
        >
          <Icon name="pen" />
        </ActionIcon>
      )}
      <ActionIcon
        variant="subtle"
        size="lg"
        aria-label={t("keeping.open")}
        title={t("keeping.open")}
        onClick={() => setIsKeeping(true)}
        data-testid="keep"
      >
        <Icon name="lock" />
      </ActionIcon>
      {moment !== null && (
        <MomentDialog
          sessionId={sessionId}
          moment={moment}
          whom={whom}
          me={me}
          canKeep={answers}
          onClose={() => setMoment(null)}
        />
      )}
      {isKeeping && (
        <KeepDialog
          record={record}
          canDecide={answers}
          onChanged={again}
          onErased={again}
          onClose={() => setIsKeeping(false)}
        />
      )}
    </>
  );
}
