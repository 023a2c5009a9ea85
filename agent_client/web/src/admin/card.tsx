/** A card with rows: what it shows while it waits, when it fails, and when there is nothing. */

import { Button, Skeleton } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { ProblemNote } from "../console/problem_note";
import classes from "./admin.module.css";

interface RowsProps<T> {
  /** What the list is called, for who does not see it. */
  label: string;
  asked: UseQueryResult<T[]>;
  empty: string;
  emptyHint: string;
  children: (one: T) => React.ReactNode;
}

export function Rows<T>({ label, asked, empty, emptyHint, children }: RowsProps<T>): React.ReactNode {
  if (asked.isError) return <ProblemNote problem={asked.error} again={() => void asked.refetch()} />;
  return (
    <div className={classes["card"]}>
      {asked.data === undefined ? (
        <Waiting />
      ) : asked.data.length === 0 ? (
        <Empty title={empty} hint={emptyHint} />
      ) : (
        <ul className={classes["list"]} aria-label={label}>
          {asked.data.map(children)}
        </ul>
      )}
    </div>
  );
}

export function Empty({ title, hint }: { title: string; hint: string }): React.ReactNode {
  return (
    <div className={classes["empty"]}>
      <p className={classes["emptyTitle"]}>{title}</p>
      <p className={classes["emptyHint"]}>{hint}</p>
    </div>
  );
}

export function Waiting(): React.ReactNode {
  const { t } = useTranslation();
  return (
    <div className={classes["padded"]} role="status" aria-label={t("common.loading")}>
      <Skeleton height={18} width="40%" mb="sm" />
      <Skeleton height={14} width="75%" mb="xl" />
      <Skeleton height={18} width="32%" mb="sm" />
      <Skeleton height={14} width="60%" />
    </div>
  );
}

interface SureProps {
  question: string;
  busy: boolean;
  onYes: () => void;
  onNo: () => void;
}

/** Asks once more before something is gone. */
export function Sure({ question, busy, onYes, onNo }: SureProps): React.ReactNode {
  const { t } = useTranslation();
  return (
    <div className={classes["sure"]} role="group" aria-label={question}>
      <p>{question}</p>
      <span className={classes["actions"]}>
        <Button color="red" size="sm" loading={busy} onClick={onYes}>
          {t("admin.remove")}
        </Button>
        <Button variant="default" size="sm" autoFocus onClick={onNo}>
          {t("admin.cancel")}
        </Button>
      </span>
    </div>
  );
}
