/** What went wrong, as one sentence with what to do now. */

import { Alert, Button } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Problem, type ProblemCode } from "../api/problem";

export function codeOf(problem: unknown): ProblemCode {
  return problem instanceof Problem ? problem.code : "strange";
}

interface ProblemNoteProps {
  problem: unknown;
  /** A sentence that fits better than the code's own. */
  sentence?: string | undefined;
  again?: () => void;
}

export function ProblemNote({ problem, sentence, again }: ProblemNoteProps): React.ReactNode {
  const { t } = useTranslation();
  if (problem === null || problem === undefined) return null;
  return (
    <Alert color="red" variant="light" title={t("problem.title")} role="alert">
      {sentence ?? t(`problem.${codeOf(problem)}`)}
      {again !== undefined && (
        <div style={{ marginTop: "0.75rem" }}>
          <Button variant="default" size="xs" onClick={again}>
            {t("common.again")}
          </Button>
        </div>
      )}
    </Alert>
  );
}
