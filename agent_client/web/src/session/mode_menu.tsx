/** One menu to go up, by the customer's click, and down, at once; each mode says what it allows. */

import { Button, Menu } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Icon } from "../look/icons";
import type { Mode } from "../protocol/protocol.gen";
import { INSIDE } from "./dialog";
import { ladderOf } from "./ladder";
import { isOpen, type Part } from "./part";
import classes from "./session.module.css";

export function ModeMenu({ live, view, session }: Part): React.ReactNode {
  const { t } = useTranslation();
  const { up, down, canEndView } = ladderOf(session, view.role);
  if (up.length === 0 && down.length === 0 && !canEndView) return null;
  return (
    <Menu position="bottom-start" width={300} {...INSIDE} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button
          variant="default"
          disabled={!isOpen(view)}
          rightSection={<Icon name="down" size={16} />}
          data-testid="mode-menu"
        >
          {t("ladder.change")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes["modeMenu"]}>
        {up.length > 0 && <Menu.Label>{t("ladder.up")}</Menu.Label>}
        {up.map((mode) => (
          <ModeItem key={mode} mode={mode} way="up" onClick={() => live()?.asks.mode(mode)} />
        ))}
        {(down.length > 0 || canEndView) && <Menu.Label>{t("ladder.down")}</Menu.Label>}
        {[...down].reverse().map((mode) => (
          <ModeItem key={mode} mode={mode} way="down" onClick={() => live()?.asks.lower(mode)} />
        ))}
        {canEndView && (
          <Menu.Item data-testid="mode-none" onClick={() => live()?.asks.lower(null)}>
            <Choice title={t("ladder.noView")} hint={t("ladder.noViewHint")} />
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

interface ModeItemProps {
  mode: Mode;
  way: "up" | "down";
  onClick: () => void;
}

function ModeItem({ mode, way, onClick }: ModeItemProps): React.ReactNode {
  const { t } = useTranslation();
  if (mode === "demo") return null;
  return (
    <Menu.Item data-testid={`mode-${way}-${mode}`} onClick={onClick}>
      <Choice title={t(`mode.${mode}`)} hint={t(`ladder.${mode}`)} />
    </Menu.Item>
  );
}

function Choice({ title, hint }: { title: string; hint: string }): React.ReactNode {
  return (
    <>
      <span className={classes["choiceTitle"]}>{title}</span>
      <span className={classes["choiceHint"]}>{hint}</span>
    </>
  );
}
