/** The link that a trial prints: its secret is in the fragment, and is spent by a click, not by a preview. */

import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { redeemTrial } from "../api/staff";
import classes from "./entry.module.css";
import { EntryFrame } from "./entry_frame";
import { ME } from "./gate";
import { codeOf, ProblemNote } from "./problem_note";
import { useTitle } from "./title";

export function TrialPage(): React.ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { secret } = useParams({ from: "/try/$secret" });
  useTitle(t("trial.title"));
  const redeeming = useMutation({
    mutationFn: () => redeemTrial(secret),
    onSuccess: async (sessionId) => {
      await queries.invalidateQueries({ queryKey: ME });
      if (sessionId === null) await navigate({ to: "/", replace: true });
      else await navigate({ to: "/session/$sessionId", params: { sessionId }, replace: true });
    },
  });
  return (
    <EntryFrame title={t("trial.title")} lead={t("trial.lead")}>
      <div className={classes["fields"]}>
        <ProblemNote
          problem={redeeming.error}
          sentence={isSpent(redeeming.error) ? t("problem.code_unknown") : undefined}
        />
        <Button size="lg" loading={redeeming.isPending} onClick={() => redeeming.mutate()}>
          {t("trial.submit")}
        </Button>
      </div>
      <p className={classes["hint"]}>{t("trial.hint")}</p>
    </EntryFrame>
  );
}

/** The link was used before, or the trial has been started anew. */
function isSpent(problem: unknown): boolean {
  return ["ticket_unknown", "unknown"].includes(codeOf(problem));
}
