/** Short words over the picture: why something did not happen, and what the connection does. */

import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";

import type { LiveView, Notice } from "../live/view";
import classes from "./session.module.css";

interface NoticeViewProps {
  view: LiveView;
  name: string;
  isHolder: boolean;
}

export function NoticeView({ view, name, isHolder }: NoticeViewProps): React.ReactNode {
  const { t } = useTranslation();
  const hint = isHolder && view.via !== null ? t(view.captured ? "live.leaveHint" : "live.enterHint") : "";
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
            {noticeWords(notice.what, name, t)}
          </div>
        )}
        {notice === null && hint !== "" && <div className={classes["hint"]}>{hint}</div>}
      </div>
    </>
  );
}

function noticeWords(what: Notice, name: string, t: TFunction): string {
  switch (what.is) {
    case "held_back":
      return what.why === "repeated" ? "" : t(`heldBack.${what.why}`);
    case "lowered":
      return t(`lowered.${what.by}`);
    case "answered":
      return what.answer === "refused" ? t("wait.refused", { name }) : t("wait.expired");
    case "back_on_relay":
      return t("path.backOnRelay");
    case "tried":
      return t("live.tried");
    case "fault":
      return t(`problem.${what.code}`);
  }
}
