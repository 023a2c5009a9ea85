/** The link that a trial prints: its secret is in the fragment, and is spent by a click, not by a preview. */

import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { redeemTrial } from "../api/staff";
import classes from "./entry.module.css";
import { EntryFrame } from "./entry_frame";
import { ME } from "./gate";
import { ProblemNote } from "./problem_note";
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
      await navigate({ to: "/session/$sessionId", params: { sessionId }, replace: true });
    },
  });
  return (
    <EntryFrame title={t("trial.title")} lead={t("trial.lead")}>
      <div className={classes["fields"]}>
        <ProblemNote problem={redeeming.error} />
        <Button size="lg" loading={redeeming.isPending} onClick={() => redeeming.mutate()}>
          {t("trial.submit")}
        </Button>
      </div>
      <p className={classes["hint"]}>{t("trial.hint")}</p>
    </EntryFrame>
  );
}
