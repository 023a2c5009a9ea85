/** What stands in front of the picture: one sentence, what to do, and the button that does it. */

import { Button, Loader } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { LiveView } from "../live/view";
import { CloseCode, type Restart } from "../protocol/protocol.gen";
import { may } from "../protocol/rights";
import { clockTime } from "../console/ago";
import { curtainOf, type Curtain } from "./curtain";
import { codeOf } from "../console/problem_note";
import { useRestartClock } from "./restart_clock";
import classes from "./session.module.css";

interface CurtainViewProps {
  view: LiveView;
  name: string;
  problem: unknown;
  again: () => void;
  /** Ask to see the screen. */
  onAsk: () => void;
}

const BUSY: readonly Curtain["is"][] = [
  "opening",
  "machine",
  "gone",
  "asking",
  "picture",
  "interrupted",
  "restarting",
];
const ASKS: readonly Curtain["is"][] = ["view", "refused", "expired"];

export function CurtainView({ view, name, problem, again, onAsk }: CurtainViewProps): React.ReactNode {
  const { t } = useTranslation();
  if (problem !== null) return <Closed title={t(`problem.${codeOf(problem)}`)} again={again} />;
  if (view.standing.is === "over" && view.session?.state !== "ended")
    return <LinkOver closeCode={view.standing.closeCode} again={again} />;
  const curtain = curtainOf(view);
  return curtain === null ? null : <Standing curtain={curtain} view={view} name={name} onAsk={onAsk} />;
}

interface StandingProps {
  curtain: Curtain;
  view: LiveView;
  name: string;
  onAsk: () => void;
}

function Standing({ curtain, view, name, onAsk }: StandingProps): React.ReactNode {
  const { t } = useTranslation();
  return (
    <div className={classes["curtain"]} data-curtain={curtain.is}>
      {/* A clock that runs is not read aloud every second. */}
      <div
        className={classes["curtainBody"]}
        role="status"
        aria-live={curtain.is === "restarting" ? "off" : "polite"}
      >
        {BUSY.includes(curtain.is) && <Loader color="#69cfc8" size="md" aria-hidden="true" />}
        <CurtainWords curtain={curtain} name={name} view={view} />
        {ASKS.includes(curtain.is) && may(view.role, "ask_mode") && (
          <Button size="md" onClick={onAsk}>
            {t("live.askView")}
          </Button>
        )}
        {(curtain.is === "ended" || curtain.is === "requeued") && <ToDesk />}
      </div>
    </div>
  );
}

interface CurtainWordsProps {
  curtain: Curtain;
  name: string;
  view: LiveView;
}

function CurtainWords({ curtain, name, view }: CurtainWordsProps): React.ReactNode {
  const { t, i18n } = useTranslation();
  if (curtain.is === "opening") return <Words title={t("live.opening")} />;
  if (curtain.is === "no_capture") return <Words title={t("live.noCapture")} hint={curtain.sentence} />;
  if (curtain.is === "private")
    return <Words title={t("record.private")} hint={t("record.privateHint", { name })} />;
  if (curtain.is === "restarting") return <RestartWords restart={curtain.restart} view={view} />;
  if (curtain.is === "ended") {
    const hint = curtain.by === null ? "" : t(`wait.ended_${curtain.by}`);
    return <Words title={t("wait.ended")} hint={hint} />;
  }
  const untilMs = curtain.is === "interrupted" ? curtain.untilMs : null;
  const time = untilMs === null ? "" : clockTime(untilMs, i18n.language);
  return <Words title={t(`wait.${curtain.is}`, { name })} hint={t(`wait.${curtain.is}Hint`, { time })} />;
}

function RestartWords({ restart, view }: { restart: Restart; view: LiveView }): React.ReactNode {
  const { t } = useTranslation();
  const time = useRestartClock(restart.since, view.aheadMs);
  const waits = restart.waits_for_sign_in;
  return (
    <Words
      title={t(waits ? "restart.signIn" : "restart.running", { time })}
      hint={t(waits ? "restart.signInHint" : "restart.runningHint")}
    />
  );
}

function Words({ title, hint = "" }: { title: string; hint?: string }): React.ReactNode {
  return (
    <>
      <h2 className={classes["curtainTitle"]}>{title}</h2>
      {hint !== "" && <p className={classes["curtainHint"]}>{hint}</p>}
    </>
  );
}

function ToDesk(): React.ReactNode {
  const { t } = useTranslation();
  return (
    <Button component={Link} to="/" size="md">
      {t("common.backToDesk")}
    </Button>
  );
}

function Closed({ title, again }: { title: string; again: () => void }): React.ReactNode {
  const { t } = useTranslation();
  return (
    <div className={classes["curtain"]} data-curtain="problem">
      <div className={classes["curtainBody"]} role="alert">
        <Words title={title} />
        <ToDesk />
        <Button variant="white" onClick={again}>
          {t("common.again")}
        </Button>
      </div>
    </div>
  );
}

function LinkOver({ closeCode, again }: { closeCode: number; again: () => void }): React.ReactNode {
  const { t } = useTranslation();
  if (closeCode !== CloseCode.CONFLICT) return <Closed title={t(closedBy(closeCode))} again={again} />;
  return (
    <div className={classes["curtain"]} data-curtain="replaced">
      <div className={classes["curtainBody"]} role="alert">
        <Words title={t("link.replaced")} hint={t("link.replacedHint")} />
        <Button size="md" onClick={again}>
          {t("link.takeBack")}
        </Button>
      </div>
    </div>
  );
}

type ClosedWords =
  | "problem.not_signed_in"
  | "problem.not_allowed"
  | "problem.unknown"
  | "problem.session_over"
  | "problem.version_unknown"
  | "problem.strange";

function closedBy(closeCode: number): ClosedWords {
  switch (closeCode) {
    case CloseCode.NOT_SIGNED_IN:
      return "problem.not_signed_in";
    case CloseCode.NOT_ALLOWED:
      return "problem.not_allowed";
    case CloseCode.UNKNOWN:
      return "problem.unknown";
    case CloseCode.OVER:
      return "problem.session_over";
    case CloseCode.UPGRADE_NEEDED:
      return "problem.version_unknown";
    default:
      return "problem.strange";
  }
}
