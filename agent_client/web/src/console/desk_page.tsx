/** The desk: who waits and why, *Next for you*, the agent's own sessions, a code for who is on the phone. */

import { Alert, Button, Skeleton } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { claim, next, type Taken } from "../api/staff";
import { Icon } from "../look/icons";
import type { SessionId } from "../protocol/protocol.gen";
import { DeskBar } from "./desk_bar";
import classes from "./desk.module.css";
import { ME, useMe } from "./gate";
import { MySessions } from "./my_sessions";
import { PhoneCodeCard } from "./phone_code";
import { codeOf, ProblemNote } from "./problem_note";
import { useTitle } from "./title";
import { useDesk, type DeskNow } from "./use_desk";
import { WaitingList } from "./waiting_list";

export function DeskPage(): React.ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const who = useMe();
  const { desk, standing, problem } = useDesk();
  const waits = desk?.waiting_total ?? 0;
  useTitle(waits > 0 ? `(${waits}) ${t("desk.title")}` : t("desk.title"));
  const open = (sessionId: string): void =>
    void navigate({ to: "/session/$sessionId", params: { sessionId } });
  const onSuccess = (taken: Taken): void => open(taken.session_id);
  const taking = useMutation({ mutationFn: next, onSuccess });
  const claiming = useMutation({ mutationFn: claim, onSuccess });
  return (
    <div className={classes["page"]}>
      <DeskBar who={who} />
      <main className={classes["main"]}>
        <Lead
          name={who.name}
          count={desk?.waiting_total ?? null}
          isTaking={taking.isPending}
          onNext={() => taking.mutate()}
        />
        <div className={classes["notes"]}>
          <LostNote isLost={standing.is === "lost"} />
          <DeskProblem problem={problem} />
          <ProblemNote problem={taking.error ?? claiming.error} />
        </div>
        <WaitingCard
          desk={desk}
          taking={claiming.isPending ? claiming.variables : null}
          onTake={(sessionId) => claiming.mutate(sessionId)}
        />
        <div className={classes["side"]}>
          <MySessions mine={desk?.mine ?? null} onOpen={open} />
          <PhoneCodeCard />
        </div>
      </main>
    </div>
  );
}

interface WaitingCardProps {
  desk: DeskNow["desk"];
  taking: SessionId | null;
  onTake: (sessionId: SessionId) => void;
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
  /** How many wait; null until the server has told. */
  count: number | null;
  isTaking: boolean;
  onNext: () => void;
}

function Lead({ name, count, isTaking, onNext }: LeadProps): React.ReactNode {
  const { t } = useTranslation();
  return (
    <div className={classes["lead"]}>
      <div>
        <h1 className={classes["greeting"]}>{t("desk.greeting", { name })}</h1>
        <p className={classes["count"]} role="status">
          {count === null ? t("desk.connecting") : t("desk.nextHint", { count })}
        </p>
      </div>
      <Button
        size="xl"
        rightSection={<Icon name="next" size={22} />}
        loading={isTaking}
        disabled={count === null || count === 0}
        onClick={onNext}
      >
        {isTaking ? t("desk.nextBusy") : t("desk.next")}
      </Button>
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
