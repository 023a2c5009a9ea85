/** Above the picture: whose session it was and when, a link to this moment, a copy, full screen. */

import { ActionIcon, Badge } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { LookMenu } from "../console/look_menu";
import { Icon } from "../look/icons";
import { Mark } from "../look/mark";
import { replayLink } from "./link";
import { customerName, type Part } from "./part";
import { PlayIcon } from "./play_icon";
import { RecordTools } from "./record_tools";
import classes from "./replay.module.css";

interface ReplayBarProps extends Part {
  hasSide: boolean;
  onSide: () => void;
  hasLanes: boolean;
  onLanes: () => void;
  isFull: boolean;
  onFull: () => void;
  onExport: () => void;
  /** Ask for everything anew. */
  again: () => void;
  /** A moment of the library: nothing is decided or taken away there. */
  isClip: boolean;
}

export function ReplayBar(props: ReplayBarProps): React.ReactNode {
  const { t, i18n } = useTranslation();
  const { record, beginMs } = props.view.facts;
  const date = new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium" }).format(beginMs);
  const time = new Intl.DateTimeFormat(i18n.language, { timeStyle: "short" }).format(beginMs);
  return (
    <header className={classes["bar_"]}>
      <Link
        to="/records"
        className={classes["home"]}
        aria-label={t("replay.backToSessions")}
        title={t("replay.backToSessions")}
      >
        <Mark name={false} />
      </Link>
      <div className={classes["titles"]}>
        <h1 className={classes["title"]}>
          <bdi>{customerName(props.view) ?? t("replay.someone")}</bdi>
        </h1>
        <p className={classes["soft"]}>{t("replay.when", { date, time })}</p>
      </div>
      {record.running && <Badge variant="light">{t("replay.running")}</Badge>}
      {record.held && (
        <Badge variant="light" color="gray">
          {t("replay.held")}
        </Badge>
      )}
      <div className={classes["tools"]}>
        {!props.isClip && <WholeTools {...props} />}
        <Tool
          label={t(props.hasLanes ? "replay.hideLanes" : "replay.showLanes")}
          act={props.onLanes}
          isOn={props.hasLanes}
          testId="lanes-toggle"
        >
          <PlayIcon name="lanes" />
        </Tool>
        <Tool
          label={t(props.hasSide ? "replay.hideSide" : "replay.showSide")}
          act={props.onSide}
          isOn={props.hasSide}
          testId="side-toggle"
        >
          <Icon name="panel" />
        </Tool>
        <Tool label={t(props.isFull ? "replay.fullLeave" : "replay.full")} act={props.onFull} testId="full">
          <Icon name={props.isFull ? "shrink" : "expand"} />
        </Tool>
        <LookMenu />
      </div>
    </header>
  );
}

/** What belongs to a whole record. */
function WholeTools(props: ReplayBarProps): React.ReactNode {
  const { t } = useTranslation();
  return (
    <>
      <RecordTools player={props.player} view={props.view} again={props.again} />
      <CopyLink player={props.player} view={props.view} />
      <Tool label={t("replay.export")} act={props.onExport} testId="export">
        <Icon name="download" />
      </Tool>
    </>
  );
}

function CopyLink({ player, view }: Part): React.ReactNode {
  const { t } = useTranslation();
  const [isCopied, setIsCopied] = useState(false);
  const copy = (): void => {
    const { clock } = player.now();
    const { facts } = view;
    const link = replayLink(location.href, facts.sessionId, facts.beginMs + clock.positionMs, facts.beginMs);
    void navigator.clipboard
      .writeText(link)
      .then(() => setIsCopied(true))
      .catch(() => undefined);
  };
  const label = t(isCopied ? "replay.copied" : "replay.copy");
  return (
    <>
      <span className={classes["unseen"]} role="status">
        {isCopied && t("replay.copied")}
      </span>
      <ActionIcon
        variant="subtle"
        size="lg"
        aria-label={t("replay.copy")}
        title={label}
        onClick={copy}
        onBlur={() => setIsCopied(false)}
        data-testid="copy-link"
        data-copied={isCopied}
      >
        <PlayIcon name="link" />
      </ActionIcon>
    </>
  );
}

interface ToolProps {
  label: string;
  act: () => void;
  isOn?: boolean;
  testId: string;
  children: React.ReactNode;
}

function Tool({ label, act, isOn, testId, children }: ToolProps): React.ReactNode {
  return (
    <ActionIcon
      variant="subtle"
      size="lg"
      aria-label={label}
      title={label}
      onClick={act}
      data-testid={testId}
      {...(isOn !== undefined && { "aria-pressed": isOn })}
    >
      {children}
    </ActionIcon>
  );
}
