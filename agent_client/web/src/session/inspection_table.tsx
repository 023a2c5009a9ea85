/** One section of an inspection as a table; services come with what may be done to them. */

import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { SERVICE_DEED_VALUES, type Section, type ServiceDeed } from "../protocol/protocol.gen";
import { sizeWords } from "../talk/size";
import { COLUMNS, numberOf, type Column } from "./inspection";
import classes from "./session.module.css";

interface InspectionTableProps {
  section: Section;
  /** Asks for something to be done to a service; null: not in this mode. */
  onDeed: ((name: string, deed: ServiceDeed) => void) | null;
}

export function InspectionTable({ section, onDeed }: InspectionTableProps): React.ReactNode {
  const { t } = useTranslation();
  const { topic, rows, total, problem } = section;
  const columns = COLUMNS[topic];
  const hasDeeds = topic === "services" && onDeed !== null;
  const heading = t(`inspect.topic.${topic}`);
  return (
    <section className={classes["inspectSection"]} aria-labelledby={`topic-${topic}`} data-topic={topic}>
      <h3 id={`topic-${topic}`} className={classes["inspectHead"]}>
        {heading}
        {rows.length < total && (
          <span className={classes["soft"]}>{t("inspect.rows", { shown: rows.length, total })}</span>
        )}
      </h3>
      {problem !== "" && (
        <p className={classes["soft"]}>
          <bdi>{problem}</bdi>
        </p>
      )}
      {rows.length > 0 && (
        <div className={classes["tableBox"]} role="group" aria-label={heading} tabIndex={0}>
          <table className={classes["table"]}>
            <thead>
              <tr>
                {columns.map(({ name }) => (
                  <th key={name} scope="col">
                    {t(`inspect.column.${name}`)}
                  </th>
                ))}
                {hasDeeds && <th scope="col">{t("inspect.column.deeds")}</th>}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ cells }, index) => (
                <tr key={index}>
                  {columns.map((column, place) => (
                    <Cell key={column.name} column={column} cell={cells[place] ?? ""} isName={place === 0} />
                  ))}
                  {hasDeeds && (
                    <td>
                      <Deeds name={cells[0] ?? ""} onDeed={onDeed} />
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

interface CellProps {
  column: Column;
  cell: string;
  isName: boolean;
}

function Cell({ column, cell, isName }: CellProps): React.ReactNode {
  const { t, i18n } = useTranslation();
  const key = `inspect.fact.${cell}`;
  if (isName && i18n.exists(key)) return <td>{t(key as "inspect.fact.os")}</td>;
  if (cell === "true" || cell === "false")
    return <td>{t(cell === "true" ? "inspect.yes" : "inspect.no")}</td>;
  const amount = column.kind === "text" ? null : numberOf(cell);
  const words =
    amount === null ? timeWords(cell, i18n.language) : amountWords(amount, column.kind, i18n.language);
  return (
    <td className={amount === null ? undefined : classes["amount"]}>
      <bdi>{words}</bdi>
    </td>
  );
}

/** A moment as the language writes it; everything else as it is. */
function timeWords(cell: string, language: string): string {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(cell) || Number.isNaN(Date.parse(cell))) return cell;
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(
    new Date(cell),
  );
}

function amountWords(amount: number, kind: Column["kind"], language: string): string {
  if (kind === "bytes") return sizeWords(amount, language);
  if (kind === "number") return String(amount);
  return (amount / 100).toLocaleString(language, { style: "percent", maximumFractionDigits: 1 });
}

function Deeds({
  name,
  onDeed,
}: {
  name: string;
  onDeed: (name: string, deed: ServiceDeed) => void;
}): React.ReactNode {
  const { t } = useTranslation();
  return (
    <span className={classes["deeds"]}>
      {SERVICE_DEED_VALUES.map((deed) => {
        const words = t(`inspect.deed.${deed}`);
        return (
          <Button
            key={deed}
            size="compact-xs"
            variant="default"
            aria-label={t("inspect.deed.label", { deed: words, name })}
            onClick={() => onDeed(name, deed)}
          >
            {words}
          </Button>
        );
      })}
    </span>
  );
}
