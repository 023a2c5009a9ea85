/** Whether this session is recorded: shown to everyone, asked for, paused and ended here. */

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { RECORDING_RULES } from "../api/recording_rules";
import { Icon } from "../look/icons";
import type { Recording } from "../protocol/protocol.gen";
import { may } from "../protocol/rights";
import { isOpen, nameOf, type Part } from "./part";
import classes from "./session.module.css";

/** Above the picture, in a few letters. */
export function RecordingBadge({ session }: Pick<Part, "session">): React.ReactNode {
  const { t } = useTranslation();
  const { recording } = session;
  if (recording === undefined || recording.state === "asked") return null;
  return (
    <span className={classes["recording"]} data-testid="recording-badge" data-state={recording.state}>
      <Icon name={recording.state === "on" ? "record" : "pause"} size={14} />
      <span className={classes["recordingWord"]}>{t(`record.${recording.state}`)}</span>
    </span>
  );
}

export function RecordingBox(part: Part): React.ReactNode {
  const { t } = useTranslation();
  const { view, session } = part;
  const { recording } = session;
  const canRecord = may(view.role, "record");
  const rules = useQuery(RECORDING_RULES).data;
  const mayAsk = canRecord && session.mode !== undefined && rules?.policy !== "never";
  if (recording === undefined && !mayAsk) return null;
  return (
    <section aria-labelledby="recording" data-testid="recording" data-state={recording?.state ?? "none"}>
      <h2 id="recording" className={classes["heading"]}>
        {t("record.title")}
      </h2>
      <p className={classes["soft"]} role="status">
        <Standing {...part} />
      </p>
      {canRecord && <Steps {...part} />}
    </section>
  );
}

function Standing({ session, name }: Part): React.ReactNode {
  const { t } = useTranslation();
  const { recording } = session;
  if (recording === undefined) return t("record.none");
  if (recording.state === "asked") return t("record.asked", { name });
  if (recording.state === "on") return t("record.onHint", { name });
  return t("record.pausedBy", { name: nameOf(session, recording.paused_by, t("live.someone")) });
}

function Steps({ live, view, session }: Part): React.ReactNode {
  const { t } = useTranslation();
  const asks = () => live()?.asks;
  const disabled = !isOpen(view);
  const { recording } = session;
  if (recording === undefined)
    return (
      <Button
        variant="default"
        leftSection={<Icon name="record" />}
        disabled={disabled || session.machine === undefined}
        onClick={() => asks()?.recording()}
        data-testid="ask-recording"
      >
        {t("record.ask")}
      </Button>
    );
  return (
    <div className={classes["row"]}>
      {recording.state === "on" && (
        <Button variant="default" disabled={disabled} onClick={() => asks()?.pauseRecording()}>
          {t("record.pause")}
        </Button>
      )}
      {mayGoOn(recording, session.customer_id ?? session.owner_id) && (
        <Button variant="default" disabled={disabled} onClick={() => asks()?.resumeRecording()}>
          {t("record.resume")}
        </Button>
      )}
      <Button variant="default" disabled={disabled} onClick={() => asks()?.stopRecording()}>
        {t(recording.state === "asked" ? "record.withdraw" : "record.stop")}
      </Button>
    </div>
  );
}

/** What the person at the captured machine paused, only they let go on (SPEC N4). */
function mayGoOn(recording: Recording, local: string | undefined): boolean {
  return recording.state === "paused" && recording.paused_by !== local;
}
