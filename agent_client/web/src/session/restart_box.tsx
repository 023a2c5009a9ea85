/** A restart that is under way: how long already, and whether somebody has to do something. */

import { useTranslation } from "react-i18next";

import type { Restart } from "../protocol/protocol.gen";
import type { Part } from "./part";
import { useRestartClock } from "./restart_clock";
import classes from "./session.module.css";

interface RestartBoxProps {
  part: Pick<Part, "view">;
  restart: Restart;
}

export function RestartBox({ part: { view }, restart }: RestartBoxProps): React.ReactNode {
  const { t } = useTranslation();
  const time = useRestartClock(restart.since, view.aheadMs);
  const waits = restart.waits_for_sign_in;
  return (
    <section className={classes["restart"]} data-testid="restart" data-waits-for-sign-in={waits}>
      {/* A timer is not read aloud every second. */}
      <h2 className={classes["modeName"]}>
        <span role="timer">{t(waits ? "restart.signIn" : "restart.running", { time })}</span>
      </h2>
      <p className={classes["modeHint"]} role="status">
        {t(waits ? "restart.signInHint" : "restart.runningHint")}
      </p>
    </section>
  );
}
