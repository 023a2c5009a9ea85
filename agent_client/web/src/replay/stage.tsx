/** Where the recorded picture stands, and what stands there when there is none. */

import { Button, Loader } from "@mantine/core";
import { useCallback, useLayoutEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import type { MonitorId } from "../protocol/protocol.gen";
import { cssSize } from "../session/fit";
import { customerName, type Part } from "./part";
import classes from "./replay.module.css";

const NO_ROOM = { width: 0, height: 0 };

export function ReplayStage({ player, view }: Part): React.ReactNode {
  const { t } = useTranslation();
  const [room, measured] = useRoom();
  const host = useCallback((element: HTMLElement | null) => element?.append(player.screens.holder), [player]);
  const name = customerName(view) ?? t("replay.someone");
  const { arranged, streams, shown } = view;
  const isMany = shown.length > 1;
  useLayoutEffect(() => {
    const box = arranged.size.widthPx === 0 ? NO_ROOM : cssSize(arranged.size, room, "fit", 1);
    const label = (stream: MonitorId): string =>
      isMany
        ? t("replay.monitor", { name, number: streams.indexOf(stream) + 1 })
        : t("replay.stage", { name });
    player.layOut({ ...box, label });
  }, [player, arranged, room, isMany, streams, name, t]);
  const isCovered = view.gap !== "none";
  return (
    <div className={classes["screen"]} ref={measured} data-gap={view.gap}>
      <div ref={host} className={isCovered ? classes["covered"] : undefined} />
      {isCovered && <Curtain player={player} view={view} />}
      {view.waiting && !isCovered && (
        <p className={classes["waiting"]} role="status">
          <Loader size="xs" color="gray" aria-hidden="true" />
          {t("replay.waiting")}
        </p>
      )}
    </div>
  );
}

function Curtain({ player, view }: Part): React.ReactNode {
  const { t } = useTranslation();
  const { gap, session, facts } = view;
  if (gap === "none") return null;
  const who = gap === "paused" ? session.recording?.paused_by : session.customer_id;
  const name = (who === undefined ? undefined : facts.people.get(who)?.name) ?? t("replay.someone");
  return (
    <div className={classes["curtain"]} data-testid="replay-curtain">
      <div className={classes["curtainBody"]}>
        <h2 className={classes["curtainTitle"]}>{t(`replay.gap.${gap}`)}</h2>
        <p className={classes["curtainHint"]}>
          <bdi>{t(`replay.gap.${gap}Hint`, { name })}</bdi>
        </p>
        {gap === "broken" && (
          <Button variant="default" onClick={() => player.again()}>
            {t("common.again")}
          </Button>
        )}
      </div>
    </div>
  );
}

function useRoom(): [{ width: number; height: number }, (element: HTMLElement | null) => () => void] {
  const [room, setRoom] = useState(NO_ROOM);
  const measured = useCallback((element: HTMLElement | null) => {
    if (element === null) return () => undefined;
    const measure = (): void => setRoom({ width: element.clientWidth, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [room, measured];
}
