/** The desk: who waits and why, *Next for you*, the agent's own sessions, a code for who is on the phone. */

import { Alert, Button, Skeleton } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";

import { claim, next, type Taken } from "../api/staff";
import { Icon } from "../look/icons";
import type { Running, SessionId } from "../protocol/protocol.gen";
import { may } from "../protocol/rights";
import { CallsList } from "./calls_list";
import { DeskBar } from "./desk_bar";
import classes from "./desk.module.css";
import { ME, useMe } from "./gate";
import { LiveList } from "./live_list";
import { MySessions } from "./my_sessions";
import { PhoneCodeCard } from "./phone_code";
import { PresentCard } from "./present_card";
import { codeOf, ProblemNote } from "./problem_note";
import { useTitle } from "./title";
import { useDesk, type DeskNow } from "./use_desk";
import { WaitingList } from "./waiting_list";

export function DeskPage(): React.ReactNode {
  const { t } = useTranslation();
  const who = useMe();
  const { desk, standing, problem } = useDesk();
  const { open, present, openRunning } = useWays();
  const canTake = may(who.role, "take");
  useTitle(titleOf(t, desk));
  const onSuccess = (taken: Taken): void => open(taken.session_id);
  const taking = useMutation({ mutationFn: next, onSuccess });
  const claiming = useMutation({ mutationFn: claim, onSuccess });
  return (
    <div className={classes["page"]}>
      <DeskBar who={who} />
      <main className={classes["main"]}>
        <Lead
          name={who.name}
          count={desk?.waiting_total}
          canTake={canTake}
          isTaking={taking.isPending}
          onNext={() => taking.mutate()}
        />
        <div className={classes["notes"]}>
          <LostNote isLost={standing.is === "lost"} />
          <DeskProblem problem={problem} />
          <ProblemNote problem={taking.error ?? claiming.error} />
          {desk !== null && <CallsList calls={desk.calls} onOpen={open} />}
        </div>
        <div className={classes["middle"]}>
          <WaitingCard
            desk={desk}
            taking={claiming.isPending ? claiming.variables : null}
            onTake={canTake ? (sessionId) => claiming.mutate(sessionId) : null}
          />
          {may(who.role, "join_team") && <TeamsNow desk={desk} onOpen={openRunning} />}
        </div>
        <div className={classes["side"]}>
          <MySessions mine={desk?.mine} canTake={canTake} onOpen={openRunning} />
          {canTake && <PhoneCodeCard />}
          {may(who.role, "present") && <PresentCard onOpen={present} />}
        </div>
      </main>
    </div>
  );
}

interface TeamsNowProps {
  desk: DeskNow["desk"];
  onOpen: (one: Running) => void;
}

function TeamsNow({ desk, onOpen }: TeamsNowProps): React.ReactNode {
  const mine = new Set(desk?.mine.map((one) => one.session_id));
  return <LiveList live={desk?.live ?? null} isMine={(one) => mine.has(one.session_id)} onOpen={onOpen} />;
}

interface Ways {
  open: (sessionId: SessionId) => void;
  present: (sessionId: SessionId) => void;
  openRunning: (one: Running) => void;
}

/** The ways from the desk into a session. */
function useWays(): Ways {
  const navigate = useNavigate();
  const open = (sessionId: SessionId): void =>
    void navigate({ to: "/session/$sessionId", params: { sessionId } });
  const present = (sessionId: SessionId): void =>
    void navigate({ to: "/present/$sessionId", params: { sessionId } });
  const openRunning = ({ kind, session_id }: Running): void => (kind === "demo" ? present : open)(session_id);
  return { open, present, openRunning };
}

/** The tab of the browser says what wants an answer: a colleague first, then who waits. */
function titleOf(t: TFunction, desk: DeskNow["desk"]): string {
  const calls = desk?.calls.length ?? 0;
  const waits = desk?.waiting_total ?? 0;
  if (calls > 0) return `(${calls}) ${t("calls.title")}`;
  return waits > 0 ? `(${waits}) ${t("desk.title")}` : t("desk.title");
}

interface WaitingCardProps {
  desk: DeskNow["desk"];
  taking: SessionId | null;
  onTake: ((sessionId: SessionId) => void) | null;
}

function WaitingCard({ desk, taking, onTake }: WaitingCardProps): React.ReactNode {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="waiting">
      <h2 id="waiting" className={classes["heading"]}>
        {t("desk.waiting")}
      </h2>
      <div className={classes["card"]}>
        {desk === null ? (
          <ListSkeleton />
        ) : (
          <WaitingList waiting={desk.waiting} total={desk.waiting_total} taking={taking} onTake={onTake} />
        )}
      </div>
    </section>
  );
}

interface LeadProps {
  name: string;
  /** How many wait; nothing until the server has told. */
  count: number | undefined;
  /** Learners look on, and take nobody. */
  canTake: boolean;
  isTaking: boolean;
  onNext: () => void;
}

function Lead({ name, count, canTake, isTaking, onNext }: LeadProps): React.ReactNode {
  const { t } = useTranslation();
  return (
    <div className={classes["lead"]}>
      <div>
        <h1 className={classes["greeting"]}>{t("desk.greeting", { name })}</h1>
        <p className={classes["count"]} role="status">
          {count === undefined ? t("desk.connecting") : t("desk.nextHint", { count })}
        </p>
      </div>
      {canTake && (
        <Button
          size="xl"
          rightSection={<Icon name="next" size={22} />}
          loading={isTaking}
          disabled={count === undefined || count === 0}
          onClick={onNext}
        >
          {isTaking ? t("desk.nextBusy") : t("desk.next")}
        </Button>
      )}
    </div>
  );
}

function LostNote({ isLost }: { isLost: boolean }): React.ReactNode {
  const { t } = useTranslation();
  if (!isLost) return null;
  return (
    <Alert color="accent" variant="light" role="status">
      {t("desk.offline")}
    </Alert>
  );
}

/** The desk itself could not be had; who is no longer signed in is sent to sign in. */
function DeskProblem({ problem }: { problem: unknown }): React.ReactNode {
  const queries = useQueryClient();
  if (problem === null) return null;
  const isStranger = codeOf(problem) === "not_signed_in";
  const again = (): void => {
    if (isStranger) void queries.resetQueries({ queryKey: ME });
    else location.reload();
  };
  return <ProblemNote problem={problem} again={again} />;
}

function ListSkeleton(): React.ReactNode {
  return (
    <div className={classes["padded"]} aria-hidden="true">
      <Skeleton height={18} width="40%" mb="sm" />
      <Skeleton height={14} width="75%" mb="xl" />
      <Skeleton height={18} width="32%" mb="sm" />
      <Skeleton height={14} width="60%" />
    </div>
  );
}
