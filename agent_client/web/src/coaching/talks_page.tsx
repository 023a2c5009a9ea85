/** The talks that one is part of, and the wishes of colleagues; whose turn it is stands first. */

import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { myTalks, type Note } from "../api/coaching";
import { useMe } from "../console/gate";
import { ProblemNote } from "../console/problem_note";
import type { PersonId } from "../protocol/protocol.gen";
import classes from "./coaching.module.css";
import { CoachingFrame } from "./frame";
import { inOrder } from "./questions";
import { Talk } from "./talk";

const SOON_MS = 15_000;

export function TalksPage(): React.ReactNode {
  const { t } = useTranslation();
  const { person_id: me } = useMe();
  const asked = useQuery({ queryKey: ["coaching", "mine"], queryFn: myTalks, refetchInterval: SOON_MS });
  return (
    <CoachingFrame tab="talks">
      <ProblemNote problem={asked.error} again={() => void asked.refetch()} />
      {asked.isPending && <Skeleton height={120} radius="md" />}
      {asked.data?.length === 0 && (
        <div className={classes["nothing"]} role="status">
          <p className={classes["name"]}>{t("coaching.talksEmpty")}</p>
          <p className={classes["soft"]}>{t("coaching.talksEmptyHint")}</p>
        </div>
      )}
      {asked.data !== undefined && <Talks notes={asked.data} me={me} />}
    </CoachingFrame>
  );
}

export function Talks({ notes, me }: { notes: readonly Note[]; me: PersonId }): React.ReactNode {
  return (
    <div className={classes["list"]}>
      {inOrder(notes).map((note) => (
        <Talk key={note.note_id} note={note} me={me} canClose={note.author === me || note.kind === "wish"} />
      ))}
    </div>
  );
}
