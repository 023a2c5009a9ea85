/** A password that was just made: shown once, to be handed over. */

import { Button, CopyButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import classes from "./admin.module.css";

export function SecretCard({ name, password }: { name: string; password: string }): React.ReactNode {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  return (
    <section className={`${classes["card"] ?? ""} ${classes["padded"] ?? ""}`} aria-labelledby="secret">
      <h2 id="secret" ref={heading} tabIndex={-1} className={classes["heading"]}>
        {t("admin.person.passwordReady", { name })}
      </h2>
      <p className={classes["soft"]}>{t("admin.person.passwordOnce")}</p>
      <p className={classes["secret"]}>
        <code data-testid="password">{password}</code>
      </p>
      <span className={classes["row"]}>
        <span>
          <CopyButton value={password}>
            {({ copied, copy }) => (
              <Button onClick={copy}>
                <span role="status">{t(copied ? "admin.person.copied" : "admin.person.copy")}</span>
              </Button>
            )}
          </CopyButton>
        </span>
        <Button variant="default" renderRoot={(props) => <Link to="/admin/people" {...props} />}>
          {t("admin.people.toList")}
        </Button>
      </span>
    </section>
  );
}
