/** A script: written here, shown whole and with its hash to the customer, run only if they allow it (SPEC J5). */

import { Button, Select, Textarea } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import type { EndedWork, Written } from "../live/machine_work";
import {
  INTERPRETER_VALUES,
  SCRIPT_LIMIT_CHARS,
  type Interpreter,
  type Platform,
  type RequestId,
} from "../protocol/protocol.gen";
import { Dialog, INSIDE } from "./dialog";
import { isOpen, type Part } from "./part";
import { sha256 } from "./sha256";
import classes from "./session.module.css";

interface ScriptDialogProps {
  part: Part;
  onClose: () => void;
}

export function ScriptDialog({ part, onClose }: ScriptDialogProps): React.ReactNode {
  const { t } = useTranslation();
  const [requestId, setRequestId] = useState<RequestId | null>(null);
  const [text, setText] = useState("");
  return (
    <Dialog title={t("script.title")} size="lg" onClose={onClose} testId="script-dialog">
      {requestId === null ? (
        <ScriptForm part={part} text={text} onText={setText} onAsked={setRequestId} />
      ) : (
        <ScriptRun part={part} requestId={requestId} onAnother={() => setRequestId(null)} />
      )}
    </Dialog>
  );
}

function usualFor(platform: Platform | undefined): Interpreter {
  return platform === "windows" ? "powershell" : "sh";
}

interface ScriptFormProps {
  part: Part;
  text: string;
  onText: (text: string) => void;
  onAsked: (requestId: RequestId) => void;
}

function ScriptForm({ part, text, onText, onAsked }: ScriptFormProps): React.ReactNode {
  const { t, i18n } = useTranslation();
  const { live, view, session } = part;
  const [interpreter, setInterpreter] = useState<Interpreter>(usualFor(session.machine?.platform));
  const hash = useSha256(text);
  const isReady = hash !== null && text.trim() !== "" && isOpen(view);
  return (
    <form
      className={classes["form"]}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReady) return;
        const asked = live()?.asks.work({ type: "script", interpreter, text, sha256: hash }) ?? null;
        if (asked !== null) onAsked(asked);
      }}
    >
      <Select
        label={t("script.interpreter")}
        allowDeselect={false}
        data={INTERPRETER_VALUES.map((one) => ({ value: one, label: t(`script.${one}`) }))}
        value={interpreter}
        comboboxProps={INSIDE}
        onChange={(value) => setInterpreter(INTERPRETER_VALUES.find((one) => one === value) ?? "sh")}
      />
      <Textarea
        label={t("script.text")}
        description={t("script.tooLong", { limit: SCRIPT_LIMIT_CHARS.toLocaleString(i18n.language) })}
        classNames={{ input: classes["code"] ?? "" }}
        rows={10}
        maxLength={SCRIPT_LIMIT_CHARS}
        spellCheck={false}
        value={text}
        onChange={(event) => onText(event.currentTarget.value)}
        data-testid="script-text"
      />
      <div className={classes["seen"]}>
        <p className={classes["text"]}>{t("script.seen")}</p>
        <p className={classes["hash"]} data-testid="script-hash">
          <span>{t("script.hash")}</span> <code>{text === "" ? "—" : (hash ?? "…")}</code>
        </p>
      </div>
      <div className={classes["dialogFoot"]}>
        <Button type="submit" disabled={!isReady} data-testid="script-run">
          {t("script.run")}
        </Button>
      </div>
    </form>
  );
}

/** The hash of the text as it is now; null while it is being made. */
function useSha256(text: string): string | null {
  const [made, setMade] = useState<{ text: string; hash: string } | null>(null);
  useEffect(() => {
    let isOld = false;
    void sha256(text).then((hash) => {
      if (!isOld) setMade({ text, hash });
    });
    return () => {
      isOld = true;
    };
  }, [text]);
  return made?.text === text ? made.hash : null;
}

interface ScriptRunProps {
  part: Part;
  requestId: RequestId;
  onAnother: () => void;
}

function ScriptRun({ part, requestId, onAnother }: ScriptRunProps): React.ReactNode {
  const { t } = useTranslation();
  const { live, view, session } = part;
  const work = session.works.find((one) => one.request_id === requestId);
  const ended = view.work.ended.find((one) => one.work.request_id === requestId);
  return (
    <div className={classes["form"]}>
      <RunState isRunning={work?.started_at !== undefined} ended={ended} />
      <Output written={view.work.outputs[requestId] ?? []} />
      <div className={classes["dialogFoot"]}>
        {ended === undefined ? (
          <Button
            color="red"
            variant="outline"
            disabled={!isOpen(view)}
            onClick={() => live()?.asks.stopWork(requestId)}
            data-testid="script-stop"
          >
            {t("work.stop")}
          </Button>
        ) : (
          <Button variant="default" onClick={onAnother}>
            {t("script.another")}
          </Button>
        )}
      </div>
    </div>
  );
}

interface RunStateProps {
  isRunning: boolean;
  ended: EndedWork | undefined;
}

function RunState({ isRunning, ended }: RunStateProps): React.ReactNode {
  const { t } = useTranslation();
  if (ended === undefined)
    return (
      <p className={classes["asking"]} role="status" data-testid="script-state" data-state="under-way">
        {t(isRunning ? "script.running" : "script.waiting")}
      </p>
    );
  return (
    <div role="status">
      <p className={classes["asking"]} data-testid="script-state" data-state={ended.how}>
        {t(`work.${ended.how}`)}
        {ended.exitCode !== null && <>, {t("work.exitCode", { code: ended.exitCode })}</>}
      </p>
      {ended.sentence !== "" && (
        <p className={classes["soft"]}>
          <bdi>{ended.sentence}</bdi>
        </p>
      )}
    </div>
  );
}

function Output({ written }: { written: readonly Written[] }): React.ReactNode {
  const { t } = useTranslation();
  return (
    <div
      className={classes["output"]}
      role="log"
      aria-label={t("script.output")}
      tabIndex={0}
      data-testid="script-output"
    >
      {written.length === 0 && <span className={classes["soft"]}>{t("script.noOutput")}</span>}
      {written.map((one, index) => (
        <span key={index} className={one.stream === "err" ? classes["outputErr"] : undefined}>
          {one.text}
        </span>
      ))}
    </div>
  );
}
