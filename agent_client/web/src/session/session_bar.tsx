/** Above the picture: who, how large, which monitor, how good the connection is. */

import { ActionIcon, SegmentedControl, Select } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useEffect, useState, type RefObject } from "react";
import { useTranslation } from "react-i18next";

import type { LiveView } from "../live/view";
import type { MonitorId } from "../protocol/protocol.gen";
import { Icon } from "../look/icons";
import { Mark } from "../look/mark";
import type { Fit } from "./fit";
import { LookMenu } from "../console/look_menu";
import { FlagButton } from "./flag_button";
import type { Part } from "./part";
import { RecordingBadge } from "./recording_box";
import classes from "./session.module.css";
import { Tools } from "./tools";

interface SessionBarProps {
  view: LiveView;
  /** Null until the session is known. */
  part: Part | null;
  name: string;
  fit: Fit;
  onFit: (fit: Fit) => void;
  onMonitor: (chosen: MonitorId | "all") => void;
  /** What fills the screen in full-screen view. */
  room: RefObject<HTMLElement | null>;
  hasPanel: boolean;
  onPanel: () => void;
}

export function SessionBar(props: SessionBarProps): React.ReactNode {
  const { t } = useTranslation();
  const { view, fit, room, hasPanel } = props;
  const isFull = useFullScreen();
  const panelWords = t(hasPanel ? "live.hidePanel" : "live.showPanel");
  const fullWords = t(isFull ? "view.fullLeave" : "view.full");
  const fill = (): void => {
    if (isFull) void document.exitFullscreen();
    else void room.current?.requestFullscreen().catch(() => undefined);
  };
  return (
    <header className={classes["bar"]}>
      <Link
        to="/"
        className={classes["back"]}
        aria-label={t("common.backToDesk")}
        title={t("common.backToDesk")}
      >
        <Mark name={false} />
      </Link>
      <h1 className={classes["title"]}>
        <bdi>{props.name}</bdi>
      </h1>
      {props.part !== null && view.via !== null && <Tools {...props.part} />}
      {props.part !== null && <RecordingBadge session={props.part.session} />}
      <div className={classes["tools"]}>
        {props.part !== null && <FlagButton {...props.part} />}
        <Quality view={view} />
        <Monitors view={view} onMonitor={props.onMonitor} />
        <SegmentedControl
          className={classes["fit"]}
          aria-label={t("view.label")}
          size="xs"
          value={fit}
          onChange={(value) => props.onFit(value === "actual" ? "actual" : "fit")}
          data={[
            { value: "fit", label: t("view.fit") },
            { value: "actual", label: t("view.actual") },
          ]}
        />
        <ActionIcon variant="subtle" size="lg" aria-label={fullWords} title={fullWords} onClick={fill}>
          <Icon name={isFull ? "shrink" : "expand"} />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          size="lg"
          aria-label={panelWords}
          title={panelWords}
          aria-pressed={hasPanel}
          onClick={props.onPanel}
        >
          <Icon name="panel" />
        </ActionIcon>
        <LookMenu />
      </div>
    </header>
  );
}

function Quality({ view }: { view: LiveView }): React.ReactNode {
  const { t } = useTranslation();
  if (view.via === null) return null;
  const way = t(view.via === "direct" ? "path.direct" : "path.relay");
  const trip = view.roundTripMs === null ? "" : `, ${Math.round(view.roundTripMs)} ms`;
  return (
    <span
      className={`${classes["quality"] ?? ""} ${classes[view.quality] ?? ""}`}
      data-testid="quality"
      title={way + trip}
    >
      <span className={classes["dot"]} aria-hidden="true" />
      <span className={classes["qualityWord"]}>{t(`quality.${view.quality}`)}</span>
    </span>
  );
}

function Monitors({
  view,
  onMonitor,
}: {
  view: LiveView;
  onMonitor: (chosen: MonitorId | "all") => void;
}): React.ReactNode {
  const { t } = useTranslation();
  const monitors = view.session?.screen?.monitors ?? [];
  if (monitors.length < 2) return null;
  return (
    <Select
      aria-label={t("view.monitor")}
      size="xs"
      w={170}
      allowDeselect={false}
      value={view.isAll ? "all" : String(view.streams[0])}
      onChange={(value) => onMonitor(value === "all" ? "all" : Number(value))}
      data={[
        ...monitors.map((one, index) => ({
          value: String(one.id),
          label: t(one.scale === 1 ? "view.monitorNumber" : "view.monitorScaled", {
            number: index + 1,
            width: one.width_px,
            height: one.height_px,
            percent: Math.round(one.scale * 100),
          }),
        })),
        { value: "all", label: t("view.allMonitors") },
      ]}
    />
  );
}

function useFullScreen(): boolean {
  const [isFull, setIsFull] = useState(document.fullscreenElement !== null);
  useEffect(() => {
    const changed = (): void => setIsFull(document.fullscreenElement !== null);
    document.addEventListener("fullscreenchange", changed);
    return () => document.removeEventListener("fullscreenchange", changed);
  }, []);
  return isFull;
}
