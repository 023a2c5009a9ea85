/** Marks this moment of the session, to come back to it in the replay: by a click, or by one key. */

import { ActionIcon } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { Icon } from "../look/icons";
import { may } from "../protocol/rights";
import { marksMoment } from "./flag";
import { isOpen, type Part } from "./part";

export function FlagButton({ live, view, session }: Part): React.ReactNode {
  const { t } = useTranslation();
  const canFlag = may(view.role, "flag") && isOpen(view) && session.state !== "ended";
  const latest = useRef(live);
  useEffect(() => {
    latest.current = live;
  });
  const { captured } = view;
  useEffect(() => {
    if (!canFlag) return;
    const pressed = (event: KeyboardEvent): void => {
      if (!marksMoment(event, captured, isWriting(event.target))) return;
      event.preventDefault();
      event.stopPropagation();
      latest.current()?.asks.flag();
    };
    document.addEventListener("keydown", pressed, { capture: true });
    return () => document.removeEventListener("keydown", pressed, { capture: true });
  }, [canFlag, captured]);
  if (!canFlag) return null;
  return (
    <ActionIcon
      variant="subtle"
      size="lg"
      aria-label={t("record.flag")}
      aria-keyshortcuts="M Control+Alt+M"
      title={t("record.flagHint")}
      onClick={() => live()?.asks.flag()}
      data-testid="flag"
    >
      <Icon name="flag" />
    </ActionIcon>
  );
}

/** What is written into a field of the page marks nothing; the field that takes the desktop's keys is none. */
function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement) || target.dataset["testid"] === "keys") return false;
  return target.isContentEditable || target.matches("input, textarea, select, [role=textbox]");
}
