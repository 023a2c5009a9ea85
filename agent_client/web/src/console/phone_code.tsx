/** A code for a customer who is on the phone: read aloud here, typed there. */

import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { phoneCode, type PhoneCode } from "../api/staff";
import { clockTime } from "./ago";
import classes from "./desk.module.css";
import { ProblemNote } from "./problem_note";

/** Where customers type a code. */
const ADDRESS = `${location.host}/join`;

export function PhoneCodeCard(): React.ReactNode {
  const { t } = useTranslation();
  const making = useMutation({ mutationFn: phoneCode });
  return (
    <section aria-labelledby="phone">
      <h2 id="phone" className={classes["heading"]}>
        {t("code.title")}
      </h2>
      <div className={`${classes["card"] ?? ""} ${classes["padded"] ?? ""}`}>
        {making.data === undefined ? (
          <p className={classes["small"]}>{t("code.lead")}</p>
        ) : (
          <MadeCode code={making.data} />
        )}
        <div className={classes["form"]}>
          <ProblemNote problem={making.error} />
          <Button variant="default" loading={making.isPending} onClick={() => making.mutate()}>
            {t(making.data === undefined ? "code.submit" : "code.another")}
          </Button>
        </div>
      </div>
    </section>
  );
}

function MadeCode({ code }: { code: PhoneCode }): React.ReactNode {
  const { t, i18n } = useTranslation();
  const time = clockTime(code.code_expires_at, i18n.language);
  return (
    <div role="status">
      <p className={classes["label"]}>{t("code.ready")}</p>
      <p className={classes["code"]} data-testid="code">
        {code.code}
      </p>
      <p className={classes["label"]}>{t("code.where")}</p>
      <p className={classes["address"]}>{ADDRESS}</p>
      <p className={classes["small"]}>{t("code.expires", { time })}</p>
    </div>
  );
}
