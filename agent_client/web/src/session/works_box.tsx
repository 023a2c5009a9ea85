/** Work on the customer's computer: what waits for their answer, what is under way, what just ended. */

import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { EndedWork } from "../live/machine_work";
import type { Work } from "../protocol/protocol.gen";
import { may } from "../protocol/rights";
import { isOpen, nameOf, type Part } from "./part";
import classes from "./session.module.css";

export function WorksBox(part: Part): React.ReactNode {
  const { t } = useTranslation();
  const { view, session } = part;
  // What this console moves has a place of its own.
  const isElsewhere = (work: Work): boolean => view.moving.some((one) => one.requestId === work.request_id);
  const works = session.works.filter((work) => !isElsewhere(work));
  const ended = view.work.ended.filter((one) => !isElsewhere(one.work));
  if (works.length === 0 && ended.length === 0) return null;
  return (
    <section aria-labelledby="works" data-testid="works">
      <h2 id="works" className={classes["heading"]}>
        {t("work.title")}
      </h2>
      <ul className={classes["works"]} aria-live="polite">
        {works.map((work) => (
          <WorkLine key={work.request_id} work={work} part={part} />
        ))}
        {ended.slice(0, ENDED_SHOWN).map((one) => (
          <EndedLine key={one.work.request_id} one={one} />
        ))}
      </ul>
    </section>
  );
}

const ENDED_SHOWN = 3;

function WorkLine({ work, part }: { work: Work; part: Part }): React.ReactNode {
  const { t } = useTranslation();
  const { live, view, session, name } = part;
  const what = useWorkWords(work);
  const asker = nameOf(session, work.asked_by, t("live.someone"));
  const isWaiting = work.started_at === undefined;
  const mayStop =
    work.asked_by === view.personId || session.owner_id === view.personId || may(view.role, "take_over");
  return (
    <li className={classes["work"]} data-work={work.what.type} data-state={isWaiting ? "asked" : "running"}>
      <span className={classes["grow"]}>
        <bdi className={classes["workName"]}>{what}</bdi>
        <bdi className={classes["soft"]}>
          {isWaiting ? t("work.waiting", { name }) : t("work.running")}
          {work.asked_by !== view.personId && ` · ${t("work.askedBy", { name: asker })}`}
        </bdi>
      </span>
      {mayStop && may(view.role, "work") && (
        <Button
          size="compact-sm"
          variant="default"
          disabled={!isOpen(view)}
          aria-label={t("work.stopLabel", { what })}
          onClick={() => live()?.asks.stopWork(work.request_id)}
        >
          {t("work.stop")}
        </Button>
      )}
    </li>
  );
}

function EndedLine({ one }: { one: EndedWork }): React.ReactNode {
  const { t } = useTranslation();
  const what = useWorkWords(one.work);
  const code = one.exitCode === null ? "" : `, ${t("work.exitCode", { code: one.exitCode })}`;
  return (
    <li className={classes["work"]} data-work={one.work.what.type} data-state={one.how}>
      <span className={classes["grow"]}>
        <bdi className={classes["workName"]}>{what}</bdi>
        <bdi className={classes["soft"]}>
          {t(`work.${one.how}`)}
          {code}
          {one.sentence !== "" && ` · ${one.sentence}`}
        </bdi>
      </span>
    </li>
  );
}

function useWorkWords({ what }: Work): string {
  const { t } = useTranslation();
  return what.type === "service"
    ? `${t("work.service", { name: what.name })}: ${t(`inspect.deed.${what.deed}`)}`
    : t(`work.${what.type}`);
}
