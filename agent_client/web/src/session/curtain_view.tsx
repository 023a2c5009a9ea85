/** What stands in front of the picture: one sentence, what to do, and the button that does it. */

import { Button, Loader } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { LiveView } from "../live/view";
import { CloseCode } from "../protocol/protocol.gen";
import { clockTime } from "../console/ago";
import { curtainOf, type Curtain } from "./curtain";
import { codeOf } from "../console/problem_note";
import classes from "./session.module.css";

interface CurtainViewProps {
  view: LiveView;
  name: string;
  problem: unknown;
  again: () => void;
  /** Ask to see the screen. */
  onAsk: () => void;
}

const BUSY: readonly Curtain["is"][] = ["opening", "machine", "gone", "asking", "picture", "interrupted"];
const ASKS: readonly Curtain["is"][] = ["view", "refused", "expired"];

export function CurtainView({ view, name, problem, again, onAsk }: CurtainViewProps): React.ReactNode {
  const { t } = useTranslation();
  if (problem !== null) return <Closed title={t(`problem.${codeOf(problem)}`)} again={again} />;
  if (view.standing.is === "over" && view.session?.state !== "ended")
    return <LinkOver closeCode={view.standing.closeCode} again={again} />;
  const curtain = curtainOf(view);
  if (curtain === null) return null;
  return (
    <div className={classes["curtain"]} data-curtain={curtain.is}>
      <div className={classes["curtainBody"]} role="status">
        {BUSY.includes(curtain.is) && <Loader color="#69cfc8" size="md" aria-hidden="true" />}
        <CurtainWords curtain={curtain} name={name} />
        {ASKS.includes(curtain.is) && (
          <Button size="md" onClick={onAsk}>
            {t("live.askView")}
          </Button>
        )}
        {(curtain.is === "ended" || curtain.is === "requeued") && <ToDesk />}
      </div>
    </div>
  );
}

function CurtainWords({ curtain, name }: { curtain: Curtain; name: string }): React.ReactNode {
  const { t, i18n } = useTranslation();
  if (curtain.is === "opening") return <Words title={t("live.opening")} />;
  if (curtain.is === "no_capture") return <Words title={t("live.noCapture")} hint={curtain.sentence} />;
  if (curtain.is === "ended") {
    const hint = curtain.by === null ? "" : t(`wait.ended_${curtain.by}`);
    return <Words title={t("wait.ended")} hint={hint} />;
  }
  const untilMs = curtain.is === "interrupted" ? curtain.untilMs : null;
  const time = untilMs === null ? "" : clockTime(untilMs, i18n.language);
  return <Words title={t(`wait.${curtain.is}`, { name })} hint={t(`wait.${curtain.is}Hint`, { time })} />;
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
