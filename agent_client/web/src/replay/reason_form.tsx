/** Why somebody wants to see a session: asked before anything is shown, and logged. */

import { Button, Radio, Stack, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { view } from "../api/records";
import { ProblemNote } from "../console/problem_note";
import { SENTENCE_LIMIT_CHARS, type SessionId } from "../protocol/protocol.gen";

const SUGGESTED = ["1", "2", "3"] as const;

interface ReasonFormProps {
  sessionId: SessionId;
  onOpened: () => void;
}

export function ReasonForm({ sessionId, onOpened }: ReasonFormProps): React.ReactNode {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string>("1");
  const [own, setOwn] = useState("");
  const suggested = SUGGESTED.find((one) => one === chosen);
  const reason = suggested === undefined ? own.trim() : t(`replay.why${suggested}`);
  const opening = useMutation({ mutationFn: () => view(sessionId, reason), onSuccess: onOpened });
  return (
    <form
      data-testid="reason-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (reason !== "") opening.mutate();
      }}
    >
      <Stack gap="md">
        <ProblemNote problem={opening.error} />
        <Radio.Group value={chosen} onChange={setChosen} aria-label={t("replay.whyTitle")}>
          <Stack gap="sm">
            {SUGGESTED.map((one) => (
              <Radio key={one} value={one} label={t(`replay.why${one}`)} />
            ))}
            <Radio value="own" label={t("replay.whyOwn")} />
          </Stack>
        </Radio.Group>
        {chosen === "own" && (
          <Textarea
            aria-label={t("replay.whyOwn")}
            autosize={false}
            rows={3}
            required
            maxLength={SENTENCE_LIMIT_CHARS}
            value={own}
            onChange={(event) => setOwn(event.currentTarget.value)}
            data-autofocus
            data-testid="reason-own"
          />
        )}
        <Button
          type="submit"
          size="md"
          loading={opening.isPending}
          disabled={reason === ""}
          data-testid="reason-submit"
        >
          {t("replay.whySubmit")}
        </Button>
      </Stack>
    </form>
  );
}
