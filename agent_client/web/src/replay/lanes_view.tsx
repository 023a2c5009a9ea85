/** The lanes below the slider. For the eye alone is where each thing lies: the list of events says the same. */

import type { TFunction } from "i18next";
import { memo } from "react";
import { useTranslation } from "react-i18next";

import type { Person, PersonId } from "../protocol/protocol.gen";
import { MODE_VALUES } from "../protocol/protocol.gen";
import { marksOf } from "../live/colours";
import type { Facts } from "./facts";
import type { Bar, Lane } from "./lanes";
import classes from "./replay.module.css";
import type { Scale } from "./scale";
import { placed } from "./timeline";

interface LanesViewProps {
  facts: Facts;
  scale: Scale;
  /** Where the replay stands. */
  left: string;
}

export function LanesView({ facts, scale, left }: LanesViewProps): React.ReactNode {
  const { t } = useTranslation();
  return (
    // A part that scrolls has to be reachable without a mouse.
    <div className={classes["lanesBox"]} tabIndex={0} role="group" aria-label={t("replay.lanes")}>
      <Lanes facts={facts} scale={scale} />
      <div className={classes["cursorBox"]} aria-hidden="true">
        <div className={classes["cursor"]} style={{ left }} />
      </div>
    </div>
  );
}

const Lanes = memo(function Lanes({ facts, scale }: Omit<LanesViewProps, "left">): React.ReactNode {
  const { t } = useTranslation();
  return (
    <ul className={classes["lanes"]} data-testid="lanes">
      {facts.lanes.map((lane) => {
        const word = t(`replay.lane.${lane.name}`);
        const count = lane.bars.length + lane.marks.length;
        return (
          <li key={lane.name} className={classes["lane"]} data-lane={lane.name}>
            <span className={classes["railLabel"]} aria-hidden="true">
              {word}
            </span>
            <div
              className={classes["laneBody"]}
              role="img"
              aria-label={t("replay.laneOf", { lane: word, count })}
              style={{ height: `${lane.rows * ROW_REM}rem` }}
            >
              <LaneBars lane={lane} facts={facts} scale={scale} />
              {lane.marks.map(({ seq, atMs, kind }) => (
                <span
                  key={seq}
                  className={classes["laneMark"]}
                  data-kind={kind}
                  style={{ left: `${scale.shareOf(atMs - facts.beginMs) * 100}%` }}
                />
              ))}
            </div>
          </li>
        );
      })}
    </ul>
  );
});

const ROW_REM = 1.125;

function LaneBars({ lane, facts, scale }: { lane: Lane } & Omit<LanesViewProps, "left">): React.ReactNode {
  const words = useBarWords(facts.people);
  const colours = marksOf([...facts.people.values()]);
  return lane.bars.map((bar) => {
    const colour = bar.personId === undefined ? undefined : colours[bar.personId]?.colour;
    const place = placed(scale, bar.fromMs - facts.beginMs, bar.toMs - facts.beginMs);
    const word = words(lane, bar);
    return (
      <span
        key={`${bar.row} ${bar.fromMs} ${bar.kind}`}
        className={classes["bar"]}
        data-kind={bar.kind}
        {...(bar.personId === undefined && { title: word })}
        style={{
          ...place,
          top: `${bar.row * ROW_REM}rem`,
          ...(colour !== undefined && lane.name !== "work" && { "--bar": colour }),
        }}
      >
        <bdi>{word}</bdi>
      </span>
    );
  });
}

function useBarWords(people: ReadonlyMap<PersonId, Person>): (lane: Lane, bar: Bar) => string {
  const { t } = useTranslation();
  const nameOf = (id: PersonId | undefined): string =>
    (id === undefined ? undefined : people.get(id)?.name) ?? t("replay.someone");
  return ({ name }, bar) => {
    switch (name) {
      case "people":
      case "control":
        return nameOf(bar.personId);
      case "mode":
        return modeWord(t, bar.kind);
      case "work":
        return workWord(t, bar.kind);
      case "recording":
        return t(RECORDING_WORDS[bar.kind] ?? "replay.recordingOn");
      case "consent":
        return t("replay.asked");
      case "chat":
      case "flags":
        return "";
    }
  };
}

function modeWord(t: TFunction, kind: string): string {
  const mode = MODE_VALUES.find((one) => one === kind);
  return mode === undefined ? t("replay.interrupted") : t(`mode.${mode}`);
}

const RECORDING_WORDS: Readonly<
  Record<string, "replay.recordingOn" | "replay.recordingPaused" | "replay.recordingPrivate">
> = {
  on: "replay.recordingOn",
  paused: "replay.recordingPaused",
  private: "replay.recordingPrivate",
};

const WORKS = ["files", "clipboard", "reboot", "script", "inspection", "elevation"] as const;

function workWord(t: TFunction, kind: string): string {
  const known = WORKS.find((one) => one === kind);
  return known === undefined ? t("replayWork.service", { name: "" }).trim() : t(`replayWork.${known}`);
}
