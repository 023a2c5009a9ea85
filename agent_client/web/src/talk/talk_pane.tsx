/** One room in the console: what was said, and a place to write. */

import { Button } from "@mantine/core";
import { useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";

import { Icon } from "../look/icons";
import type { Person, PersonId } from "../protocol/protocol.gen";
import type { AttachmentDoors } from "./attachments";
import { Composer } from "./composer";
import { beginsGroup } from "./line";
import { LineView, PendingView } from "./line_view";
import type { RoomView, TalkRoom } from "./room";
import { stayAtEnd, type AtEnd } from "./stay_at_end";
import classes from "./talk.module.css";

export interface TalkPaneProps {
  view: RoomView;
  people: readonly Person[];
  me: PersonId;
  /** The customer's name, or whom one writes to. */
  name: string;
  doors: AttachmentDoors;
  canWrite: boolean;
  /** Who reads this, where it is not as usual. */
  hint?: string;
  /** Whether the person looks at this room now. */
  isShown: boolean;
  /** Opens the room again, when its link has ended; none: it is open. */
  onOpen?: (() => void) | null;
  /** Does something in this room, if there is a link at all. */
  room: (act: (room: TalkRoom) => void) => void;
}

export function TalkPane(props: TalkPaneProps): React.ReactNode {
  const { t } = useTranslation();
  const { view, name, isShown, room } = props;
  const isInner = view.room === "inner";
  useLooking(isShown && view.isLoaded, room);
  return (
    <section
      className={`${classes["pane"] ?? ""} ${isInner ? (classes["inner"] ?? "") : ""}`}
      aria-label={isInner ? t("talk.innerLabel") : t("talk.customerLabel", { name })}
      data-testid={`room-${view.room}`}
    >
      <p className={classes["banner"]}>
        {isInner && <Icon name="lock" size={16} />}
        {props.hint ?? t(isInner ? "talk.innerHint" : "talk.customerHint")}
      </p>
      <Lines {...props} />
      <Typing {...props} />
      <Foot {...props} />
    </section>
  );
}

function Foot(props: TalkPaneProps): React.ReactNode {
  const { t } = useTranslation();
  const { onOpen, canWrite, view } = props;
  if (!canWrite) return <p className={classes["readOnly"]}>{t("talk.readOnly")}</p>;
  if (onOpen === undefined || onOpen === null) return <Composer {...props} />;
  return (
    <div className={classes["readOnly"]}>
      <p className={classes["text"]}>{t("talk.closed")}</p>
      <Button size="xs" variant="default" onClick={onOpen} data-testid={`open-${view.room}`}>
        {t("talk.open")}
      </Button>
    </div>
  );
}

/** The room knows whether its person sees it: then what comes is seen. */
function useLooking(isShown: boolean, room: TalkPaneProps["room"]): void {
  const latest = useRef(room);
  useEffect(() => {
    latest.current = room;
  });
  useEffect(() => {
    const look = (): void => {
      const isLooking = isShown && document.visibilityState === "visible" && document.hasFocus();
      latest.current((one) => one.looks(isLooking));
    };
    look();
    const events = ["focus", "blur"] as const;
    for (const name of events) window.addEventListener(name, look);
    document.addEventListener("visibilitychange", look);
    return () => {
      for (const name of events) window.removeEventListener(name, look);
      document.removeEventListener("visibilitychange", look);
      latest.current((one) => one.looks(false));
    };
  }, [isShown]);
}

function Lines(props: TalkPaneProps): React.ReactNode {
  const { t } = useTranslation();
  const { view, people, me, name, isShown, room } = props;
  const [list, stay] = useEnd(view, isShown);
  const names = useMemo(() => new Map(people.map((one) => [one.person_id, one])), [people]);
  const lastOwn = view.lines.findLast((line) => line.personId === me && !line.isNote)?.seq;
  return (
    <div
      className={classes["lines"]}
      ref={list}
      // A picture that comes later makes its line taller.
      onLoadCapture={stay}
      role="log"
      aria-live={isShown ? "polite" : "off"}
      aria-label={view.room === "inner" ? t("talk.innerLabel") : t("talk.customerLabel", { name })}
      tabIndex={0}
    >
      {view.hasMore && (
        <Button variant="subtle" size="xs" onClick={() => room((one) => one.more())}>
          {t("talk.more")}
        </Button>
      )}
      {view.lines.length === 0 && view.pending.length === 0 && (
        <p className={classes["empty"]}>{t(view.isLoaded ? "talk.empty" : "talk.loading")}</p>
      )}
      {view.lines.map((line, index) => (
        <LineView
          key={line.seq}
          line={line}
          who={names.get(line.personId)}
          names={names}
          isMine={line.personId === me}
          begins={beginsGroup(line, view.lines[index - 1])}
          isLastOwn={line.seq === lastOwn}
          {...props}
        />
      ))}
      {view.pending.map((one) => (
        <PendingView key={one.messageId} one={one} room={room} />
      ))}
    </div>
  );
}

/** The newest line stays in sight, unless the person has scrolled up to read. */
function useEnd(view: RoomView, isShown: boolean): [React.RefObject<HTMLDivElement | null>, () => void] {
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef<AtEnd | null>(null);
  useLayoutEffect(() => {
    if (list.current === null) return;
    const made = stayAtEnd(list.current);
    atEnd.current = made;
    return () => made.stop();
  }, []);
  const newest = view.lines.at(-1)?.seq;
  const stay = (): void => atEnd.current?.stay();
  useLayoutEffect(stay, [newest, view.pending.length, isShown]);
  return [list, stay];
}

function Typing({ view, people }: TalkPaneProps): React.ReactNode {
  const { t, i18n } = useTranslation();
  const names = view.typing.flatMap((id) => people.find((one) => one.person_id === id)?.name ?? []);
  const list = new Intl.ListFormat(i18n.language).format(names);
  return (
    <p className={classes["typing"]} data-testid={`typing-${view.room}`}>
      {names.length > 0 && <bdi>{t("talk.typing", { count: names.length, names: list })}</bdi>}
    </p>
  );
}
