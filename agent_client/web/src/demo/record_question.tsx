/** Asks the presenter whether their own screen may be recorded: a dialog of its own, with nothing chosen (SPEC N2). */

import { Button, Modal } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import classes from "./demo.module.css";
import { INERT_MS, type Asked } from "./tape";

const SECOND_MS = 1_000;

interface RecordQuestionProps {
  asked: Asked;
  answer: (isAllowed: boolean) => void;
}

// The page's scrolling is not locked: that would write a style sheet, which the content policy forbids.

export function RecordQuestion({ asked, answer }: RecordQuestionProps): React.ReactNode {
  const { t } = useTranslation();
  const left = useSecondsLeft(asked.shownMs + INERT_MS);
  const { asked_by: by, organisation } = asked.order;
  return (
    <Modal.Root opened onClose={() => answer(false)} size="md" lockScroll={false} closeOnClickOutside={false}>
      <Modal.Overlay />
      <Modal.Content data-testid="record-question">
        <Modal.Body className={classes["question"] ?? ""}>
          <Modal.Title className={classes["questionTitle"] ?? ""} tabIndex={-1} data-autofocus>
            {t("present.mayRecord")}
          </Modal.Title>
          <p>
            {by === undefined
              ? t("present.mayRecordAlways", { organisation })
              : t("present.mayRecordAsked", { name: by.name, organisation })}
          </p>
          <p>{t("present.mayRecordWhat")}</p>
          <p>{t("present.mayRecordFree")}</p>
          <div className={classes["row"]}>
            <Button variant="default" onClick={() => answer(false)} data-testid="record-no">
              {t("present.mayRecordNo")}
            </Button>
            <Button
              disabled={left > 0}
              onClick={(event) => event.nativeEvent.isTrusted && answer(true)}
              data-testid="record-yes"
            >
              {left > 0 ? `${t("present.mayRecordYes")} (${left})` : t("present.mayRecordYes")}
            </Button>
          </div>
          <p className={classes["soft"]}>{t("present.mayRecordSilence")}</p>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

/** Whole seconds until this time of the page's clock; 0 from then on. */
function useSecondsLeft(untilMs: number): number {
  const [nowMs, setNowMs] = useState(() => performance.now());
  const left = Math.max(0, Math.ceil((untilMs - nowMs) / SECOND_MS));
  useEffect(() => {
    if (left === 0) return;
    const next = setTimeout(() => setNowMs(performance.now()), untilMs - nowMs - (left - 1) * SECOND_MS + 10);
    return () => clearTimeout(next);
  }, [left, nowMs, untilMs]);
  return left;
}
