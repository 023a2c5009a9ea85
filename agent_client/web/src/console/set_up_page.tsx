/** First start: the administrator's account, proved by the token that the server printed. */

import { Alert, Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { setUp, setupNeeded } from "../api/staff";
import { currentLanguage } from "../words/speak";
import classes from "./entry.module.css";
import { EntryFrame } from "./entry_frame";
import { ME } from "./gate";
import { codeOf, ProblemNote } from "./problem_note";
import { useTitle } from "./title";

const PASSWORD_LEAST = 10;
const FIELDS = ["token", "organisation", "name", "email"] as const;
type Field = (typeof FIELDS)[number];

export function SetUpPage(): React.ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const needed = useQuery({ queryKey: ["setup"], queryFn: setupNeeded });
  useTitle(t("setUp.title"));
  const toSignIn = (): void => void navigate({ to: "/sign-in", replace: true });
  if (needed.data?.needed === false)
    return (
      <EntryFrame title={t("setUp.title")} lead={t("setUp.done")}>
        <Alert color="accent" variant="light">
          {t("setUp.doneHint")}
        </Alert>
        <Button fullWidth mt="lg" size="md" onClick={toSignIn}>
          {t("setUp.toSignIn")}
        </Button>
      </EntryFrame>
    );
  return (
    <EntryFrame title={t("setUp.title")} lead={t("setUp.lead")}>
      <SetUpForm />
    </EntryFrame>
  );
}

function SetUpForm(): React.ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const given = useParams({ strict: false });
  const [said, setSaid] = useState<Record<Field, string>>({
    token: given.token ?? "",
    organisation: "",
    name: "",
    email: "",
  });
  const [password, setPassword] = useState("");
  const making = useMutation({
    mutationFn: () => setUp({ ...said, password, language: currentLanguage() }),
    onSuccess: (who) => {
      queries.setQueryData(ME, who);
      void navigate({ to: "/", replace: true });
    },
  });
  const submit = (event: React.SyntheticEvent): void => {
    event.preventDefault();
    making.mutate();
  };
  const isWrongToken = codeOf(making.error) === "not_allowed";
  return (
    <form onSubmit={submit} className={classes["fields"]}>
      <ProblemNote
        problem={making.error}
        sentence={isWrongToken ? t("problem.setup_not_allowed") : undefined}
      />
      {FIELDS.map((field) => (
        <TextInput
          key={field}
          label={t(`setUp.${field}`)}
          description={field === "token" || field === "organisation" ? t(`setUp.${field}Hint`) : undefined}
          type="text"
          inputMode={field === "email" ? "email" : "text"}
          autoComplete={field === "email" ? "username" : field === "name" ? "name" : "off"}
          spellCheck={false}
          required
          withAsterisk={false}
          maxLength={200}
          size="md"
          value={said[field]}
          onChange={(event) => setSaid({ ...said, [field]: event.currentTarget.value })}
        />
      ))}
      <PasswordInput
        visibilityToggleButtonProps={{ "aria-label": t("signIn.showPassword") }}
        label={t("setUp.password")}
        description={t("setUp.passwordHint")}
        autoComplete="new-password"
        required
        withAsterisk={false}
        minLength={PASSWORD_LEAST}
        maxLength={200}
        size="md"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Button type="submit" size="md" loading={making.isPending}>
        {t("setUp.submit")}
      </Button>
    </form>
  );
}
