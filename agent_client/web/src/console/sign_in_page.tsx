/** Sign in. */

import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { signIn } from "../api/staff";
import classes from "./entry.module.css";
import { EntryFrame } from "./entry_frame";
import { ME, takeReturnPath } from "./gate";
import { ProblemNote } from "./problem_note";
import { useTitle } from "./title";

export function SignInPage(): React.ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  const queries = useQueryClient();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  useTitle(t("signIn.title"));
  const entering = useMutation({
    mutationFn: () => signIn(email, password),
    onSuccess: (who) => {
      queries.setQueryData(ME, who);
      router.history.replace(takeReturnPath());
    },
  });
  const submit = (event: React.SyntheticEvent): void => {
    event.preventDefault();
    entering.mutate();
  };
  return (
    <EntryFrame title={t("signIn.title")} lead={t("signIn.lead")}>
      <form onSubmit={submit} className={classes["fields"]}>
        <ProblemNote problem={entering.error} />
        <TextInput
          label={t("signIn.email")}
          type="text"
          inputMode="email"
          name="email"
          autoComplete="username"
          required
          withAsterisk={false}
          size="md"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          visibilityToggleButtonProps={{ "aria-label": t("signIn.showPassword") }}
          label={t("signIn.password")}
          name="password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          size="md"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" size="md" loading={entering.isPending}>
          {t("signIn.submit")}
        </Button>
      </form>
      <p className={classes["hint"]}>{t("signIn.forgotten")}</p>
    </EntryFrame>
  );
}
