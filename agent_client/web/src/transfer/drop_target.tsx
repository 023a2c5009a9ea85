/** Over the picture: files and folders that are dragged here are sent to the machine. */

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Part } from "../session/part";
import { batchOf, chosenFrom } from "./batch";
import classes from "./files_box.module.css";
import { offersOf, type Problem } from "./files_box";

const PROBLEM_MS = 6_000;

export function DropTarget({ part }: { part: Part | null }): React.ReactNode {
  const { t } = useTranslation();
  const [isOver, setIsOver] = useState(false);
  const [says, setSays] = useState<Problem | "reading" | null>(null);
  const isDragging = useFilesInHand(() => setIsOver(false));
  useEffect(() => {
    if (says === null || says === "reading") return;
    const timer = setTimeout(() => setSays(null), PROBLEM_MS);
    return () => clearTimeout(timer);
  }, [says]);
  if (part === null || (!isDragging && says === null)) return null;
  const offers = offersOf(part);
  const take = async (dropped: DataTransfer): Promise<void> => {
    setSays("reading");
    const batch = await chosenFrom(dropped).then(batchOf, () => "unread" as const);
    setSays(typeof batch === "string" ? batch : null);
    if (typeof batch !== "string") part.live()?.transfers.sendFiles(batch);
  };
  const mayDrop = offers.files && offers.now;
  return (
    <div
      className={classes["drop"]}
      data-over={isOver && mayDrop}
      data-testid="drop"
      onDragEnter={() => setIsOver(true)}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        if (mayDrop) void take(event.dataTransfer);
      }}
      role="status"
    >
      <p className={classes["dropWords"]}>
        {says === null
          ? t(mayDrop ? "moving.drop" : "moving.dropNot", { name: part.name })
          : says === "reading"
            ? t("moving.reading")
            : t(`moving.problem.${says}`)}
      </p>
    </div>
  );
}

/** Whether files are dragged over this page; dropped beside the target they are not opened instead of it. */
function useFilesInHand(onGone: () => void): boolean {
  const [isDragging, setIsDragging] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    let inside = 0;
    const gone = (): void => {
      inside = 0;
      setIsDragging(false);
      onGone();
    };
    const on = (type: "dragenter" | "dragover" | "dragleave" | "drop", act: () => void): void => {
      const take = (event: DragEvent): void => {
        if (event.dataTransfer?.types.includes("Files") !== true) return;
        if (type !== "dragleave") event.preventDefault();
        act();
      };
      window.addEventListener(type, take, { signal: stop.signal });
    };
    on("dragenter", () => {
      inside += 1;
      setIsDragging(true);
    });
    on("dragover", () => undefined);
    on("dragleave", () => {
      inside -= 1;
      if (inside <= 0) gone();
    });
    on("drop", gone);
    return () => stop.abort();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- it only sets a state
  }, []);
  return isDragging;
}
