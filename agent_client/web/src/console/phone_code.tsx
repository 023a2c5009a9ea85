/** A code for a customer who is on the phone: read aloud here, typed there. */

import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { phoneCode, type PhoneCode } from "../api/staff";
import type { SessionId } from "../protocol/protocol.gen";
import { currentLanguage } from "../words/speak";
import { clockTime } from "./ago";
import classes from "./desk.module.css";
import { ProblemNote } from "./problem_note";

interface PhoneCodeProps {
  onOpen: (sessionId: SessionId) => void;
}

/** Where customers type a code. */
const ADDRESS = `${location.host}/join`;

export function PhoneCodeCard({ onOpen }: PhoneCodeProps): React.ReactNode {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [reason, setReason] = useState("");
  const making = useMutation({ mutationFn: () => phoneCode(name.trim(), reason.trim(), currentLanguage()) });
  const submit = (event: React.SyntheticEvent): void => {
    event.preventDefault();
    making.mutate();
  };
  return (
    <section aria-labelledby="phone">
      <h2 id="phone" className={classes["heading"]}>
        {t("code.title")}
      </h2>
      <div className={`${classes["card"] ?? ""} ${classes["padded"] ?? ""}`}>
        {making.data === undefined ? (
          <form onSubmit={submit} className={classes["form"]}>
            <p className={classes["small"]} style={{ margin: 0 }}>
              {t("code.lead", { address: ADDRESS })}
            </p>
            <TextInput
              label={t("code.name")}
              autoComplete="off"
              maxLength={120}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <TextInput
              label={t("code.reason")}
              autoComplete="off"
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            <ProblemNote problem={making.error} />
            <Button type="submit" variant="default" loading={making.isPending}>
              {t("code.submit")}
            </Button>
          </form>
        ) : (
          <MadeCode code={making.data} onOpen={onOpen} onAnother={() => making.reset()} />
        )}
      </div>
    </section>
  );
}

interface MadeCodeProps extends PhoneCodeProps {
  code: PhoneCode;
  onAnother: () => void;
}

function MadeCode({ code, onOpen, onAnother }: MadeCodeProps): React.ReactNode {
  const { t, i18n } = useTranslation();
  const time = clockTime(code.code_expires_at, i18n.language);
  return (
    <div role="status">
      <p className={classes["label"]}>{t("code.ready")}</p>
      <p className={classes["code"]}>{code.code}</p>
      <p className={classes["label"]}>{t("code.where")}</p>
      <p className={classes["address"]}>{ADDRESS}</p>
      <p className={classes["small"]}>{t("code.expires", { time })}</p>
      <div className={classes["form"]}>
        <Button onClick={() => onOpen(code.session_id)}>{t("code.open")}</Button>
        <Button variant="subtle" onClick={onAnother}>
          {t("code.another")}
        </Button>
      </div>
    </div>
  );
}
