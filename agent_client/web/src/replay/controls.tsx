/** Playing, stepping, how fast, which monitor. */

import { ActionIcon, NativeSelect, Switch } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { SPEEDS } from "./clock";
import { JUMP_MS } from "./keys";
import type { Part } from "./part";
import { PlayIcon, type PlayIconName } from "./play_icon";
import classes from "./replay.module.css";
import { clockSeconds, counted } from "./time_words";

export function Controls({ player, view }: Part): React.ReactNode {
  const { t, i18n } = useTranslation();
  const { clock, facts } = view;
  const lengthMs = facts.endMs - facts.beginMs;
  return (
    <div className={classes["controls"]} role="group" aria-label={t("replay.controls")}>
      <div className={classes["buttons"]}>
        <Small icon="back" label={t("replay.back")} act={() => player.skip(-JUMP_MS)} />
        <Small icon="stepBack" label={t("replay.stepBack")} act={() => void player.stepFrame(-1)} />
        <ActionIcon
          size={44}
          radius="xl"
          aria-label={t(clock.playing ? "replay.pause" : "replay.play")}
          title={t(clock.playing ? "replay.pause" : "replay.play")}
          onClick={() => player.toggle()}
          data-testid="play"
          data-playing={clock.playing}
        >
          <PlayIcon name={clock.playing ? "pause" : "play"} />
        </ActionIcon>
        <Small icon="stepOn" label={t("replay.stepOn")} act={() => void player.stepFrame(1)} />
        <Small icon="on" label={t("replay.on")} act={() => player.skip(JUMP_MS)} />
      </div>
      <p className={classes["time"]} data-testid="replay-time">
        {t("replay.timeOf", { at: counted(clock.positionMs), length: counted(lengthMs) })}
        <span className={classes["soft"]}>
          {clockSeconds(facts.beginMs + clock.positionMs, i18n.language)}
        </span>
      </p>
      {facts.record.running && (
        <button
          type="button"
          className={classes["live"]}
          aria-pressed={clock.follows}
          title={t("replay.liveHint")}
          onClick={() => player.follow()}
          data-testid="live"
        >
          <span className={classes["liveDot"]} aria-hidden="true" />
          {t("replay.live")}
        </button>
      )}
      <div className={classes["choices"]}>
        <Switch
          size="sm"
          label={t("replay.skip")}
          title={t("replay.skipHint")}
          checked={clock.skipsSilence}
          onChange={(event) => player.skipSilence(event.currentTarget.checked)}
          data-testid="skip-silence"
        />
        <NativeSelect
          size="xs"
          aria-label={t("replay.speed")}
          value={String(clock.speed)}
          onChange={(event) => {
            const speed = SPEEDS.find((one) => String(one) === event.currentTarget.value);
            if (speed !== undefined) player.speed(speed);
          }}
          data={SPEEDS.map((one) => ({
            value: String(one),
            label: t("replay.speedTimes", { speed: new Intl.NumberFormat(i18n.language).format(one) }),
          }))}
          data-testid="speed"
        />
        <Monitors player={player} view={view} />
      </div>
    </div>
  );
}

function Monitors({ player, view }: Part): React.ReactNode {
  const { t } = useTranslation();
  if (view.streams.length < 2) return null;
  return (
    <NativeSelect
      size="xs"
      aria-label={t("replay.monitors")}
      value={String(view.choice)}
      onChange={(event) => {
        const { value } = event.currentTarget;
        player.choose(value === "all" ? "all" : Number(value));
      }}
      data={[
        { value: "all", label: t("replay.allMonitors") },
        ...view.streams.map((stream, index) => ({
          value: String(stream),
          label: t("replay.monitorNumber", { number: index + 1 }),
        })),
      ]}
      data-testid="replay-monitor"
    />
  );
}

function Small({
  icon,
  label,
  act,
}: {
  icon: PlayIconName;
  label: string;
  act: () => void;
}): React.ReactNode {
  return (
    <ActionIcon variant="subtle" size="lg" aria-label={label} title={label} onClick={act} data-testid={icon}>
      <PlayIcon name={icon} />
    </ActionIcon>
  );
}
