/** What is decided about a record: tags to find it by, a hold, and its erasure. */

import { Button, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { eraseRecord, holdRecord, tagRecord } from "../api/record_keeping";
import type { SessionRecord } from "../api/records";
import { ProblemNote } from "../console/problem_note";
import { SENTENCE_LIMIT_CHARS } from "../protocol/protocol.gen";
import { Dialog } from "../session/dialog";
import classes from "./records.module.css";
import { tagsIn } from "./tags";

interface KeepDialogProps {
  record: SessionRecord;
  /** Who answers for the team also holds and erases. */
  canDecide: boolean;
  onChanged: (record: SessionRecord) => void;
  onErased: () => void;
  onClose: () => void;
}

export function KeepDialog(props: KeepDialogProps): React.ReactNode {
  const { t } = useTranslation();
  return (
    <Dialog title={t("keeping.title")} onClose={props.onClose} testId="keep-dialog">
      <div className={classes["decisions"]}>
        <Tags {...props} />
        {props.canDecide && <Hold {...props} />}
        {props.canDecide && <Erase {...props} />}
      </div>
    </Dialog>
  );
}

function Tags({ record, onChanged }: KeepDialogProps): React.ReactNode {
  const { t } = useTranslation();
  const [text, setText] = useState(record.tags.join(", "));
  const tagging = useDecision(() => tagRecord(record.session_id, tagsIn(text)), onChanged);
  return (
    <form className={classes["decision"]} onSubmit={tagging.submit}>
      <TextInput
        label={t("keeping.tags")}
        description={t("keeping.tagsHint")}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-testid="tags"
      />
      <ProblemNote problem={tagging.error} />
      <Button type="submit" variant="default" loading={tagging.isPending}>
        {t("keeping.saveTags")}
      </Button>
    </form>
  );
}

function Hold({ record, onChanged }: KeepDialogProps): React.ReactNode {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const holding = useDecision(
    () => holdRecord(record.session_id, !record.held, reason.trim()),
    (after) => {
      setReason("");
      onChanged(after);
    },
  );
  return (
    <form className={classes["decision"]} onSubmit={holding.submit} data-testid="hold">
      <p className={classes["soft"]}>{t(record.held ? "keeping.held" : "keeping.notHeld")}</p>
      <Reason value={reason} onChange={setReason} />
      <ProblemNote problem={holding.error} />
      <Button type="submit" variant="default" loading={holding.isPending} disabled={reason.trim() === ""}>
        {t(record.held ? "keeping.release" : "keeping.hold")}
      </Button>
    </form>
  );
}

function Erase({ record, onErased }: KeepDialogProps): React.ReactNode {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const [isSure, setIsSure] = useState(false);
  const erasing = useDecision(() => eraseRecord(record.session_id, reason.trim()), onErased);
  if (record.running || record.held)
    return (
      <p className={classes["soft"]}>{t(record.running ? "keeping.eraseRunning" : "keeping.eraseHeld")}</p>
    );
  if (!isSure)
    return (
      <Button variant="subtle" color="red" onClick={() => setIsSure(true)} data-testid="erase">
        {t("keeping.erase")}
      </Button>
    );
  return (
    <form className={classes["decision"]} onSubmit={erasing.submit}>
      <p className={classes["soft"]}>{t("keeping.eraseHint")}</p>
      <Reason value={reason} onChange={setReason} />
      <ProblemNote problem={erasing.error} />
      <Button type="submit" color="red" loading={erasing.isPending} disabled={reason.trim() === ""}>
        {t("keeping.eraseYes")}
      </Button>
    </form>
  );
}

interface ReasonProps {
  value: string;
  onChange: (value: string) => void;
}

function Reason({ value, onChange }: ReasonProps): React.ReactNode {
  const { t } = useTranslation();
  return (
    <Textarea
      label={t("keeping.reason")}
      required
      rows={2}
      maxLength={SENTENCE_LIMIT_CHARS}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

interface Decision {
  submit: (event: React.SyntheticEvent) => void;
  isPending: boolean;
  error: unknown;
}

/** Decided, the list knows it too. */
function useDecision<T>(decide: () => Promise<T>, onDone: (answer: T) => void): Decision {
  const queries = useQueryClient();
  const deciding = useMutation({
    mutationFn: decide,
    onSuccess: async (answer) => {
      await queries.invalidateQueries({ queryKey: ["records"] });
      onDone(answer);
    },
  });
  const submit = (event: React.SyntheticEvent): void => {
    event.preventDefault();
    deciding.mutate();
  };
  return { submit, isPending: deciding.isPending, error: deciding.error };
}
