/** A session seen again: its picture where there is one, and everything that its log tells, in step. */

import { Center, Loader } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { clipView } from "../api/clip";
import { record } from "../api/records";
import { EntryFrame } from "../console/entry_frame";
import { codeOf, ProblemNote } from "../console/problem_note";
import { useTitle } from "../console/title";
import type { SessionId } from "../protocol/protocol.gen";
import { ReasonForm } from "./reason_form";
import { ReplayView } from "./replay_view";

export function ReplayPage(): React.ReactNode {
  const { sessionId } = useParams({ from: "/gate/replay/$sessionId" });
  const { clip } = useSearch({ from: "/gate/replay/$sessionId" });
  return <OneReplay key={`${sessionId} ${clip ?? ""}`} sessionId={sessionId} />;
}

function OneReplay({ sessionId }: { sessionId: SessionId }): React.ReactNode {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const moment = useSearch({ from: "/gate/replay/$sessionId" });
  const { clip } = moment;
  const key = ["record", sessionId, clip];
  const opened = useQuery({
    queryKey: key,
    queryFn: () => (clip === undefined ? record(sessionId) : clipView(clip)),
    staleTime: Infinity,
    gcTime: 0,
  });
  const code = opened.isError ? codeOf(opened.error) : null;
  useTitle(t("replay.title", { name: opened.data?.record.customer_name ?? t("replay.someone") }));
  if (opened.isSuccess)
    return (
      <ReplayView
        sessionId={sessionId}
        opened={opened.data}
        moment={moment}
        again={() => void queries.resetQueries({ queryKey: key })}
      />
    );
  if (code === "reason_needed")
    return (
      <EntryFrame title={t("replay.whyTitle")} lead={t("replay.whyLead")}>
        <ReasonForm sessionId={sessionId} onOpened={() => void opened.refetch()} />
      </EntryFrame>
    );
  if (code === "erased")
    return (
      <EntryFrame title={t("replay.erasedTitle")} lead={t("replay.erasedHint")}>
        <Back />
      </EntryFrame>
    );
  if (opened.isError)
    return (
      <EntryFrame title={t("replay.unknownTitle")} lead="">
        <ProblemNote problem={opened.error} again={() => void opened.refetch()} />
        <Back />
      </EntryFrame>
    );
  return (
    <Center component="main" mih="100dvh">
      <Loader aria-label={t("replay.loading")} role="status" />
    </Center>
  );
}

function Back(): React.ReactNode {
  const { t } = useTranslation();
  return (
    <p>
      <Link to="/records">{t("replay.backToSessions")}</Link>
    </p>
  );
}
