/** One talk about a moment: the question, the answers, the way to the moment itself. */

import { Button, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { answerTalk, closeTalk, type Note } from "../api/coaching";
import { ProblemNote } from "../console/problem_note";
import { Icon } from "../look/icons";
import { SENTENCE_LIMIT_CHARS, type PersonId } from "../protocol/protocol.gen";
import { lengthOf } from "../records/record_words";
import classes from "./coaching.module.css";

interface TalkProps {
  note: Note;
  me: PersonId;
  /** Whether this person may close it; the server decides too. */
  canClose: boolean;
}

export function Talk({ note, me, canClose }: TalkProps): React.ReactNode {
  const { t } = useTranslation();
  const named = (who: PersonId, name: string | null): string =>
    who === me ? t("coaching.you") : (name ?? t("live.someone"));
  return (
    <article
      className={classes["talk"]}
      data-testid="talk"
      data-waits={note.waits}
      data-closed={note.closed}
      aria-label={t("coaching.talkLabel", { name: named(note.author, note.author_name) })}
    >
      <header className={classes["head"]}>
        <span className={classes["name"]}>
          <bdi>
            {note.kind === "wish"
              ? t("coaching.wishOf", { name: named(note.author, note.author_name) })
              : t("coaching.asked", {
                  name: named(note.author, note.author_name),
                  about: named(note.about, note.about_name),
                })}
          </bdi>
        </span>
        {note.waits && <span className={classes["turn"]}>{t("coaching.yourTurn")}</span>}
        {note.closed && <span className={classes["soft"]}>{t("coaching.closed")}</span>}
      </header>
      <p className={classes["question"]}>
        <bdi>{note.text}</bdi>
      </p>
      <ToMoment note={note} />
      {note.replies.length > 0 && (
        <ol className={classes["replies"]}>
          {note.replies.map((reply) => (
            <li key={reply.reply_id} className={classes["reply"]}>
              <bdi className={classes["soft"]}>{named(reply.author, reply.author_name)}</bdi>
              <bdi>{reply.text}</bdi>
            </li>
          ))}
        </ol>
      )}
      <Answer note={note} canClose={canClose} />
    </article>
  );
}

/** Where the moment is seen: the replay, there. */
function ToMoment({ note }: { note: Note }): React.ReactNode {
  const { t, i18n } = useTranslation();
  const when = new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium", timeStyle: "short" });
  return (
    <p className={classes["moment"]}>
      <Link
        to="/replay/$sessionId"
        params={{ sessionId: note.session_id }}
        search={{ at: note.from_ms }}
        className={classes["link"]}
      >
        <Icon name="next" size={16} />
        {t("coaching.see")}
      </Link>
      <span className={classes["soft"]}>
        {when.format(note.from_ms)} · {lengthOf(note.until_ms - note.from_ms)}
      </span>
    </p>
  );
}

function Answer({ note, canClose }: { note: Note; canClose: boolean }): React.ReactNode {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [text, setText] = useState("");
  const seenAnew = (): Promise<void> => queries.invalidateQueries({ queryKey: ["coaching"] });
  const answering = useMutation({
    mutationFn: () => answerTalk(note, text.trim()),
    onSuccess: async () => {
      setText("");
      await seenAnew();
    },
  });
  const closing = useMutation({ mutationFn: () => closeTalk(note, !note.closed), onSuccess: seenAnew });
  return (
    <form
      className={classes["answer"]}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== "") answering.mutate();
      }}
    >
      <ProblemNote problem={answering.error ?? closing.error} />
      {!note.closed && (
        <Textarea
          label={t("coaching.answer")}
          rows={2}
          maxLength={SENTENCE_LIMIT_CHARS}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          data-testid="talk-answer"
        />
      )}
      <div className={classes["row"]}>
        {!note.closed && (
          <Button type="submit" loading={answering.isPending} disabled={text.trim() === ""}>
            {t("coaching.send")}
          </Button>
        )}
        {canClose && (
          <Button variant="default" loading={closing.isPending} onClick={() => closing.mutate()}>
            {t(note.closed ? "coaching.reopen" : "coaching.close")}
          </Button>
        )}
      </div>
    </form>
  );
}
