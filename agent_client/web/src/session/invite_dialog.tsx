/** Ask an expert, by skill or by name: ownership stays. */

import { Button, SegmentedControl, Select, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { directory, type Directory } from "../api/directory";
import { ProblemNote } from "../console/problem_note";
import { SENTENCE_LIMIT_CHARS, type PersonId } from "../protocol/protocol.gen";
import { may } from "../protocol/rights";
import { Dialog, INSIDE } from "./dialog";
import { ColleagueSelect } from "./colleague_select";
import classes from "./session.module.css";

interface InviteDialogProps {
  /** Who is in the session already. */
  here: readonly PersonId[];
  onClose: () => void;
  onInvite: (whom: { person_id: PersonId } | { skill: string }, note: string) => void;
}

export function InviteDialog({ here, onClose, onInvite }: InviteDialogProps): React.ReactNode {
  const { t } = useTranslation();
  const who = useQuery({ queryKey: ["directory"], queryFn: directory, staleTime: 0 });
  return (
    <Dialog title={t("people.inviteTitle")} onClose={onClose} testId="invite-dialog">
      <p className={classes["dialogLead"]}>{t("people.inviteLead")}</p>
      <ProblemNote problem={who.error} again={() => void who.refetch()} />
      {who.data !== undefined && (
        <InviteForm known={without(who.data, here)} onClose={onClose} onInvite={onInvite} />
      )}
    </Dialog>
  );
}

/** Who is here already, and who may never help, need not be asked. */
function without(known: Directory, here: readonly PersonId[]): Directory {
  const people = known.people.filter((one) => !here.includes(one.person_id) && may(one.role, "write_inner"));
  const has = (skill: string): boolean => people.some((one) => hasSkill(one.skills, skill));
  return { ...known, people, skills: known.skills.filter(has) };
}

function hasSkill(skills: readonly string[], skill: string): boolean {
  return skills.some((one) => one.toLowerCase() === skill.toLowerCase());
}

interface InviteFormProps {
  known: Directory;
  onClose: () => void;
  onInvite: InviteDialogProps["onInvite"];
}

function InviteForm({ known, onClose, onInvite }: InviteFormProps): React.ReactNode {
  const { t } = useTranslation();
  const [way, setWay] = useState<"skill" | "name">(known.skills.length > 0 ? "skill" : "name");
  const [skill, setSkill] = useState<string | null>(null);
  const [personId, setPersonId] = useState<PersonId | null>(null);
  const [note, setNote] = useState("");
  const whom = way === "skill" ? skill && { skill } : personId && { person_id: personId };
  if (known.people.length === 0) return <p className={classes["soft"]}>{t("people.nobody")}</p>;
  return (
    <form
      className={classes["form"]}
      onSubmit={(event) => {
        event.preventDefault();
        if (!whom) return;
        onInvite(whom, note);
        onClose();
      }}
    >
      <SegmentedControl
        fullWidth
        aria-label={t("people.how")}
        value={way}
        onChange={(value) => setWay(value === "skill" ? "skill" : "name")}
        data={[
          { value: "skill", label: t("people.bySkill") },
          { value: "name", label: t("people.byName") },
        ]}
      />
      {way === "skill" ? (
        <SkillSelect known={known} skill={skill} onChange={setSkill} />
      ) : (
        <ColleagueSelect people={known.people} value={personId} onChange={setPersonId} />
      )}
      <Textarea
        label={t("people.note")}
        description={t("people.noteHint")}
        maxLength={SENTENCE_LIMIT_CHARS}
        rows={2}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        data-testid="invite-note"
      />
      <DialogFoot
        submit={t("people.inviteSubmit")}
        isReady={Boolean(whom)}
        onClose={onClose}
        testId="invite-submit"
      />
    </form>
  );
}

interface SkillSelectProps {
  known: Directory;
  skill: string | null;
  onChange: (skill: string | null) => void;
}

function SkillSelect({ known, skill, onChange }: SkillSelectProps): React.ReactNode {
  const { t } = useTranslation();
  if (known.skills.length === 0) return <p className={classes["soft"]}>{t("people.noSkills")}</p>;
  const have = known.people.filter((one) => skill !== null && hasSkill(one.skills, skill));
  const present = have.filter((one) => one.present).length;
  return (
    <>
      <Select
        label={t("people.skill")}
        searchable
        data={known.skills}
        comboboxProps={INSIDE}
        value={skill}
        onChange={onChange}
        data-testid="invite-skill"
      />
      {skill !== null && (
        <p className={classes["soft"]} role="status">
          {t("people.whoHas", { count: have.length, present })}
        </p>
      )}
    </>
  );
}

interface DialogFootProps {
  submit: string;
  isReady: boolean;
  onClose: () => void;
  testId: string;
}

export function DialogFoot({ submit, isReady, onClose, testId }: DialogFootProps): React.ReactNode {
  const { t } = useTranslation();
  return (
    <div className={classes["dialogFoot"]}>
      <Button variant="default" onClick={onClose}>
        {t("people.cancel")}
      </Button>
      <Button type="submit" disabled={!isReady} data-testid={testId}>
        {submit}
      </Button>
    </div>
  );
}
