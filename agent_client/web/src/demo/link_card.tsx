/** The link that lets viewers in. */

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { demo } from "../api/demos";
import { ProblemNote } from "../console/problem_note";
import { DEMO_VIEWER_LIMIT } from "../protocol/protocol.gen";
import { CopyLine } from "./copy_line";
import classes from "./demo.module.css";

export function LinkCard({ sessionId }: { sessionId: string }): React.ReactNode {
  const { t } = useTranslation();
  const known = useQuery({
    queryKey: ["demo", sessionId],
    queryFn: () => demo(sessionId),
    staleTime: Infinity,
  });
  return (
    <section aria-labelledby="demo-link" className={classes["card"]}>
      <h2 id="demo-link" className={classes["heading"]}>
        {t("present.link")}
      </h2>
      <p className={classes["soft"]}>{t("present.linkHint", { count: DEMO_VIEWER_LIMIT })}</p>
      {known.isError && <ProblemNote problem={known.error} again={() => void known.refetch()} />}
      {known.isPending && <Button loading variant="default" aria-label={t("common.loading")} />}
      {known.isSuccess && (
        <CopyLine
          text={known.data.link}
          label={t("present.link")}
          copy={t("present.copy")}
          testId="demo-link"
        />
      )}
    </section>
  );
}
