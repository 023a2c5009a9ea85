/** One session: the other desktop, and beside it who is there and what one may do. */

import { useParams } from "@tanstack/react-router";
import { useRef, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";

import { consoleTicket } from "../api/staff";
import { LiveSlot } from "../live/slot";
import type { SessionId, SessionState } from "../protocol/protocol.gen";
import { DropTarget } from "../transfer/drop_target";
import { CurtainView } from "./curtain_view";
import type { LiveView } from "../live/view";
import type { Fit } from "./fit";
import { NoticeView } from "./notice_view";
import { isPassing } from "../console/passing";
import type { Part } from "./part";
import classes from "./session.module.css";
import { SessionBar } from "./session_bar";
import { SidePanel, type Tab } from "./side_panel";
import { Stage } from "./stage";
import { useTitle } from "../console/title";

/** The customer's name, once it is known. */
function customerName(session: SessionState | null): string | null {
  return session?.people.find((one) => one.person_id === session.customer_id)?.name ?? null;
}

export function SessionPage(): React.ReactNode {
  const { sessionId } = useParams({ from: "/gate/session/$sessionId" });
  return <SessionView key={sessionId} sessionId={sessionId} />;
}

/** Sessions that are over, and whose rooms their staff has opened again. */
const WRITTEN_ON = new Set<SessionId>();

function writeOn(slot: LiveSlot, session: SessionState): void {
  if (session.state === "ended") WRITTEN_ON.add(session.session_id);
  slot.again();
}

function partOf(slot: LiveSlot, view: LiveView, name: string): Part | null {
  const { session } = view;
  return session === null
    ? null
    : { live: () => slot.live, again: () => writeOn(slot, session), view, session, name };
}

/** The tab of the browser says that somebody wrote. */
function unreadMark(view: LiveView): string {
  const unread = view.talk.customer.unread + view.talk.inner.unread;
  return unread > 0 ? `(${unread}) ` : "";
}

function SessionView({ sessionId }: { sessionId: SessionId }): React.ReactNode {
  const { t } = useTranslation();
  const [slot] = useState(
    () =>
      new LiveSlot({
        version: "console",
        ticket: () => consoleTicket(sessionId, WRITTEN_ON.has(sessionId)),
        isPassing,
      }),
  );
  const { view, problem } = useSyncExternalStore(slot.subscribe, slot.now);
  const [fit, setFit] = useState<Fit>("fit");
  const [hasPanel, setHasPanel] = useState(true);
  // Kept here: who opens a room again after the end stays in it.
  const [tab, setTab] = useState<Tab>("now");
  const stage = useRef<HTMLElement>(null);
  const name = customerName(view.session) ?? t("live.someone");
  const isHolder = view.session?.holder_id === view.personId && view.personId !== "";
  const part = partOf(slot, view, name);
  useTitle(`${unreadMark(view)}${t("live.title", { name })}`);
  return (
    <div className={classes["page"]}>
      <SessionBar
        view={view}
        part={part}
        name={name}
        fit={fit}
        onFit={setFit}
        onMonitor={(chosen) => slot.live?.watch(chosen)}
        room={stage}
        hasPanel={hasPanel}
        onPanel={() => setHasPanel(!hasPanel)}
      />
      <div
        className={`${classes["body"] ?? ""} ${hasPanel && part !== null ? (classes["withPanel"] ?? "") : ""}`}
      >
        <main className={classes["stage"]} ref={stage}>
          <Stage slot={slot} view={view} fit={fit} name={name} isHolder={isHolder} />
          <CurtainView
            view={view}
            name={name}
            problem={problem}
            again={() => slot.again()}
            onAsk={() => slot.live?.asks.mode("observer")}
          />
          <NoticeView view={view} name={name} isHolder={isHolder} />
          <DropTarget part={part} />
        </main>
        {hasPanel && part !== null && <SidePanel {...part} tab={tab} onTab={setTab} />}
      </div>
    </div>
  );
}
