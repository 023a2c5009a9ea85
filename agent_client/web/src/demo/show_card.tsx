/** What the presenter shows: chosen, looked at, paused and stopped here. */

import { Alert, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { Icon } from "../look/icons";
import type { SessionState } from "../protocol/protocol.gen";
import { showsNow } from "./audience";
import { canShow } from "./capture";
import classes from "./demo.module.css";
import type { Show, ShowView } from "./show";

interface ShowCardProps {
  show: ShowView;
  session: SessionState;
  watching: number;
  live: () => Show | null;
}

export function ShowCard({ show, session, watching, live }: ShowCardProps): React.ReactNode {
  const { t } = useTranslation();
  const shows = showsNow(session, show.shows);
  return (
    <section
      aria-labelledby="demo-show"
      className={classes["card"]}
      data-testid="show"
      data-shows={shows}
      data-watched={show.isWatched}
    >
      <div className={classes["headRow"]}>
        <h2 id="demo-show" className={classes["heading"]}>
          {t("present.show")}
        </h2>
        <span className={classes["standing"]} data-shows={shows} role="status">
          {t(`present.standing.${show.isPrivate ? "private" : shows}`)}
        </span>
      </div>
      {show.stream === null ? (
        <div className={classes["nothing"]}>
          <Icon name="computer" size={40} />
          <p className={classes["soft"]}>{t("present.chooseHint")}</p>
        </div>
      ) : (
        <Preview stream={show.stream} isPaused={shows === "paused" || show.isPrivate} />
      )}
      {shows === "showing" && watching === 0 && <p className={classes["soft"]}>{t("present.unwatched")}</p>}
      {show.trouble !== null && (
        <Alert color={show.trouble === "broken" ? "red" : "accent"} variant="light" role="alert">
          {t(`present.${show.trouble}`)}
        </Alert>
      )}
      {show.isPrivate && (
        <Alert color="accent" variant="light" role="status" data-testid="show-private">
          {t("present.privateNow")}
        </Alert>
      )}
      <Buttons show={show} live={live} />
    </section>
  );
}

function Buttons({ show, live }: Pick<ShowCardProps, "show" | "live">): React.ReactNode {
  const { t } = useTranslation();
  const able = useQuery({ queryKey: ["can-show"], queryFn: canShow, staleTime: Infinity });
  const isChoosing = show.shows === "choosing";
  const has = show.stream !== null;
  if (able.data === false)
    return (
      <Alert color="accent" variant="light" role="status" title={t("present.cannot")}>
        {t("present.cannotHint")}
      </Alert>
    );
  return (
    <div className={classes["row"]}>
      {has && <WhileShown show={show} live={live} />}
      <Button
        variant={has ? "default" : "filled"}
        loading={isChoosing}
        disabled={!able.isSuccess}
        onClick={() => void live()?.choose()}
        data-testid="show-choose"
      >
        {t(has ? "present.chooseOther" : "present.choose")}
      </Button>
      {has && (
        <Button variant="outline" color="red" onClick={() => live()?.stop()} data-testid="show-stop">
          {t("present.stop")}
        </Button>
      )}
    </div>
  );
}

/** Pause and a private moment: what there is to do while something is chosen. */
function WhileShown({ show, live }: Pick<ShowCardProps, "show" | "live">): React.ReactNode {
  const { t } = useTranslation();
  if (show.shows === "paused")
    return (
      <Button onClick={() => live()?.goOn()} data-testid="show-go-on">
        {t("present.goOn")}
      </Button>
    );
  return (
    <>
      <Button onClick={() => live()?.pause()} data-testid="show-pause">
        {t("present.pause")}
      </Button>
      {show.shows === "showing" && (
        <PrivateButton isPrivate={show.isPrivate} onPress={(on) => live()?.cover(on)} />
      )}
    </>
  );
}

interface PrivateButtonProps {
  isPrivate: boolean;
  onPress: (on: boolean) => void;
}

function PrivateButton({ isPrivate, onPress }: PrivateButtonProps): React.ReactNode {
  const { t } = useTranslation();
  return (
    <Button
      variant={isPrivate ? "filled" : "default"}
      onClick={() => onPress(!isPrivate)}
      data-testid="show-private-moment"
    >
      {t(isPrivate ? "present.showAgain" : "present.goPrivate")}
    </Button>
  );
}

function Preview({ stream, isPaused }: { stream: MediaStream; isPaused: boolean }): React.ReactNode {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    element.srcObject = stream;
    void element.play().catch(() => undefined);
    return () => {
      element.srcObject = null;
    };
  }, [stream]);
  return (
    <video
      ref={video}
      className={classes["preview"]}
      data-paused={isPaused}
      muted
      playsInline
      aria-label={t("present.preview")}
    />
  );
}
