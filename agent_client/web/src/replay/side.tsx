/** Beside the picture: how it stood at this moment, what happened, and what was said; a click goes there. */

import { Tabs } from "@mantine/core";
import { memo, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { marksOf } from "../live/colours";
import { Icon } from "../look/icons";
import type { Entry, Room } from "../protocol/protocol.gen";
import { isOf, linesOf, type Line } from "../talk/line";
import { eventWords } from "./event_words";
import type { Facts } from "./facts";
import type { Part } from "./part";
import classes from "./replay.module.css";
import { counted } from "./time_words";

const TABS = ["events", "customer", "inner"] as const;
type Tab = (typeof TABS)[number];

export function Side({ player, view }: Part): React.ReactNode {
  const { t } = useTranslation();
  const [tab, setTab] = useState<Tab>("events");
  const { facts, count } = view;
  const hasInner = facts.entries.some(({ fact }) => isOf(fact, "inner"));
  const tabs = TABS.filter((one) => one !== "inner" || hasInner);
  return (
    <aside className={classes["side"]} aria-label={t("replay.side")}>
      <Now player={player} view={view} />
      <Tabs
        className={classes["tabs"] ?? ""}
        value={tab}
        onChange={(value) => setTab(TABS.find((one) => one === value) ?? "events")}
        keepMounted={false}
      >
        <Tabs.List grow aria-label={t("replay.tab.label")}>
          {tabs.map((one) => (
            <Tabs.Tab
              key={one}
              value={one}
              data-testid={`replay-tab-${one}`}
              leftSection={one === "inner" ? <Icon name="lock" size={14} /> : undefined}
            >
              {t(`replay.tab.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="events" className={classes["tabPanel"] ?? ""}>
          <Events facts={facts} count={count} onGo={(atMs) => player.goTo(atMs)} />
        </Tabs.Panel>
        {tabs.includes(tab) && tab !== "events" && (
          <Tabs.Panel value={tab} className={classes["tabPanel"] ?? ""}>
            <Chat facts={facts} count={count} room={tab} onGo={(atMs) => player.goTo(atMs)} />
          </Tabs.Panel>
        )}
      </Tabs>
    </aside>
  );
}

function Now({ view: { session } }: Part): React.ReactNode {
  const { t } = useTranslation();
  const marks = marksOf(session.people);
  return (
    <section className={classes["now"]} aria-labelledby="replay-now" data-testid="replay-now">
      <h2 id="replay-now" className={classes["heading"]}>
        {t("replay.now")}
      </h2>
      <p className={classes["mode"]}>
        {session.interrupted_until === undefined
          ? t(`mode.${session.mode ?? "none"}`)
          : t("replay.interrupted")}
      </p>
      {session.people.length === 0 && <p className={classes["soft"]}>{t("replay.nobody")}</p>}
      <ul className={classes["people"]}>
        {session.people.map((one) => (
          <li key={one.person_id} data-person={one.person_id}>
            <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
              <circle cx="5" cy="5" r="5" fill={marks[one.person_id]?.colour ?? "currentColor"} />
            </svg>
            <bdi>{one.name}</bdi>
            <span className={classes["soft"]}>
              {t(`role.${one.role}`)}
              {one.presence === "away" && `, ${t("replay.away")}`}
              {one.person_id === session.holder_id && (
                <span className={classes["holder"]}>{t("live.holder")}</span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface ListProps {
  facts: Facts;
  /** So many entries have happened. */
  count: number;
  onGo: (atMs: number) => void;
}

interface EventLine {
  readonly entry: Entry;
  readonly index: number;
  readonly text: string;
}

function Events({ facts, count, onGo }: ListProps): React.ReactNode {
  const { t } = useTranslation();
  const lines = useMemo(() => {
    const words = eventWords(t, facts.entries, facts.people);
    return facts.entries.flatMap((entry, index): EventLine[] => {
      const text = words(entry);
      return text === null ? [] : [{ entry, index, text }];
    });
  }, [t, facts.entries, facts.people]);
  const current = lines.findLastIndex((one) => one.index < count);
  const list = useInStep(current);
  if (lines.length === 0) return <p className={classes["empty"]}>{t("replay.noEvents")}</p>;
  return (
    <ol className={classes["events"]} ref={list} data-testid="replay-events">
      {lines.map((one, index) => (
        <EventRow
          key={one.entry.seq}
          line={one}
          beginMs={facts.beginMs}
          endMs={facts.endMs}
          when={index === current ? "now" : index < current ? "before" : "later"}
          onGo={onGo}
        />
      ))}
    </ol>
  );
}

interface EventRowProps {
  line: EventLine;
  beginMs: number;
  endMs: number;
  when: "before" | "now" | "later";
  onGo: (atMs: number) => void;
}

const EventRow = memo(
  function EventRow({ line, beginMs, endMs, when, onGo }: EventRowProps): React.ReactNode {
    const { t } = useTranslation();
    const { at, fact } = line.entry;
    const isAfter = at > endMs;
    return (
      <li
        className={classes["event"]}
        data-when={when}
        data-fact={fact.type}
        aria-current={when === "now" || undefined}
      >
        <button type="button" disabled={isAfter} onClick={() => onGo(at)}>
          <span className={classes["eventAt"]}>{isAfter ? t("replay.after") : counted(at - beginMs)}</span>
          <bdi>{line.text}</bdi>
        </button>
      </li>
    );
  },
  (one, other) =>
    one.line === other.line &&
    one.when === other.when &&
    one.beginMs === other.beginMs &&
    one.endMs === other.endMs,
);

function Chat({ facts, count, room, onGo }: ListProps & { room: Room }): React.ReactNode {
  const { t } = useTranslation();
  const lines = useMemo(
    () => linesOf(facts.entries.slice(0, count).filter(({ fact }) => isOf(fact, room))),
    [facts.entries, count, room],
  );
  const list = useInStep(lines.length - 1);
  if (lines.length === 0) return <p className={classes["empty"]}>{t("replay.noLines")}</p>;
  return (
    <ol className={classes["chat"]} ref={list} data-testid={`replay-chat-${room}`}>
      {lines.map((one) => (
        <li key={one.seq}>
          <ChatLine line={one} facts={facts} onGo={onGo} />
        </li>
      ))}
    </ol>
  );
}

function ChatLine({
  line,
  facts,
  onGo,
}: {
  line: Line;
  facts: Facts;
  onGo: (atMs: number) => void;
}): React.ReactNode {
  const { t } = useTranslation();
  const who = facts.people.get(line.personId);
  const at = counted(line.atMs - facts.beginMs);
  return (
    <article className={classes["line"]} data-role={who?.role}>
      <header>
        <bdi>{who?.name ?? t("replay.someone")}</bdi>
        <button type="button" aria-label={t("replay.jump", { at })} onClick={() => onGo(line.atMs)}>
          {at}
        </button>
      </header>
      {line.text !== "" && (
        <p>
          <bdi>{line.text}</bdi>
        </p>
      )}
      {line.steps.length > 0 && (
        <ol>
          {line.steps.map((step, index) => (
            <li key={index} data-done={step.done}>
              <bdi>{step.text}</bdi>
            </li>
          ))}
        </ol>
      )}
      {line.attachments.map((one) => (
        <p key={one.attachment_id} className={classes["attached"]}>
          <Icon name="clip" size={14} />
          <bdi>{one.name}</bdi>
        </p>
      ))}
    </article>
  );
}

/** A list that keeps what is going on in sight, unless somebody is reading in it. */
function useInStep(current: number): React.RefObject<HTMLOListElement | null> {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const box = list.current?.parentElement;
    const item = list.current?.children[current];
    if (
      !(box instanceof HTMLElement) ||
      !(item instanceof HTMLElement) ||
      box.matches(":hover, :focus-within")
    )
      return;
    // Only the list scrolls, never the page.
    box.scrollTop = item.offsetTop - box.offsetTop - box.clientHeight / 2;
  }, [current]);
  return list;
}
