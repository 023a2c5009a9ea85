/** The other way to show a screen: the desktop program, by one line. */

import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { presentTicket } from "../api/demos";
import { clockTime } from "../console/ago";
import { ProblemNote } from "../console/problem_note";
import { CopyLine } from "./copy_line";
import classes from "./demo.module.css";

export function ProgramCard({
  sessionId,
  isShowing,
}: {
  sessionId: string;
  isShowing: boolean;
}): React.ReactNode {
  const { t, i18n } = useTranslation();
  const making = useMutation({ mutationFn: () => presentTicket(sessionId) });
  const program = making.data?.program;
  if (isShowing) return null;
  return (
    <section aria-labelledby="demo-program" className={classes["card"]}>
      <h2 id="demo-program" className={classes["heading"]}>
        {t("present.program")}
      </h2>
      <p className={classes["soft"]}>{t("present.programHint")}</p>
      <ProblemNote problem={making.error} />
      {program === undefined ? (
        <div>
          <Button variant="default" loading={making.isPending} onClick={() => making.mutate()}>
            {t("present.programMake")}
          </Button>
        </div>
      ) : (
        <>
          <CopyLine
            text={program.command}
            label={t("present.programLine")}
            copy={t("present.copyLine")}
            testId="demo-command"
          />
          <p className={classes["soft"]}>
            {t("present.programExpires", { time: clockTime(program.code_expires_at, i18n.language) })}
          </p>
        </>
      )}
    </section>
  );
}
