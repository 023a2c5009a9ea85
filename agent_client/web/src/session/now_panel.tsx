/** What is in force now, and what may be asked for: the mode, the floor, work, why they came, the end. */

import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Icon } from "../look/icons";
import type { Question, SessionState } from "../protocol/protocol.gen";
import { allows, may } from "../protocol/rights";
import { FilesBox } from "../transfer/files_box";
import { floorOf } from "./floor";
import { FloorBox } from "./floor_box";
import { MachineTools } from "./machine_tools";
import { ModeMenu } from "./mode_menu";
import { isOpen, nameOf, type Part } from "./part";
import { RecordingBox } from "./recording_box";
import { RestartBox } from "./restart_box";
import classes from "./session.module.css";
import { WorksBox } from "./works_box";

export function NowPanel(part: Part): React.ReactNode {
  const { view, session } = part;
  const isOver = session.state === "ended";
  return (
    <div className={classes["panelBody"]}>
      {!isOver && <Course {...part} />}
      <FilesBox {...part} />
      {!isOver && (
        <>
          <WorksBox {...part} />
          <RecordingBox {...part} />
        </>
      )}
      <Reason session={session} />
      <MachineBox session={session} />
      {!isOver && may(view.role, "end") && <End onEnd={() => part.live()?.asks.end()} />}
    </div>
  );
}

/** The mode, the floor, and what may be asked for. */
function Course(part: Part): React.ReactNode {
  const { session } = part;
  return (
    <>
      <ModeBox {...part} />
      {session.restart !== undefined && <RestartBox part={part} restart={session.restart} />}
      <Actions {...part} />
      {session.restart === undefined && <FloorBox {...part} />}
      <MachineTools {...part} />
    </>
  );
}

function ModeBox({ view, session }: Part): React.ReactNode {
  const { t } = useTranslation();
  const mode = session.mode ?? "none";
  const isHolder = session.holder_id === view.personId;
  const mayHold = allows(session.mode, "input") && may(view.role, "hold");
  return (
    <section
      className={`${classes["mode"] ?? ""} ${isHolder ? (classes["modeHeld"] ?? "") : ""}`}
      data-testid="mode"
      data-mode={mode}
      data-holder={isHolder}
      aria-live="polite"
    >
      <h2 className={classes["modeName"]}>
        <Icon name={isHolder ? "hand" : "eye"} />
        {t(`mode.${mode}`)}
      </h2>
      <p className={classes["modeHint"]}>
        {mayHold ? t(isHolder ? "live.youHold" : "live.youHoldNot") : t(`mode.${mode}Hint`)}
      </p>
    </section>
  );
}

function Actions(part: Part): React.ReactNode {
  const { session, view } = part;
  if (session.question !== undefined) return <OpenQuestion {...part} question={session.question} />;
  if (session.restart !== undefined || session.mode === "demo" || session.machine === undefined) return null;
  return (
    <div className={classes["actions"]}>
      {session.mode !== undefined && <AskControl {...part} />}
      {allows(session.mode, "input") && may(view.role, "lower") && <GiveBack {...part} />}
      <ModeMenu {...part} />
    </div>
  );
}

/** Control by the customer's click: in a mode that has none yet, or again after it was released. */
function AskControl({ live, view, session }: Part): React.ReactNode {
  const { t } = useTranslation();
  const { mode } = session;
  if (mode === undefined || !may(view.role, "ask_mode")) return null;
  if (session.machine?.abilities.inject !== true)
    return <p className={classes["soft"]}>{t("live.noInject")}</p>;
  const hasInput = allows(mode, "input");
  if (hasInput && floorOf(session, view.personId, view.role).way !== "consent") return null;
  return (
    <Button
      leftSection={<Icon name="hand" />}
      disabled={!isOpen(view)}
      onClick={() => live()?.asks.mode(hasInput ? mode : "full_control")}
      data-testid="ask-control"
    >
      {t(hasInput ? "live.askControlAgain" : "live.askControl")}
    </Button>
  );
}

function GiveBack({ live, view }: Part): React.ReactNode {
  const { t } = useTranslation();
  return (
    <Button
      variant="default"
      leftSection={<Icon name="eye" />}
      disabled={!isOpen(view)}
      data-after-keys
      onClick={() => live()?.asks.lower("observer")}
    >
      {t("live.giveBack")}
    </Button>
  );
}

function OpenQuestion({
  live,
  view,
  session,
  name,
  question,
}: Part & { question: Question }): React.ReactNode {
  const { t } = useTranslation();
  const isMine = question.asked_by === view.personId;
  return (
    <div className={classes["actions"]}>
      <p className={classes["asking"]} role="status">
        {isMine
          ? t("live.asking", { name })
          : t("live.otherAsks", { name: nameOf(session, question.asked_by, t("live.someone")) })}
      </p>
      {may(view.role, "ask_mode") && (
        <Button variant="default" disabled={!isOpen(view)} onClick={() => live()?.asks.withdraw()}>
          {t("live.withdraw")}
        </Button>
      )}
    </div>
  );
}

function Reason({ session }: { session: SessionState }): React.ReactNode {
  const { t } = useTranslation();
  if (session.reason === "") return null;
  return (
    <section aria-labelledby="reason">
      <h2 id="reason" className={classes["heading"]}>
        {t("live.reason")}
      </h2>
      <p className={classes["text"]}>
        <bdi>{session.reason}</bdi>
      </p>
      {session.why !== "" && (
        <p className={classes["soft"]}>
          {t("live.why")}: <bdi>{session.why}</bdi>
        </p>
      )}
    </section>
  );
}

function MachineBox({ session }: { session: SessionState }): React.ReactNode {
  const { t } = useTranslation();
  const machine = session.machine;
  if (machine === undefined) return null;
  return (
    <section aria-labelledby="machine">
      <h2 id="machine" className={classes["heading"]}>
        {t("live.machine")}
      </h2>
      <p className={classes["text"]}>
        <bdi>{machine.system}</bdi>
      </p>
      {machine.presence === "away" && session.restart === undefined && (
        <p className={classes["soft"]}>{t("live.machineAway")}</p>
      )}
      {machine.abilities.sentence !== "" && <p className={classes["soft"]}>{machine.abilities.sentence}</p>}
    </section>
  );
}

function End({ onEnd }: { onEnd: () => void }): React.ReactNode {
  const { t } = useTranslation();
  const [isSure, setIsSure] = useState(false);
  if (!isSure)
    return (
      <div className={classes["foot"]}>
        <Button color="red" variant="outline" onClick={() => setIsSure(true)} data-testid="end">
          {t("live.end")}
        </Button>
      </div>
    );
  return (
    <div className={classes["foot"]} role="group" aria-label={t("live.endSure")}>
      <p className={classes["asking"]}>{t("live.endSure")}</p>
      <Button color="red" onClick={onEnd}>
        {t("live.endYes")}
      </Button>
      <Button variant="default" autoFocus onClick={() => setIsSure(false)}>
        {t("live.endNo")}
      </Button>
    </div>
  );
}
