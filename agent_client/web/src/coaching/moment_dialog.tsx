/** About a moment of a session: ask whom it was, wish for somebody's view, or keep it in the library. */

import { Button, NativeSelect, SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { keepClip, library, openTalk, type Moment } from "../api/coaching";
import { ProblemNote } from "../console/problem_note";
import {
  NAME_LIMIT_CHARS,
  SENTENCE_LIMIT_CHARS,
  type PersonId,
  type SessionId,
} from "../protocol/protocol.gen";
import { lengthOf } from "../records/record_words";
import { Dialog } from "../session/dialog";
import classes from "./coaching.module.css";
import { QUESTIONS } from "./questions";

interface MomentDialogProps {
  sessionId: SessionId;
  moment: Moment;
  /** The staff of the session whom one may ask: all of it for who answers for the team, else oneself. */
  whom: readonly { person_id: PersonId; name: string }[];
  me: PersonId;
  /** Who answers for the team also fills the library. */
  canKeep: boolean;
  onClose: () => void;
}

export function MomentDialog(props: MomentDialogProps): React.ReactNode {
  const { t } = useTranslation();
  const { moment, canKeep, whom, me } = props;
  const onlyMe = whom.every((one) => one.person_id === me);
  const [way, setWay] = useState<"talk" | "clip">(whom.length === 0 ? "clip" : "talk");
  return (
    <Dialog
      title={t(onlyMe && !canKeep ? "coaching.wishTitle" : "coaching.momentTitle")}
      onClose={props.onClose}
      testId="moment-dialog"
    >
      <p className={classes["soft"]}>
        {t("coaching.span", { length: lengthOf(moment.until_ms - moment.from_ms) })}
      </p>
      {canKeep && whom.length > 0 && (
        <SegmentedControl
          fullWidth
          mb="md"
          aria-label={t("coaching.way")}
          value={way}
          onChange={(value) => setWay(value === "clip" ? "clip" : "talk")}
          data={[
            { value: "talk", label: t("coaching.wayTalk") },
            { value: "clip", label: t("coaching.wayClip") },
          ]}
        />
      )}
      {way === "talk" ? <TalkForm {...props} /> : <ClipForm {...props} />}
    </Dialog>
  );
}

function TalkForm({ sessionId, moment, whom, me, onClose }: MomentDialogProps): React.ReactNode {
  const { t } = useTranslation();
  const [about, setAbout] = useState<PersonId>(whom[0]?.person_id ?? me);
  const [text, setText] = useState("");
  const isWish = about === me;
  const saving = useSaving(() => openTalk(sessionId, moment, about, text.trim()), onClose);
  return (
    <form className={classes["form"]} onSubmit={saving.submit}>
      {whom.length > 1 && (
        <NativeSelect
          label={t("coaching.whom")}
          value={about}
          onChange={(event) => setAbout(event.currentTarget.value)}
          data={whom.map((one) => ({
            value: one.person_id,
            label: one.person_id === me ? t("coaching.myself") : one.name,
          }))}
        />
      )}
      <fieldset className={classes["questions"]}>
        <legend>{t(isWish ? "coaching.wishLead" : "coaching.questionLead")}</legend>
        {!isWish &&
          QUESTIONS.map((question) => (
            <Button
              key={question}
              size="compact-sm"
              variant="default"
              onClick={() => setText(t(`coaching.question_${question}`))}
            >
              {t(`coaching.question_${question}`)}
            </Button>
          ))}
      </fieldset>
      <Textarea
        label={t(isWish ? "coaching.wish" : "coaching.question")}
        required
        rows={3}
        maxLength={SENTENCE_LIMIT_CHARS}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-testid="moment-text"
      />
      <ProblemNote problem={saving.error} />
      <Button type="submit" loading={saving.isPending} disabled={text.trim() === ""}>
        {t(isWish ? "coaching.wishSend" : "coaching.ask")}
      </Button>
    </form>
  );
}

function ClipForm({ sessionId, moment, onClose }: MomentDialogProps): React.ReactNode {
  const { t } = useTranslation();
  const topics = useQuery({ queryKey: ["coaching", "clips"], queryFn: library }).data?.topics ?? [];
  const [topic, setTopic] = useState("");
  const [title, setTitle] = useState("");
  const saving = useSaving(() => keepClip(sessionId, moment, topic.trim(), title.trim()), onClose);
  return (
    <form className={classes["form"]} onSubmit={saving.submit}>
      <TextInput
        label={t("coaching.topic")}
        description={t("coaching.topicHint")}
        required
        maxLength={NAME_LIMIT_CHARS}
        list="topics"
        value={topic}
        onChange={(event) => setTopic(event.currentTarget.value)}
        data-testid="clip-topic"
      />
      <datalist id="topics">
        {topics.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      <TextInput
        label={t("coaching.clipTitle")}
        required
        maxLength={SENTENCE_LIMIT_CHARS}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
        data-testid="clip-title"
      />
      <ProblemNote problem={saving.error} />
      <Button type="submit" loading={saving.isPending} disabled={topic.trim() === "" || title.trim() === ""}>
        {t("coaching.keep")}
      </Button>
    </form>
  );
}

interface Saving {
  submit: (event: React.SyntheticEvent) => void;
  isPending: boolean;
  error: unknown;
}

/** Done, it is seen everywhere, and the dialog goes. */
function useSaving(save: () => Promise<unknown>, onDone: () => void): Saving {
  const queries = useQueryClient();
  const saving = useMutation({
    mutationFn: save,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["coaching"] });
      onDone();
    },
  });
  const submit = (event: React.SyntheticEvent): void => {
    event.preventDefault();
    saving.mutate();
  };
  return { submit, isPending: saving.isPending, error: saving.error };
}
