/** Where one writes into a room: text, pictures and files, a list of steps; in the inner room also a note. */

import { ActionIcon, Button } from "@mantine/core";
import { useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Icon } from "../look/icons";
import { CHAT_LIMIT_CHARS, STEPS_LIMIT } from "../protocol/protocol.gen";
import type { TalkPaneProps } from "./talk_pane";
import classes from "./talk.module.css";
import { useAttaching, type Attaching } from "./use_attaching";

export function Composer({ view, name, doors, room }: TalkPaneProps): React.ReactNode {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [steps, setSteps] = useState<string | null>(null);
  const attaching = useAttaching(doors);
  const isInner = view.room === "inner";
  const stepList = stepsOf(steps ?? "");
  const isEmpty = text.trim() === "" && stepList.length === 0 && attaching.attached.length === 0;
  const clear = (): void => {
    setText("");
    setSteps(null);
    attaching.clear();
  };
  const send = (): void => {
    if (isEmpty || attaching.isBusy) return;
    room((one) => one.say(text, attaching.attached, stepList));
    clear();
  };
  const keep = (): void => {
    room((one) => {
      if (one.note(text)) setText("");
    });
  };
  return (
    <form
      className={classes["composer"]}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        attaching.add(event.dataTransfer.files);
      }}
    >
      <Attached attaching={attaching} />
      <WriteField
        label={isInner ? t("talk.writeInner") : t("talk.write", { name })}
        testId={`write-${view.room}`}
        value={text}
        onChange={(value) => {
          setText(value);
          if (value !== "") room((one) => one.typed());
        }}
        onFiles={(files) => attaching.add(files)}
        onSend={send}
      />
      {steps !== null && <StepsField value={steps} onChange={setSteps} />}
      <div className={classes["composerFoot"]}>
        <AttachButton attaching={attaching} />
        <StepsButton isOn={steps !== null} onClick={() => setSteps(steps === null ? "" : null)} />
        <span className={classes["grow"]} />
        {isInner && (
          <Button
            variant="default"
            size="xs"
            disabled={text.trim() === "" || !isEmptyBut(stepList, attaching)}
            onClick={keep}
            data-testid="note"
          >
            {t("talk.note")}
          </Button>
        )}
        <Button
          type="submit"
          size="xs"
          disabled={isEmpty || attaching.isBusy}
          data-testid={`send-${view.room}`}
        >
          {t("talk.send")}
        </Button>
      </div>
    </form>
  );
}

interface WriteFieldProps {
  label: string;
  testId: string;
  value: string;
  onChange: (value: string) => void;
  onFiles: (files: FileList) => void;
  onSend: () => void;
}

function WriteField({ label, testId, value, onChange, onFiles, onSend }: WriteFieldProps): React.ReactNode {
  const { t } = useTranslation();
  return (
    <textarea
      className={classes["write"]}
      aria-label={label}
      placeholder={label}
      title={t("talk.sendHint")}
      rows={2}
      maxLength={CHAT_LIMIT_CHARS}
      value={value}
      data-testid={testId}
      onChange={(event) => onChange(event.currentTarget.value)}
      onPaste={(event) => {
        if (event.clipboardData.files.length === 0) return;
        event.preventDefault();
        onFiles(event.clipboardData.files);
      }}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
        event.preventDefault();
        onSend();
      }}
    />
  );
}

/** A note is text alone. */
function isEmptyBut(steps: readonly string[], attaching: Attaching): boolean {
  return steps.length === 0 && attaching.attached.length === 0 && !attaching.isBusy;
}

/** One step in each line; empty lines are none. */
function stepsOf(lines: string): string[] {
  return lines
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .slice(0, STEPS_LIMIT);
}

function StepsField({
  value,
  onChange,
}: {
  value: string;
  onChange: (value: string) => void;
}): React.ReactNode {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className={classes["stepsField"]}>
      <label htmlFor={id}>{t("talk.stepsLabel")}</label>
      <textarea
        id={id}
        className={classes["write"]}
        rows={3}
        value={value}
        autoFocus
        data-testid="steps"
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  );
}

function StepsButton({ isOn, onClick }: { isOn: boolean; onClick: () => void }): React.ReactNode {
  const { t } = useTranslation();
  const words = t(isOn ? "talk.stepsOff" : "talk.steps");
  return (
    <ActionIcon
      variant="subtle"
      size="lg"
      aria-label={words}
      title={words}
      aria-pressed={isOn}
      onClick={onClick}
    >
      <Icon name="list" />
    </ActionIcon>
  );
}

function AttachButton({ attaching }: { attaching: Attaching }): React.ReactNode {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        data-testid="attach"
        onChange={(event) => {
          if (event.currentTarget.files !== null) attaching.add(event.currentTarget.files);
          event.currentTarget.value = "";
        }}
      />
      <ActionIcon
        variant="subtle"
        size="lg"
        aria-label={t("talk.attach")}
        title={t("talk.attach")}
        onClick={() => input.current?.click()}
      >
        <Icon name="clip" />
      </ActionIcon>
    </>
  );
}

function Attached({ attaching }: { attaching: Attaching }): React.ReactNode {
  const { t } = useTranslation();
  return (
    <>
      {attaching.trouble !== null && (
        <p className={classes["trouble"]} role="alert">
          {attaching.trouble}
        </p>
      )}
      {(attaching.attached.length > 0 || attaching.sending.length > 0) && (
        <ul className={classes["attached"]}>
          {attaching.attached.map((one) => (
            <li key={one.attachment_id} className={classes["chip"]}>
              <bdi>{one.name}</bdi>
              <ActionIcon
                variant="transparent"
                size="xs"
                aria-label={t("talk.detach", { name: one.name })}
                onClick={() => attaching.remove(one)}
              >
                <Icon name="close" size={14} />
              </ActionIcon>
            </li>
          ))}
          {attaching.sending.map((name, index) => (
            <li key={`${index} ${name}`} className={classes["chip"]} role="status">
              {t("talk.attaching", { name })}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
