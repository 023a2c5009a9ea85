/** One session: the other desktop, and beside it who is there and what one may do. */

import { useCallback, useRef, useState } from "react";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { SessionState } from "../protocol/protocol.gen";
import { CurtainView } from "./curtain_view";
import type { Fit } from "./fit";
import { NoticeView } from "./notice_view";
import classes from "./session.module.css";
import { SessionBar } from "./session_bar";
import { SidePanel } from "./side_panel";
import { Stage, type StageRefs } from "./stage";
import { useTitle } from "./title";
import { useLive } from "./use_live";

/** The customer's name, once it is known. */
export function customerName(session: SessionState | null): string | null {
  return session?.people.find((one) => one.person_id === session.customer_id)?.name ?? null;
}

export function SessionPage(): React.ReactNode {
  const { t } = useTranslation();
  const { sessionId } = useParams({ strict: false });
  const refs = useStageRefs();
  const { session: live, view, problem, again } = useLive(sessionId ?? "", refs);
  const [fit, setFit] = useState<Fit>("fit");
  const [hasPanel, setHasPanel] = useState(true);
  const name = customerName(view.session) ?? t("live.someone");
  const isHolder = view.session?.holder_id === view.personId && view.personId !== "";
  useTitle(t("live.title", { name }));
  const laidOut = useCallback(() => live?.laidOut(), [live]);
  const isOver = view.session?.state === "ended";
  return (
    <div className={classes["page"]}>
      <SessionBar
        view={view}
        name={name}
        fit={fit}
        onFit={setFit}
        onMonitor={(stream) => live?.watch(stream)}
        room={refs.room}
        hasPanel={hasPanel}
        onPanel={() => setHasPanel(!hasPanel)}
      />
      <div className={`${classes["body"] ?? ""} ${hasPanel ? (classes["withPanel"] ?? "") : ""}`}>
        <main className={classes["stage"]}>
          <Stage refs={refs} view={view} fit={fit} name={name} isHolder={isHolder} onLaidOut={laidOut}>
            <CurtainView view={view} name={name} problem={problem} again={again} live={live} />
            {!isOver && <NoticeView view={view} isHolder={isHolder} />}
          </Stage>
        </main>
        {hasPanel && <SidePanel view={view} name={name} isHolder={isHolder} live={live} />}
      </div>
    </div>
  );
}

function useStageRefs(): StageRefs {
  const canvas = useRef<HTMLCanvasElement>(null);
  const keys = useRef<HTMLTextAreaElement>(null);
  const pointer = useRef<HTMLImageElement>(null);
  const room = useRef<HTMLDivElement>(null);
  // One object for the page's life: what depends on it must not begin anew at each drawing.
  const [refs] = useState<StageRefs>(() => ({ canvas, keys, pointer, room }));
  return refs;
}
