/** One person: a new account, or an existing one with what they belong to and can do. */

import { Alert, Button } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { addStaff, changeStaff, type StaffMember } from "../api/admin";
import { useMe } from "../console/gate";
import { codeOf, ProblemNote } from "../console/problem_note";
import { currentLanguage } from "../words/speak";
import classes from "./admin.module.css";
import { AdminFrame } from "./admin_frame";
import { Empty, Waiting } from "./card";
import { changeOf, formOf, signsOut, type PersonForm } from "./change";
import { firstPassword } from "./first_password";
import { PersonFields } from "./person_fields";
import { SecretCard } from "./secret_card";
import { useChange, useStaff } from "./use_admin";

/** Stands in the address for a person who is not there yet; no id looks like it. */
export const NEW = "new";

export function PersonPage(): React.ReactNode {
  const { personId } = useParams({ from: "/gate/admin/people/$personId" });
  return personId === NEW ? <NewPerson /> : <KnownPerson key={personId} personId={personId} />;
}

function NewPerson(): React.ReactNode {
  const { t } = useTranslation();
  const [form, setForm] = useState<PersonForm>({
    name: "",
    email: "",
    role: "agent",
    language: currentLanguage(),
    teams: [],
    skills: [],
    disabled: false,
  });
  const making = useChange(async (password: string) => {
    const { disabled: _, ...account } = form;
    return { person: await addStaff({ ...account, password }), password };
  });
  const submit = (event: React.SyntheticEvent): void => {
    event.preventDefault();
    making.mutate(firstPassword());
  };
  const isTaken = codeOf(making.error) === "invalid";
  return (
    <AdminFrame tab="people" title={t("admin.person.newTitle")} lead={t("admin.person.newLead")}>
      {making.data !== undefined ? (
        <SecretCard name={making.data.person.name} password={making.data.password} />
      ) : (
        <form className={`${classes["card"] ?? ""} ${classes["padded"] ?? ""}`} onSubmit={submit}>
          <div className={classes["fields"]}>
            <PersonFields form={form} onChange={setForm} isNew />
            <div className={classes["whole"]}>
              <ProblemNote
                problem={making.error}
                sentence={isTaken ? t("admin.person.emailTaken") : undefined}
              />
            </div>
            <Actions busy={making.isPending} label={t("admin.person.create")} />
          </div>
        </form>
      )}
    </AdminFrame>
  );
}

function KnownPerson({ personId }: { personId: string }): React.ReactNode {
  const { t } = useTranslation();
  const asked = useStaff();
  const person = asked.data?.find((one) => one.person_id === personId);
  return (
    <AdminFrame
      tab="people"
      title={person?.name ?? t("admin.tab.people")}
      lead={<bdi>{person?.email ?? ""}</bdi>}
    >
      {person === undefined ? (
        <NobodyYet asked={asked} />
      ) : (
        <>
          <ChangeForm person={person} />
          <PasswordCard person={person} />
        </>
      )}
    </AdminFrame>
  );
}

/** The list is not here yet, or cannot be had, or does not hold this person. */
function NobodyYet({ asked }: { asked: ReturnType<typeof useStaff> }): React.ReactNode {
  const { t } = useTranslation();
  if (asked.isError) return <ProblemNote problem={asked.error} again={() => void asked.refetch()} />;
  return (
    <div className={classes["card"]}>
      {asked.isPending ? (
        <Waiting />
      ) : (
        <Empty title={t("admin.people.unknownTitle")} hint={t("admin.people.unknownHint")} />
      )}
    </div>
  );
}

function ChangeForm({ person }: { person: StaffMember }): React.ReactNode {
  const { t } = useTranslation();
  const who = useMe();
  const [form, setForm] = useState(() => formOf(person));
  const change = changeOf(person, form);
  const saving = useChange(() => changeStaff(person.person_id, change ?? {}));
  const edit = (next: PersonForm): void => {
    saving.reset();
    setForm(next);
  };
  const submit = (event: React.SyntheticEvent): void => {
    event.preventDefault();
    if (change !== null) saving.mutate(undefined);
  };
  const isLast = codeOf(saving.error) === "out_of_turn";
  return (
    <form className={`${classes["card"] ?? ""} ${classes["padded"] ?? ""}`} onSubmit={submit}>
      <div className={classes["fields"]}>
        <PersonFields form={form} onChange={edit} isMe={person.person_id === who.person_id} />
        <div className={classes["whole"]}>
          <ProblemNote problem={saving.error} sentence={isLast ? t("admin.person.lastAdmin") : undefined} />
          {signsOut(change) && (
            <Alert color="accent" variant="light">
              {t("admin.person.signsOut")}
            </Alert>
          )}
          <p className={classes["soft"]} role="status">
            {saving.isSuccess && change === null ? t("admin.saved") : ""}
          </p>
        </div>
        <Actions busy={saving.isPending} disabled={change === null} label={t("admin.save")} />
      </div>
    </form>
  );
}

interface ActionsProps {
  busy: boolean;
  disabled?: boolean;
  label: string;
}

function Actions({ busy, disabled = false, label }: ActionsProps): React.ReactNode {
  const { t } = useTranslation();
  return (
    <div className={`${classes["actions"] ?? ""} ${classes["whole"] ?? ""}`}>
      <Button variant="default" renderRoot={(props) => <Link to="/admin/people" {...props} />}>
        {t("admin.people.toList")}
      </Button>
      <Button type="submit" loading={busy} disabled={disabled}>
        {label}
      </Button>
    </div>
  );
}

function PasswordCard({ person }: { person: StaffMember }): React.ReactNode {
  const { t } = useTranslation();
  const making = useChange(async (password: string) => {
    await changeStaff(person.person_id, { password });
    return password;
  });
  if (making.data !== undefined) return <SecretCard name={person.name} password={making.data} />;
  return (
    <section className={`${classes["card"] ?? ""} ${classes["padded"] ?? ""}`} aria-labelledby="password">
      <h2 id="password" className={classes["heading"]}>
        {t("admin.person.password")}
      </h2>
      <ProblemNote problem={making.error} />
      <div className={classes["row"]}>
        <p className={classes["soft"]}>{t("admin.person.passwordHint")}</p>
        <Button
          variant="default"
          loading={making.isPending}
          onClick={() => {
            making.mutate(firstPassword());
          }}
        >
          {t("admin.person.newPassword")}
        </Button>
      </div>
    </section>
  );
}
