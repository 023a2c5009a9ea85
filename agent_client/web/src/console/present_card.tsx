/** Opens a demonstration of this person's own screen. */

import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { openDemo } from "../api/demos";
import { DEMO_VIEWER_LIMIT, SENTENCE_LIMIT_CHARS, type SessionId } from "../protocol/protocol.gen";
import classes from "./desk.module.css";
import { ProblemNote } from "./problem_note";

export function PresentCard({ onOpen }: { onOpen: (sessionId: SessionId) => void }): React.ReactNode {
  const { t } = useTranslation();
  const [title, setTitle] = useState("");
  const opening = useMutation({
    mutationFn: () => openDemo(title.trim()),
    onSuccess: (made) => onOpen(made.session_id),
  });
  return (
    <section aria-labelledby="present">
      <h2 id="present" className={classes["heading"]}>
        {t("present.card")}
      </h2>
      <div className={`${classes["card"] ?? ""} ${classes["padded"] ?? ""}`}>
        <p className={classes["small"]}>{t("present.cardLead", { count: DEMO_VIEWER_LIMIT })}</p>
        <form
          className={classes["form"]}
          onSubmit={(event) => {
            event.preventDefault();
            opening.mutate();
          }}
        >
          <TextInput
            label={t("present.cardTitle")}
            description={t("present.cardTitleHint")}
            maxLength={SENTENCE_LIMIT_CHARS}
            value={title}
            onChange={(event) => setTitle(event.currentTarget.value)}
            data-testid="demo-title"
          />
          <ProblemNote problem={opening.error} />
          <Button type="submit" variant="default" loading={opening.isPending} data-testid="demo-open">
            {t("present.submit")}
          </Button>
        </form>
      </div>
    </section>
  );
}
