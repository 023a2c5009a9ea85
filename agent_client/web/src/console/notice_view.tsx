/** Short words over the picture: why something did not happen, and what the connection does. */

import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";

import type { LiveView, Notice } from "../live/view";
import classes from "./session.module.css";

export function NoticeView({ view, isHolder }: { view: LiveView; isHolder: boolean }): React.ReactNode {
  const { t } = useTranslation();
  const isLost = view.standing.is === "lost";
  const hint = isHolder && view.via !== null ? t(view.captured ? "live.leaveHint" : "live.enterHint") : "";
  const words = view.notice === null ? hint : noticeWords(view.notice.what, t);
  return (
    <>
      {isLost && (
        <div className={classes["strip"]} role="status">
          {t("link.lost")}
        </div>
      )}
      <div role="status" aria-live="polite">
        {view.notice !== null && (
          <div className={classes["notice"]} data-notice={view.notice.what.is}>
            {words}
          </div>
        )}
      </div>
    </>
  );
}

function noticeWords(what: Notice, t: TFunction): string {
  switch (what.is) {
    case "held_back":
      return what.why === "repeated" ? "" : t(`heldBack.${what.why}`);
    case "lowered":
      return t(`lowered.${what.by}`);
    case "answered":
      return what.answer === "refused" ? t("wait.refused", { name: t("live.someone") }) : t("wait.expired");
    case "back_on_relay":
      return t("path.backOnRelay");
    case "tried":
      return t("live.tried");
    case "fault":
      return t(`problem.${what.code}`);
  }
}
