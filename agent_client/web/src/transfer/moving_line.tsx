/** One transfer: asked, under way with its progress, or over with what came. */

import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";

import { isOpen, type Part } from "../session/part";
import { bytesIn, timeIn } from "./amount";
import classes from "./files_box.module.css";
import { save, saveAll } from "./save";
import type { Ended, Got, Moving } from "./transfers";

const FILES_SHOWN = 50;

interface LineProps {
  one: Moving;
  part: Part;
}

export function MovingLine({ one, part }: LineProps): React.ReactNode {
  const { t } = useTranslation();
  const { live, view, name } = part;
  const what = useWhat(one, name);
  const { ended, requestId } = one;
  return (
    <li
      className={classes["line"]}
      data-moving={one.what.type}
      data-way={one.what.way}
      data-state={stateOf(one)}
    >
      <div className={classes["head"]}>
        <span className={classes["grow"]}>
          <bdi className={classes["what"]}>{what}</bdi>
          <Names one={one} />
        </span>
        {ended === null ? (
          <Button
            size="compact-sm"
            variant="default"
            disabled={!isOpen(view)}
            aria-label={t("moving.stopLabel", { what })}
            onClick={() => live()?.transfers.stop(requestId)}
          >
            {t("moving.stop")}
          </Button>
        ) : (
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            aria-label={t("moving.dismissLabel", { what })}
            onClick={() => live()?.transfers.dismiss(requestId)}
          >
            {t("moving.dismiss")}
          </Button>
        )}
      </div>
      {ended === null ? <Going one={one} name={name} what={what} /> : <End one={one} ended={ended} />}
      {one.what.type === "files" && one.got.length > 0 && <GotFiles got={one.got} />}
      {one.what.type === "clipboard" && one.isCopied === false && (
        <GotClip one={one} onCopy={() => void live()?.transfers.copy(requestId)} />
      )}
    </li>
  );
}

type State = "asked" | "starting" | "pausing" | "moving" | Ended["how"];

function stateOf(one: Moving): State {
  if (one.ended !== null) return one.ended.how;
  if (!one.isAllowed) return "asked";
  if (one.isJoined) return "moving";
  return one.takenBytes === 0 ? "starting" : "pausing";
}

function useWhat({ what, got }: Moving, name: string): string {
  const { t } = useTranslation();
  const count = what.type === "files" ? what.count || got.length : 0;
  const thing =
    what.type === "clipboard"
      ? t(`moving.${what.kind}`)
      : count === 0
        ? t("moving.someFiles")
        : t("moving.files", { count });
  return t(what.way === "to_machine" ? "moving.toMachine" : "moving.fromMachine", { what: thing, name });
}

function Names({ one: { what } }: { one: Moving }): React.ReactNode {
  if (what.type !== "files" || what.names.length === 0) return null;
  const shown = what.names.slice(0, 3);
  return (
    <span className={classes["names"]}>
      {shown.map((name, index) => (
        <span key={index}>
          {index > 0 && ", "}
          <bdi>{name}</bdi>
        </span>
      ))}
      {what.names.length > shown.length && "…"}
    </span>
  );
}

function Going({ one, name, what }: { one: Moving; name: string; what: string }): React.ReactNode {
  const { t } = useTranslation();
  const state = stateOf(one);
  if (state === "asked") {
    const isChoosing = one.what.type === "files" && one.what.way === "from_machine";
    return (
      <p className={classes["soft"]} role="status">
        {t(isChoosing ? "moving.choosing" : "moving.waiting", { name })}
      </p>
    );
  }
  return (
    <>
      <progress
        className={classes["bar"]}
        aria-label={what}
        max={Math.max(one.totalBytes, 1)}
        value={one.takenBytes}
        data-testid="moving-bar"
      />
      {/* Numbers that change five times a second are not read out; that it pauses is. */}
      <p className={classes["soft"]} role="status">
        {state !== "moving" && t(`moving.${state === "pausing" ? "pausing" : "starting"}`)}
      </p>
      {state === "moving" && <Progress one={one} />}
    </>
  );
}

function Progress({ one: { takenBytes, totalBytes, bytesPerSecond } }: { one: Moving }): React.ReactNode {
  const { t, i18n } = useTranslation();
  const bytes = (count: number): string => bytesIn(i18n.language, count);
  const words: string[] = [t("moving.progress", { taken: bytes(takenBytes), total: bytes(totalBytes) })];
  if (bytesPerSecond !== null && bytesPerSecond > 0) {
    const seconds = (totalBytes - takenBytes) / bytesPerSecond;
    words.push(t("moving.rate", { rate: bytes(bytesPerSecond) }));
    words.push(t("moving.left", { time: timeIn(i18n.language, seconds) }));
  }
  return <p className={classes["soft"]}>{words.join(" · ")}</p>;
}

function End({ one, ended }: { one: Moving; ended: Ended }): React.ReactNode {
  const { t, i18n } = useTranslation();
  const total = bytesIn(i18n.language, one.totalBytes);
  const isTo = one.what.way === "to_machine";
  const words = (): string => {
    if (ended.how !== "done") return whyOf(one, ended, t);
    if (one.what.type === "files") return t(isTo ? "moving.end.arrived" : "moving.end.came", { total });
    if (isTo) return t("moving.end.clipThere");
    return one.isCopied === false ? t("moving.end.clipShown") : t("moving.end.clipHere");
  };
  return (
    <p
      className={ended.how === "failed" ? classes["bad"] : classes["soft"]}
      role="status"
      data-testid="moving-end"
    >
      {words()}
      {ended.how === "failed" && ended.reason === null && one.what.type === "files" && (
        <>
          {" "}
          <bdi>{ended.sentence}</bdi>
        </>
      )}
    </p>
  );
}

function whyOf(one: Moving, ended: Ended, t: TFunction): string {
  if (ended.how === "done") return "";
  if (ended.how !== "failed") return t(`moving.end.${ended.how}`);
  if (ended.reason !== null) return t(`moving.reason.${ended.reason}`);
  return t(one.what.type === "clipboard" ? "moving.end.clipFailed" : "moving.end.failed");
}

function GotFiles({ got }: { got: readonly Got[] }): React.ReactNode {
  const { t, i18n } = useTranslation();
  const rest = got.length - FILES_SHOWN;
  return (
    <div className={classes["got"]} data-testid="got">
      {got.length > 1 && (
        <Button size="compact-sm" onClick={() => void saveAll(got)} data-testid="save-all">
          {t("moving.saveAll")}
        </Button>
      )}
      <ul className={classes["gotList"]}>
        {got.slice(0, FILES_SHOWN).map((one, index) => {
          const name = one.path.join(" / ");
          return (
            <li key={index} className={classes["head"]}>
              <span className={classes["grow"]}>
                <bdi>{name}</bdi>{" "}
                <span className={classes["size"]}>{bytesIn(i18n.language, one.data.size)}</span>
              </span>
              <Button
                size="compact-xs"
                variant="default"
                aria-label={t("moving.saveLabel", { name })}
                onClick={() => save(one)}
                data-testid="save"
              >
                {t("moving.save")}
              </Button>
            </li>
          );
        })}
      </ul>
      {rest > 0 && <p className={classes["soft"]}>{t("moving.more", { count: rest })}</p>}
    </div>
  );
}

/** The click that the browser wants, and the content itself. */
function GotClip({ one, onCopy }: { one: Moving; onCopy: () => void }): React.ReactNode {
  const { t } = useTranslation();
  const data = one.got[0]?.data;
  const isText = one.what.type === "clipboard" && one.what.kind === "text";
  return (
    <div className={classes["got"]} data-testid="got-clip">
      {data !== undefined && isText && <ClipText data={data} />}
      <Button size="compact-sm" onClick={onCopy} data-testid="copy">
        {t("moving.copy")}
      </Button>
    </div>
  );
}

function ClipText({ data }: { data: Blob }): React.ReactNode {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  useEffect(() => {
    void data.text().then(setText);
  }, [data]);
  return (
    <textarea
      className={classes["text"]}
      aria-label={t("moving.text")}
      readOnly
      rows={4}
      value={text}
      dir="auto"
    />
  );
}
