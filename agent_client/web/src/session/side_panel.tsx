/** Beside the picture: the mode in plain words, what may be asked for, who is there, why, and the end. */

import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { LiveView } from "../live/view";
import { Icon } from "../look/icons";
import { MATRIX, type Mode, type Person, type Question, type SessionState } from "../protocol/protocol.gen";
import classes from "./session.module.css";

interface SidePanelProps {
  view: LiveView;
  name: string;
  isHolder: boolean;
  onAsk: (mode: Mode) => void;
  onWithdraw: () => void;
  onGiveBack: () => void;
  onEnd: () => void;
}

export function SidePanel(props: SidePanelProps): React.ReactNode {
  const { t } = useTranslation();
  const { view, isHolder } = props;
  const session = view.session;
  if (session === null) return <aside className={classes["panel"]} aria-label={t("live.panel")} />;
  const isOver = session.state === "ended";
  return (
    <aside className={classes["panel"]} aria-label={t("live.panel")}>
      {!isOver && <ModeBox session={session} isHolder={isHolder} />}
      {!isOver && <Actions {...props} session={session} />}
      {session.reason !== "" && (
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
      )}
      <People session={session} personId={view.personId} />
      <MachineBox session={session} />
      {!isOver && <End onEnd={props.onEnd} />}
    </aside>
  );
}

function ModeBox({ session, isHolder }: { session: SessionState; isHolder: boolean }): React.ReactNode {
  const { t } = useTranslation();
  const mode = session.mode ?? "none";
  const mayHold = session.mode !== undefined && MATRIX[session.mode].input !== "dropped";
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

interface ActionsProps extends SidePanelProps {
  session: SessionState;
}

function Actions(props: ActionsProps): React.ReactNode {
  const { t } = useTranslation();
  const { session, view, isHolder } = props;
  const isOpen = view.standing.is === "open";
  if (session.question !== undefined) return <OpenQuestion {...props} question={session.question} />;
  if (session.mode === undefined) return null;
  const canControl = session.machine?.abilities.inject === true;
  const hasInput = MATRIX[session.mode].input !== "dropped";
  const toAsk = hasInput ? session.mode : "full_control";
  return (
    <div className={classes["actions"]}>
      {!isHolder && canControl && (
        <Button leftSection={<Icon name="hand" />} disabled={!isOpen} onClick={() => props.onAsk(toAsk)}>
          {t(hasInput ? "live.askControlAgain" : "live.askControl")}
        </Button>
      )}
      {!canControl && <p className={classes["soft"]}>{t("live.noInject")}</p>}
      {hasInput && (
        <Button
          variant="default"
          leftSection={<Icon name="eye" />}
          disabled={!isOpen}
          data-after-keys
          onClick={props.onGiveBack}
        >
          {t("live.giveBack")}
        </Button>
      )}
    </div>
  );
}

function OpenQuestion(props: ActionsProps & { question: Question }): React.ReactNode {
  const { t } = useTranslation();
  const { session, view, question } = props;
  const asker = session.people.find((one) => one.person_id === question.asked_by);
  const isMine = question.asked_by === view.personId;
  return (
    <div className={classes["actions"]}>
      <p className={classes["asking"]} role="status">
        {isMine
          ? t("live.asking", { name: props.name })
          : t("live.otherAsks", { name: asker?.name ?? t("live.someone") })}
      </p>
      <Button variant="default" disabled={view.standing.is !== "open"} onClick={props.onWithdraw}>
        {t("live.withdraw")}
      </Button>
    </div>
  );
}

function People({ session, personId }: { session: SessionState; personId: string }): React.ReactNode {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="people">
      <h2 id="people" className={classes["heading"]}>
        {t("live.people")}
      </h2>
      <ul className={classes["people"]}>
        {session.people.map((one) => (
          <PersonLine
            key={one.person_id}
            one={one}
            isMe={one.person_id === personId}
            holds={one.person_id === session.holder_id}
          />
        ))}
      </ul>
    </section>
  );
}

function PersonLine({ one, isMe, holds }: { one: Person; isMe: boolean; holds: boolean }): React.ReactNode {
  const { t } = useTranslation();
  return (
    <li className={classes["person"]}>
      <bdi className={classes["personName"]}>{isMe ? t("live.you", { name: one.name }) : one.name}</bdi>
      <span className={classes["personRole"]}>
        {t(`role.${one.role}`)}
        {one.presence === "away" && `, ${t("live.away")}`}
      </span>
      {holds && <span className={classes["personNote"]}>{t("live.holder")}</span>}
    </li>
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
      {machine.presence === "away" && <p className={classes["soft"]}>{t("live.machineAway")}</p>}
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
        <Button color="red" variant="outline" onClick={() => setIsSure(true)}>
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
