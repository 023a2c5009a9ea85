/** Whether the demo is recorded, said at all times; asked for, paused and ended here (SPEC N). */

import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { SessionState } from "../protocol/protocol.gen";
import classes from "./demo.module.css";
import type { Presenting, PresentView } from "./presenting";
import { recordedNow, type RecordedNow } from "./recorded_now";

interface RecordCardProps {
  view: PresentView;
  session: SessionState;
  presenting: Presenting;
}

export function RecordCard({ view, session, presenting }: RecordCardProps): React.ReactNode {
  const { t } = useTranslation();
  const now = recordedNow(session, view.show.recorded);
  return (
    <section
      aria-labelledby="demo-record"
      className={classes["card"]}
      data-testid="record"
      data-recorded={now}
    >
      <div className={classes["headRow"]}>
        <h2 id="demo-record" className={classes["heading"]}>
          {t("present.record")}
        </h2>
        <span className={classes["standing"]} data-recorded={now} role="status">
          {t(`present.recorded.${now}`)}
        </span>
      </div>
      <p className={classes["soft"]}>
        {t(view.isRecordingRefused && now === "none" ? "present.recordRefused" : "present.recordHint")}
      </p>
      <Buttons now={now} mayAsk={session.mode === "demo"} presenting={presenting} />
    </section>
  );
}

interface ButtonsProps {
  now: RecordedNow;
  /** Somebody has to be there to be asked, and something to be recorded. */
  mayAsk: boolean;
  presenting: Presenting;
}

function Buttons({ now, mayAsk, presenting }: ButtonsProps): React.ReactNode {
  const { t } = useTranslation();
  if (now === "none")
    return (
      <div className={classes["row"]}>
        <Button
          variant="default"
          disabled={!mayAsk}
          onClick={() => presenting.askRecording()}
          data-testid="record-ask"
        >
          {t("present.recordAsk")}
        </Button>
      </div>
    );
  if (now === "asked") return null;
  const runs = now === "on" || now === "resuming";
  const rests = now === "paused" || now === "pausing";
  return (
    <div className={classes["row"]}>
      {runs && (
        <Button variant="default" onClick={() => presenting.record("pause")} data-testid="record-pause">
          {t("present.recordPause")}
        </Button>
      )}
      {rests && (
        <Button variant="default" onClick={() => presenting.record("resume")} data-testid="record-resume">
          {t("present.recordResume")}
        </Button>
      )}
      <Button
        variant="outline"
        color="red"
        disabled={now === "ending"}
        onClick={() => presenting.record("withdraw")}
        data-testid="record-stop"
      >
        {t("present.recordStop")}
      </Button>
    </div>
  );
}
