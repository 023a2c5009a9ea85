/** Beside the picture: what is in force now, the two rooms, and who is here. */

import { Tabs } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { http } from "../api/staff";
import { Icon } from "../look/icons";
import type { Room } from "../protocol/protocol.gen";
import { may } from "../protocol/rights";
import { attachmentDoors } from "../talk/attachments";
import { TalkPane } from "../talk/talk_pane";
import { NowPanel } from "./now_panel";
import type { Part } from "./part";
import { PeoplePanel } from "./people_panel";
import classes from "./session.module.css";

const TABS = ["now", "customer", "inner", "people"] as const;
export type Tab = (typeof TABS)[number];

interface SidePanelProps extends Part {
  tab: Tab;
  onTab: (tab: Tab) => void;
}

export function SidePanel({ tab, onTab, ...part }: SidePanelProps): React.ReactNode {
  const { t } = useTranslation();
  const { view } = part;
  const tabs = TABS.filter((one) => one !== "inner" || may(view.role, "read_inner"));
  return (
    <aside className={classes["panel"]} aria-label={t("live.panel")}>
      <Tabs
        className={classes["tabs"] ?? ""}
        value={tab}
        onChange={(value) => onTab(TABS.find((one) => one === value) ?? "now")}
        keepMounted
      >
        <Tabs.List grow aria-label={t("tab.label")} className={classes["tabList"] ?? ""}>
          {tabs.map((one) => (
            <Tabs.Tab key={one} value={one} className={classes["tab"] ?? ""} data-testid={`tab-${one}`}>
              {one === "inner" && <Icon name="lock" size={14} />}
              {t(`tab.${one}`)}
              <Badge part={part} tab={one} />
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="now" className={classes["tabPanel"] ?? ""}>
          <NowPanel {...part} />
        </Tabs.Panel>
        <Tabs.Panel value="customer" className={classes["tabPanel"] ?? ""}>
          <RoomPane part={part} room="customer" isShown={tab === "customer"} />
        </Tabs.Panel>
        {tabs.includes("inner") && (
          <Tabs.Panel value="inner" className={classes["tabPanel"] ?? ""}>
            <RoomPane part={part} room="inner" isShown={tab === "inner"} />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="people" className={classes["tabPanel"] ?? ""}>
          <PeoplePanel {...part} />
        </Tabs.Panel>
      </Tabs>
    </aside>
  );
}

interface RoomPaneProps {
  part: Part;
  room: Room;
  isShown: boolean;
}

function RoomPane({ part, room, isShown }: RoomPaneProps): React.ReactNode {
  const { live, view, session, name } = part;
  const doors = useMemo(
    () => attachmentDoors(http, `/api/sessions/${session.session_id}/attachments`, `?room=${room}`),
    [session.session_id, room],
  );
  const canWrite =
    room === "customer" ? may(view.role, "talk") : may(view.role, "write_inner") && session.state !== "ended";
  return (
    <TalkPane
      view={view.talk[room]}
      people={session.people}
      me={view.personId}
      name={name}
      doors={doors}
      canWrite={canWrite}
      isShown={isShown}
      // The end closes every link; the rooms can be opened again for a day.
      onOpen={view.standing.is === "over" ? part.again : null}
      room={(act) => live()?.talk.in(room, act)}
    />
  );
}

/** How much waits there to be read or answered. */
function Badge({ part: { view, session }, tab }: { part: Part; tab: Tab }): React.ReactNode {
  const { t } = useTranslation();
  const { invitations = [], transfer } = session.inner ?? {};
  const count = {
    now: session.holder_id === view.personId ? session.floor_wanted.length : 0,
    customer: view.talk.customer.unread,
    inner: view.talk.inner.unread,
    people: invitations.length + (transfer === undefined ? 0 : 1),
  }[tab];
  if (count === 0) return null;
  const isRoom = tab === "customer" || tab === "inner";
  const words = t(isRoom ? "tab.unread" : "tab.wishes", { count });
  return (
    <span className={classes["badge"]} data-testid={`badge-${tab}`}>
      <span aria-hidden="true">{count}</span>
      <span className={classes["unseen"]}>{words}</span>
    </span>
  );
}
