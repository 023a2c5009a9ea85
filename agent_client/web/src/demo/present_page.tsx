/** The presenter's page: what is shown, the link, who is there, whose hand is up, and the chat. */

import { Alert, Button } from "@mantine/core";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";

import { http } from "../api/staff";
import { DeskBar } from "../console/desk_bar";
import { useMe } from "../console/gate";
import { isPassing } from "../console/passing";
import { ProblemNote } from "../console/problem_note";
import { useTitle } from "../console/title";
import { CloseCode, type SessionState } from "../protocol/protocol.gen";
import { attachmentDoors } from "../talk/attachments";
import { TalkPane } from "../talk/talk_pane";
import { audienceOf } from "./audience";
import classes from "./demo.module.css";
import { EndBox } from "./end_box";
import { LinkCard } from "./link_card";
import { isNotOwn, Presenting, type PresentView } from "./presenting";
import { ProgramCard } from "./program_card";
import { RecordCard } from "./record_card";
import { RecordQuestion } from "./record_question";
import { ShowCard } from "./show_card";
import { ViewersCard } from "./viewers_card";

export function PresentPage(): React.ReactNode {
  const { sessionId } = useParams({ from: "/gate/present/$sessionId" });
  return <Present key={sessionId} sessionId={sessionId} />;
}

function Present({ sessionId }: { sessionId: string }): React.ReactNode {
  const who = useMe();
  const [presenting] = useState(() => new Presenting(sessionId, isPassing));
  const view = useSyncExternalStore(presenting.subscribe, presenting.now);
  const { session } = view;
  useOwnTitle(session);
  useOwnOnly(view, sessionId);
  const isOver = session?.state === "ended" || isClosedAs(view, CloseCode.OVER);
  return (
    <div className={classes["page"]}>
      <DeskBar who={who} here="present" />
      <main className={classes["main"]}>
        <Lead view={view} />
        <Notes view={view} isOver={isOver} again={() => presenting.again()} />
        {session !== null && !isOver && (
          <Parts presenting={presenting} view={view} session={session} sessionId={sessionId} />
        )}
      </main>
    </div>
  );
}

function Lead({ view }: { view: PresentView }): React.ReactNode {
  const { t } = useTranslation();
  const { session, problem } = view;
  const about = session?.reason === "" ? t("present.untitled") : session?.reason;
  return (
    <div className={classes["lead"]}>
      <h1 className={classes["title"]}>{t("present.title")}</h1>
      <p className={classes["about"]} role="status">
        {about === undefined && problem === null ? t("present.opening") : <bdi>{about}</bdi>}
      </p>
    </div>
  );
}

/** The tab of the browser says how many hands are up. */
function useOwnTitle(session: SessionState | null): void {
  const { t } = useTranslation();
  const raised = session?.raised.length ?? 0;
  useTitle(`${raised > 0 ? `(${raised}) ` : ""}${t("present.title")}`);
}

interface PartsProps {
  presenting: Presenting;
  view: PresentView;
  session: SessionState;
  sessionId: string;
}

function Parts({ presenting, view, session, sessionId }: PartsProps): React.ReactNode {
  const { t } = useTranslation();
  const audience = audienceOf(session);
  const [doors] = useState(() =>
    attachmentDoors(http, `/api/sessions/${encodeURIComponent(sessionId)}/attachments`, "?room=customer"),
  );
  return (
    <>
      {view.show.asked !== null && (
        <RecordQuestion
          key={view.show.asked.order.request_id}
          asked={view.show.asked}
          answer={(isAllowed) => presenting.show?.answer(isAllowed)}
        />
      )}
      <div className={classes["column"]}>
        <ShowCard
          show={view.show}
          session={session}
          watching={audience.watching}
          live={() => presenting.show}
        />
        <RecordCard view={view} session={session} presenting={presenting} />
        <LinkCard sessionId={sessionId} />
        <ProgramCard sessionId={sessionId} isShowing={view.show.stream !== null} />
      </div>
      <div className={classes["column"]}>
        <ViewersCard
          audience={audience}
          raised={session.raised}
          onLower={(personId) => presenting.lowerHand(personId)}
        />
        <section aria-labelledby="demo-chat">
          <h2 id="demo-chat" className={classes["heading"]}>
            {t("present.chat")}
          </h2>
          <div className={classes["talk"]}>
            <TalkPane
              view={view.talk.customer}
              people={session.people}
              me={view.personId}
              name={t("present.chatWith")}
              hint={t("present.chatHint")}
              doors={doors}
              canWrite
              isShown
              room={(act) => presenting.room(act)}
            />
          </div>
        </section>
        <EndBox onEnd={() => presenting.end()} />
      </div>
    </>
  );
}

function isClosedAs({ standing }: PresentView, closeCode: number): boolean {
  return standing.is === "over" && standing.closeCode === closeCode;
}

interface NotesProps {
  view: PresentView;
  isOver: boolean;
  again: () => void;
}

function Notes({ view, isOver, again }: NotesProps): React.ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  if (isOver)
    return (
      <Alert color="accent" variant="light" role="status" title={t("present.ended")} data-testid="demo-over">
        {t("present.endedHint")}
        <div className={classes["row"]}>
          <Button size="xs" onClick={() => void navigate({ to: "/" })}>
            {t("present.leave")}
          </Button>
        </div>
      </Alert>
    );
  if (view.problem !== null) return <ProblemNote problem={view.problem} again={again} />;
  if (isClosedAs(view, CloseCode.CONFLICT))
    return (
      <Alert color="accent" variant="light" role="status" title={t("present.replaced")}>
        {t("present.replacedHint")}
        <div className={classes["row"]}>
          <Button size="xs" variant="default" onClick={again}>
            {t("present.takeBack")}
          </Button>
        </div>
      </Alert>
    );
  if (view.standing.is !== "lost") return null;
  return (
    <Alert color="accent" variant="light" role="status">
      {t("present.lost")}
    </Alert>
  );
}

/** A colleague's demo is watched on the page of sessions. */
function useOwnOnly({ problem, session, personId }: PresentView, sessionId: string): void {
  const navigate = useNavigate();
  const isForeign = isNotOwn(problem) || (session !== null && session.owner_id !== personId);
  useEffect(() => {
    if (isForeign) void navigate({ to: "/session/$sessionId", params: { sessionId }, replace: true });
  }, [isForeign, navigate, sessionId]);
}
