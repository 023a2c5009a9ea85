/** Files and clipboards to the customer's computer and from it: what may be asked, and what is on its way. */

import { Button } from "@mantine/core";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { allows, may } from "../protocol/rights";
import { isOpen, type Part } from "../session/part";
import { batchOf, chosenIn, clipBatch, type Unsendable } from "./batch";
import { readClip, type ClipProblem } from "./clipboard";
import classes from "./files_box.module.css";
import { MovingLine } from "./moving_line";

/** Why nothing was asked for, as a sentence. */
export type Problem = Unsendable | ClipProblem | "clip_too_big" | "unread";

/** What may be asked for now. */
export interface Offers {
  files: boolean;
  clipboard: boolean;
  /** Whether a question can be put to the customer at this moment. */
  now: boolean;
}

export function offersOf({ view, session }: Part): Offers {
  const isHere = may(view.role, "work") && session.machine !== undefined && session.state !== "ended";
  return {
    files: isHere && allows(session.mode, "files"),
    clipboard: isHere && allows(session.mode, "clipboard"),
    now:
      isOpen(view) &&
      session.restart === undefined &&
      session.question === undefined &&
      session.works.every((one) => one.started_at !== undefined),
  };
}

export function FilesBox(part: Part): React.ReactNode {
  const { t } = useTranslation();
  const { view, session } = part;
  const [problem, setProblem] = useState<Problem | null>(null);
  const offers = offersOf(part);
  const mayAsk = offers.files || offers.clipboard;
  const isObserving = session.mode === "observer" && may(view.role, "work");
  if (!mayAsk && !isObserving && view.moving.length === 0) return null;
  return (
    <section aria-labelledby="moving" data-testid="files-box">
      <h2 id="moving" className={classes["heading"]}>
        {t("moving.title")}
      </h2>
      {isObserving && (
        <p className={classes["soft"]} data-testid="files-observing">
          {t("moving.observing")}
        </p>
      )}
      {mayAsk && <Asking part={part} offers={offers} onProblem={setProblem} />}
      <p role="alert" className={classes["problem"]} data-testid="files-problem">
        {problem !== null && t(`moving.problem.${problem}`)}
      </p>
      <OnTheWay {...part} />
    </section>
  );
}

function OnTheWay(part: Part): React.ReactNode {
  const { t } = useTranslation();
  const { moving } = part.view;
  if (moving.length === 0) return null;
  return (
    <ul className={classes["list"]} aria-label={t("moving.list")}>
      {moving.map((one) => (
        <MovingLine key={one.requestId} one={one} part={part} />
      ))}
    </ul>
  );
}

interface AskingProps {
  part: Part;
  offers: Offers;
  onProblem: (problem: Problem | null) => void;
}

function Asking({ part, offers, onProblem }: AskingProps): React.ReactNode {
  const { t } = useTranslation();
  const transfers = part.live()?.transfers;
  const ask = (act: () => void) => () => {
    onProblem(null);
    act();
  };
  const sendFiles = (files: FileList): void => {
    const batch = batchOf(chosenIn(files));
    if (typeof batch === "string") onProblem(batch);
    else transfers?.sendFiles(batch);
  };
  const sendClip = async (): Promise<void> => {
    const clip = await readClip();
    const batch = typeof clip === "string" ? clip : clipBatch(clip.kind, clip.data);
    if (typeof clip !== "string" && typeof batch !== "string") transfers?.sendClip(clip.kind, batch);
    else if (typeof batch === "string") onProblem(batch);
  };
  const off = !offers.now;
  return (
    <div className={classes["row"]}>
      {offers.files && (
        <>
          <Picker
            words={t("moving.sendFiles")}
            testId="send-files"
            off={off}
            onChosen={(files) => ask(() => sendFiles(files))()}
          />
          <Picker
            words={t("moving.sendFolder")}
            testId="send-folder"
            off={off}
            isFolder
            onChosen={(files) => ask(() => sendFiles(files))()}
          />
          <Ask
            words={t("moving.askForFiles")}
            testId="ask-for-files"
            off={off}
            onAsk={ask(() => transfers?.askForFiles())}
          />
        </>
      )}
      {offers.clipboard && (
        <>
          <Ask words={t("moving.sendClip")} testId="send-clip" off={off} onAsk={ask(() => void sendClip())} />
          <Ask
            words={t("moving.askForText")}
            testId="ask-for-text"
            off={off}
            onAsk={ask(() => transfers?.askForClip("text"))}
          />
          <Ask
            words={t("moving.askForImage")}
            testId="ask-for-image"
            off={off}
            onAsk={ask(() => transfers?.askForClip("image"))}
          />
        </>
      )}
    </div>
  );
}

interface AskProps {
  words: string;
  testId: string;
  off: boolean;
  onAsk: () => void;
}

function Ask({ words, testId, off, onAsk }: AskProps): React.ReactNode {
  return (
    <Button size="xs" variant="default" disabled={off} onClick={onAsk} data-testid={testId}>
      {words}
    </Button>
  );
}

interface PickerProps extends Omit<AskProps, "onAsk"> {
  isFolder?: boolean;
  onChosen: (files: FileList) => void;
}

function Picker({ words, testId, off, isFolder = false, onChosen }: PickerProps): React.ReactNode {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Ask words={words} testId={testId} off={off} onAsk={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        // React knows it, its types do not: a folder with all that lies in it.
        {...(isFolder ? { webkitdirectory: "" } : {})}
        onChange={({ currentTarget }) => {
          if (currentTarget.files !== null && currentTarget.files.length > 0) onChosen(currentTarget.files);
          currentTarget.value = "";
        }}
        data-testid={`${testId}-input`}
      />
    </>
  );
}
