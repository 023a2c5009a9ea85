/** Short words over the picture: why something did not happen, and what the connection does. */

import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";

import type { LiveView, Notice } from "../live/view";
import type { FloorBy, PersonId } from "../protocol/protocol.gen";
import { nameOf } from "./part";
import classes from "./session.module.css";

interface NoticeViewProps {
  view: LiveView;
  name: string;
  isHolder: boolean;
}

export function NoticeView({ view, name, isHolder }: NoticeViewProps): React.ReactNode {
  const { t } = useTranslation();
  const hint = view.via === null ? "" : hintOf(view, isHolder, t);
  const notice = view.session?.state === "ended" ? null : view.notice;
  return (
    <>
      {view.standing.is === "lost" && (
        <div className={classes["strip"]} role="status">
          {t("link.lost")}
        </div>
      )}
      <div role="status">
        {notice !== null && (
          <div className={classes["notice"]} data-notice={notice.what.is}>
            <bdi>{noticeWords(notice.what, { view, name }, t)}</bdi>
          </div>
        )}
        {notice === null && hint !== "" && <div className={classes["hint"]}>{hint}</div>}
      </div>
    </>
  );
}

/** What the mouse and the keys do now, in one line. */
function hintOf(view: LiveView, isHolder: boolean, t: TFunction): string {
  if (view.tool !== "hand") return t(`tool.${view.tool}Hint`);
  return isHolder ? t(view.captured ? "live.leaveHint" : "live.enterHint") : "";
}

interface Known {
  view: LiveView;
  name: string;
}

function noticeWords(what: Notice, known: Known, t: TFunction): string {
  return isOfCompany(what) ? companyWords(what, known, t) : ownWords(what, known, t);
}

function ownWords(what: Exclude<Notice, OfCompany>, { name }: Known, t: TFunction): string {
  switch (what.is) {
    case "held_back":
      return what.why === "repeated" ? "" : t(`heldBack.${what.why}`);
    case "lowered":
      return t(`lowered.${what.by}`);
    case "answered":
      return what.answer === "refused" ? t("wait.refused", { name }) : t("wait.expired");
    case "back_on_relay":
      return t("path.backOnRelay");
    case "turn_refused":
      return t("path.turnRefused");
    case "tried":
      return t("live.tried");
    case "fault":
      return t(`problem.${what.code}`);
  }
}

type OfCompany = Extract<Notice, { is: "floor" | "floor_wanted" | "owner" | "came" | "recording" }>;

const OF_COMPANY: readonly Notice["is"][] = ["floor", "floor_wanted", "owner", "came", "recording"];

function isOfCompany(what: Notice): what is OfCompany {
  return OF_COMPANY.includes(what.is);
}

function companyWords(what: OfCompany, known: Known, t: TFunction): string {
  const { view } = known;
  const named = (who: PersonId): string =>
    view.session === null ? "" : nameOf(view.session, who, t("live.someone"));
  switch (what.is) {
    case "floor":
      return floorWords(what.holder, what.by, known, t);
    case "floor_wanted":
      return t("told.floorWanted", { name: named(what.who) });
    case "owner":
      return what.who === view.personId ? t("told.ownerYou") : t("told.owner", { name: named(what.who) });
    case "came":
      return t("told.came", { name: named(what.who) });
    case "recording":
      return recordingWords(what, known, t);
  }
}

function recordingWords({ how, who }: Recorded, { view, name }: Known, t: TFunction): string {
  if (how !== "flagged") return t(RECORDED[how], { name });
  if (who === view.personId || view.session === null) return t("record.flagged");
  return t("record.flaggedBy", { name: nameOf(view.session, who ?? undefined, t("live.someone")) });
}

type Recorded = Extract<Notice, { is: "recording" }>;

const RECORDED = {
  began: "record.began",
  refused: "record.refused",
  unanswered: "record.unanswered",
  private_began: "record.privateBegan",
  private_over: "record.privateOver",
  over_local_person: "record.over_local_person",
  over_staff: "record.over_staff",
  over_store_full: "record.over_store_full",
  over_failed: "record.over_failed",
} as const;

function floorWords(holder: PersonId | null, by: FloorBy, { view, name }: Known, t: TFunction): string {
  if (holder === null) return t(by === "local_hand" ? "told.floorHand" : "told.floorCustomer", { name });
  if (holder === view.personId) return t("told.floorYou");
  const who = view.session === null ? "" : nameOf(view.session, holder, t("live.someone"));
  return t("told.floorOther", { name: who });
}
