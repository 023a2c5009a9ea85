/** The library: good moments by topic, for everyone of the team to learn from. */

import { Button, Skeleton } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { library, removeClip, type Clip } from "../api/coaching";
import { useMe } from "../console/gate";
import { ProblemNote } from "../console/problem_note";
import { Icon } from "../look/icons";
import { lengthOf } from "../records/record_words";
import classes from "./coaching.module.css";
import { CoachingFrame } from "./frame";

export function ClipsPage(): React.ReactNode {
  const { t } = useTranslation();
  const asked = useQuery({ queryKey: ["coaching", "clips"], queryFn: library });
  const [topic, setTopic] = useState<string | null>(null);
  const topics = asked.data?.topics ?? [];
  const clips = (asked.data?.clips ?? []).filter((clip) => topic === null || clip.topic === topic);
  return (
    <CoachingFrame tab="clips">
      <ProblemNote problem={asked.error} again={() => void asked.refetch()} />
      {asked.isPending && <Skeleton height={120} radius="md" />}
      {topics.length > 1 && <Topics topics={topics} chosen={topic} onChoose={setTopic} />}
      {asked.data?.clips.length === 0 && (
        <div className={classes["nothing"]} role="status">
          <p className={classes["name"]}>{t("coaching.clipsEmpty")}</p>
          <p className={classes["soft"]}>{t("coaching.clipsEmptyHint")}</p>
        </div>
      )}
      <ul className={classes["list"]} aria-label={t("coaching.clips")}>
        {clips.map((clip) => (
          <ClipRow key={clip.clip_id} clip={clip} />
        ))}
      </ul>
    </CoachingFrame>
  );
}

interface TopicsProps {
  topics: readonly string[];
  chosen: string | null;
  onChoose: (topic: string | null) => void;
}

function Topics({ topics, chosen, onChoose }: TopicsProps): React.ReactNode {
  const { t } = useTranslation();
  return (
    <div className={classes["row"]} role="group" aria-label={t("coaching.topics")}>
      {[null, ...topics].map((topic) => (
        <Button
          key={topic ?? ""}
          size="xs"
          variant={topic === chosen ? "filled" : "default"}
          aria-pressed={topic === chosen}
          onClick={() => onChoose(topic)}
        >
          {topic === null ? t("coaching.allTopics") : <bdi>{topic}</bdi>}
        </Button>
      ))}
    </div>
  );
}

function ClipRow({ clip }: { clip: Clip }): React.ReactNode {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const { role } = useMe();
  const removing = useMutation({
    mutationFn: () => removeClip(clip),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["coaching", "clips"] }),
  });
  const when = new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium" });
  const canRemove = role === "supervisor" || role === "manager";
  return (
    <li className={classes["clip"]} data-testid="clip">
      <div className={classes["grow"]}>
        <Link
          to="/replay/$sessionId"
          params={{ sessionId: clip.session_id }}
          search={{ clip: clip.clip_id }}
          className={classes["link"]}
        >
          <Icon name="next" size={16} />
          <bdi>{clip.title}</bdi>
        </Link>
        <p className={classes["soft"]}>
          <bdi>{clip.topic}</bdi> · {lengthOf(clip.until_ms - clip.from_ms)} · {when.format(clip.at)}
          {clip.author_name !== null && (
            <>
              {" · "}
              <bdi>{clip.author_name}</bdi>
            </>
          )}
        </p>
        <ProblemNote problem={removing.error} />
      </div>
      {canRemove && (
        <Button
          size="compact-sm"
          variant="default"
          loading={removing.isPending}
          aria-label={t("coaching.removeNamed", { title: clip.title })}
          onClick={() => removing.mutate()}
        >
          {t("coaching.remove")}
        </Button>
      )}
    </li>
  );
}
