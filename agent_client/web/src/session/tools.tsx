/** What the mouse on the picture is for: to use the desktop, to point, to draw. */

import { useTranslation } from "react-i18next";

import type { Tool } from "../live/marker";
import { Icon } from "../look/icons";
import { allows, may } from "../protocol/rights";
import type { Part } from "./part";
import classes from "./session.module.css";

const ICONS = { hand: "hand", point: "target", draw: "pen", ghost: "ghost" } as const;

export function Tools({ live, view, session }: Part): React.ReactNode {
  const { t } = useTranslation();
  if (!may(view.role, "point") || !allows(session.mode, "pointing")) return null;
  const isOwner = session.owner_id === view.personId;
  const tools: readonly Tool[] =
    may(view.role, "ghost") && !isOwner ? ["hand", "point", "draw", "ghost"] : ["hand", "point", "draw"];
  return (
    <div className={classes["toolBox"]} role="radiogroup" aria-label={t("tool.label")} data-testid="tools">
      {tools.map((tool) => (
        <label
          key={tool}
          className={classes["tool"]}
          title={tool === "hand" ? t("tool.hand") : t(`tool.${tool}Hint`)}
        >
          <input
            type="radio"
            name="tool"
            className={classes["unseen"]}
            checked={view.tool === tool}
            onChange={() => live()?.takeUp(tool)}
            data-testid={`tool-${tool}`}
          />
          <Icon name={ICONS[tool]} />
          <span className={classes["toolWord"]}>{t(`tool.${tool}`)}</span>
        </label>
      ))}
    </div>
  );
}
