/** What may be done to the customer's computer besides using it: inspect it, run scripts, restart it. */

import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { RESTART_LIMIT_SECONDS, type Ability } from "../protocol/protocol.gen";
import { allows, may } from "../protocol/rights";
import { Dialog } from "./dialog";
import { InspectionDrawer } from "./inspection_drawer";
import { isOpen, type Part } from "./part";
import { ScriptDialog } from "./script_dialog";
import classes from "./session.module.css";

type Dialog = "inspection" | "script" | "reboot";

export function MachineTools(part: Part): React.ReactNode {
  const { t } = useTranslation();
  const { view, session } = part;
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const close = (): void => setDialog(null);
  const can = (ability: Ability): boolean => may(view.role, "work") && allows(session.mode, ability);
  if (session.machine === undefined || session.mode === undefined || session.restart !== undefined)
    return null;
  const off = !isOpen(view);
  return (
    <>
      <Elevation part={part} canElevate={can("elevation")} />
      <div className={classes["row"]}>
        {can("inspection") && (
          <Button
            size="xs"
            variant="default"
            disabled={off}
            onClick={() => setDialog("inspection")}
            data-testid="inspect"
          >
            {t("inspect.open")}
          </Button>
        )}
        {can("scripts") && (
          <Button
            size="xs"
            variant="default"
            disabled={off}
            onClick={() => setDialog("script")}
            data-testid="script"
          >
            {t("script.open")}
          </Button>
        )}
        {can("reboot") && (
          <Button
            size="xs"
            variant="default"
            disabled={off}
            onClick={() => setDialog("reboot")}
            data-testid="reboot"
          >
            {t("restart.submit")}
          </Button>
        )}
      </div>
      {dialog === "inspection" && (
        <InspectionDrawer part={part} onClose={close} canDoServices={can("scripts")} />
      )}
      {dialog === "script" && <ScriptDialog part={part} onClose={close} />}
      {dialog === "reboot" && <RebootDialog part={part} onClose={close} />}
    </>
  );
}

function Elevation({ part, canElevate }: { part: Part; canElevate: boolean }): React.ReactNode {
  const { t } = useTranslation();
  const { live, view, session } = part;
  const { machine } = session;
  if (machine?.asking_rights === true)
    return (
      <p className={classes["asksRights"]} role="status" data-testid="elevation" data-elevation="asking">
        {t("work.askingRights")}
      </p>
    );
  if (!canElevate) return null;
  const isAsked = session.works.some((one) => one.what.type === "elevation");
  return (
    <div data-testid="elevation" data-elevation={machine?.elevated === true ? "yes" : "no"}>
      <p className={classes["soft"]}>
        {t(machine?.elevated === true ? "work.elevated" : "work.notElevated")}
      </p>
      {machine?.elevated !== true && (
        <Button
          size="xs"
          variant="default"
          loading={isAsked}
          disabled={!isOpen(view)}
          onClick={() => live()?.asks.work({ type: "elevation" })}
          data-testid="elevate"
        >
          {t("work.elevation")}
        </Button>
      )}
    </div>
  );
}

function RebootDialog({ part, onClose }: { part: Part; onClose: () => void }): React.ReactNode {
  const { t } = useTranslation();
  const { live, view, name } = part;
  return (
    <Dialog title={t("restart.sure", { name })} onClose={onClose} testId="reboot-dialog">
      <p className={classes["dialogLead"]}>{t("restart.sureHint")}</p>
      <p className={classes["soft"]}>{t("restart.noReturn", { minutes: RESTART_LIMIT_SECONDS / 60 })}</p>
      <div className={classes["dialogFoot"]}>
        <Button variant="default" data-autofocus onClick={onClose}>
          {t("people.cancel")}
        </Button>
        <Button
          color="red"
          disabled={!isOpen(view)}
          onClick={() => {
            live()?.asks.work({ type: "reboot" });
            onClose();
          }}
          data-testid="reboot-yes"
        >
          {t("restart.submit")}
        </Button>
      </div>
    </Dialog>
  );
}
