/** The timeline: a slider above lanes of what happened, with a small picture of the moment under the mouse. */

import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Stretch } from "./clock";
import { LanesView } from "./lanes_view";
import type { Part } from "./part";
import classes from "./replay.module.css";
import { scaleOf, type Scale } from "./scale";
import { counted, spoken } from "./time_words";

interface TimelineProps extends Part {
  hasLanes: boolean;
}

interface Hover {
  readonly share: number;
  readonly ms: number;
}

export function Timeline({ player, view, hasLanes }: TimelineProps): React.ReactNode {
  const { clock, facts } = view;
  const lengthMs = facts.endMs - facts.beginMs;
  const isFolded = clock.skipsSilence;
  const scale = useMemo(
    () => scaleOf(lengthMs, isFolded ? facts.silences : []),
    [lengthMs, isFolded, facts.silences],
  );
  const [hover, setHover] = useState<Hover | null>(null);
  const area = useRef<HTMLDivElement>(null);
  const at = (event: React.PointerEvent): Hover => {
    const box = area.current?.getBoundingClientRect();
    const share = box === undefined ? 0 : Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
    return { share, ms: scale.msAt(share) };
  };
  const left = `${scale.shareOf(clock.positionMs) * 100}%`;
  return (
    <div className={classes["timeline"]}>
      <div
        className={classes["grab"]}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          player.seek(at(event).ms);
        }}
        onPointerMove={(event) => {
          const here = at(event);
          setHover(here);
          if (event.currentTarget.hasPointerCapture(event.pointerId)) player.seek(here.ms);
        }}
        onPointerLeave={() => setHover(null)}
      >
        <div className={classes["rail"]}>
          <span className={classes["railLabel"]} aria-hidden="true">
            {counted(clock.positionMs)}
          </span>
          <div className={classes["track"]} ref={area}>
            <Slider player={player} view={view} left={left} />
            <Taken view={view} scale={scale} />
            <Folds silences={facts.silences} scale={scale} isFolded={isFolded} />
            <div className={classes["played"]} style={{ width: left }} />
            <div className={classes["knob"]} style={{ left }} />
            {hover !== null && (
              <HoverCard player={player} hover={hover} hasPicture={view.streams.length > 0} />
            )}
          </div>
        </div>
        {hasLanes && <LanesView facts={facts} scale={scale} left={left} />}
      </div>
    </div>
  );
}

function Slider({ view }: Part & { left: string }): React.ReactNode {
  const { t, i18n } = useTranslation();
  const { clock, facts, session } = view;
  const lengthMs = facts.endMs - facts.beginMs;
  const what = t(`mode.${session.mode ?? "none"}`);
  return (
    <>
      <p id="replay-keys" className={classes["unseen"]}>
        {t("replay.keys")}
      </p>
      <div
        aria-describedby="replay-keys"
        className={classes["slider"]}
        role="slider"
        tabIndex={0}
        aria-label={t("replay.timeline")}
        aria-valuemin={0}
        aria-valuemax={Math.round(lengthMs / 1_000)}
        aria-valuenow={Math.round(clock.positionMs / 1_000)}
        aria-valuetext={t("replay.valueText", {
          at: spoken(clock.positionMs, i18n.language),
          length: spoken(lengthMs, i18n.language),
          what,
        })}
        data-testid="timeline"
      />
    </>
  );
}

/** Where there is a picture. */
function Taken({ view: { facts }, scale }: { view: Part["view"]; scale: Scale }): React.ReactNode {
  return facts.taken.map(({ fromMs, toMs }) => (
    <div
      key={fromMs}
      className={classes["taken"]}
      style={placed(scale, fromMs - facts.beginMs, toMs - facts.beginMs)}
    />
  ));
}

interface FoldsProps {
  silences: readonly Stretch[];
  scale: Scale;
  isFolded: boolean;
}

function Folds({ silences, scale, isFolded }: FoldsProps): React.ReactNode {
  const { t, i18n } = useTranslation();
  return silences.map(({ fromMs, toMs }) => (
    <div
      key={fromMs}
      className={`${classes["fold"] ?? ""} ${isFolded ? (classes["folded"] ?? "") : ""}`}
      style={placed(scale, fromMs, toMs)}
      title={t("replay.folded", { length: spoken(toMs - fromMs, i18n.language) })}
      data-testid="fold"
    />
  ));
}

function HoverCard({
  player,
  hover,
  hasPicture,
}: {
  player: Part["player"];
  hover: Hover;
  hasPicture: boolean;
}): React.ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [isDrawn, setIsDrawn] = useState(false);
  const second = Math.floor(hover.ms / 1_000);
  useEffect(() => {
    let isOver = false;
    const draw = async (): Promise<void> => {
      const bitmap = await player.thumb(second * 1_000);
      const target = canvas.current;
      if (isOver || target === null || bitmap === null) return;
      target.width = bitmap.width;
      target.height = bitmap.height;
      target.getContext("2d")?.drawImage(bitmap, 0, 0);
      setIsDrawn(true);
    };
    // The mouse on its way to somewhere else wants nothing.
    const wait = setTimeout(() => void draw(), HOVER_WAIT_MS);
    return () => {
      isOver = true;
      clearTimeout(wait);
    };
  }, [player, second]);
  return (
    <div className={classes["hover"]} style={{ left: `${hover.share * 100}%` }} aria-hidden="true">
      {hasPicture && (
        <canvas ref={canvas} className={classes["thumb"]} hidden={!isDrawn} data-testid="thumb" />
      )}
      <span>{counted(hover.ms)}</span>
    </div>
  );
}

const HOVER_WAIT_MS = 50;

/** From where to where on the line, as a style. */
export function placed(scale: Scale, fromMs: number, toMs: number): { left: string; width: string } {
  const from = scale.shareOf(fromMs);
  return { left: `${from * 100}%`, width: `${Math.max(scale.shareOf(toMs) - from, 0) * 100}%` };
}
