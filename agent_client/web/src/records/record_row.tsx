/** One session in the list: when, who, why, how long; one click plays it. */

import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { SessionRecord } from "../api/records";
import { Icon } from "../look/icons";
import { lengthOf, minutesOf, staffOf } from "./record_words";
import classes from "./records.module.css";

export function RecordRow({ record }: { record: SessionRecord }): React.ReactNode {
  const { t, i18n } = useTranslation();
  const when = new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium", timeStyle: "short" });
  const name = record.erased ? t("records.erased") : (record.customer_name ?? t("records.nobody"));
  return (
    <li className={classes["item"]} data-testid="record" data-session={record.session_id}>
      <div className={classes["when"]}>
        <time dateTime={new Date(record.opened_at).toISOString()}>{when.format(record.opened_at)}</time>
        <Length record={record} />
      </div>
      <div className={classes["what"]}>
        <span className={classes["name"]}>
          {record.erased ? (
            <span>{name}</span>
          ) : (
            <Link
              className={classes["link"]}
              to="/replay/$sessionId"
              params={{ sessionId: record.session_id }}
              aria-label={t(record.recorded ? "records.play" : "records.open", { name })}
            >
              <bdi>{name}</bdi>
            </Link>
          )}
          <Marks record={record} />
        </span>
        {record.reason && <bdi className={classes["reason"]}>{record.reason}</bdi>}
        <Facts record={record} />
      </div>
    </li>
  );
}

/** Who helped, in which modes, from which queue. */
function Facts({ record }: { record: SessionRecord }): React.ReactNode {
  const { t } = useTranslation();
  const staff = staffOf(record)
    .map((one) => one.name)
    .join(", ");
  return (
    <span className={classes["soft"]}>
      {staff === "" ? t("records.alone") : <bdi>{staff}</bdi>}
      {record.modes.length > 0 && ` · ${record.modes.map((mode) => t(`mode.${mode}`)).join(", ")}`}
      {(record.queue_name ?? "") !== "" && (
        <>
          {" · "}
          <bdi>{record.queue_name}</bdi>
        </>
      )}
    </span>
  );
}

function Length({ record }: { record: SessionRecord }): React.ReactNode {
  const { t } = useTranslation();
  if (record.running) return <span className={classes["running"]}>{t("records.running")}</span>;
  const words = t("records.minutes", { count: minutesOf(record.duration_ms) });
  return (
    <span className={classes["soft"]}>
      <span aria-hidden="true">{lengthOf(record.duration_ms)}</span>
      <span className={classes["unseen"]}>{words}</span>
    </span>
  );
}

function Marks({ record }: { record: SessionRecord }): React.ReactNode {
  const { t } = useTranslation();
  return (
    <>
      {record.recorded && (
        <span className={classes["mark"]} data-mark="recorded">
          <Icon name="record" size={14} />
          {t("records.recorded")}
        </span>
      )}
      {record.kind === "demo" && <span className={classes["mark"]}>{t("records.demo")}</span>}
      {record.interrupted && <span className={classes["mark"]}>{t("records.interrupted")}</span>}
      {record.held && (
        <span className={classes["mark"]}>
          <Icon name="lock" size={14} />
          {t("records.held")}
        </span>
      )}
      {record.tags.map((tag) => (
        <span key={tag} className={classes["mark"]}>
          <bdi>{tag}</bdi>
        </span>
      ))}
    </>
  );
}
