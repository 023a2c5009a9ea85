/** Where the picture stands. React gives it room; it draws by itself. */

import { useCallback, useLayoutEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import type { LiveSlot } from "../live/slot";
import type { LiveView } from "../live/view";
import { cssSize, type Fit } from "./fit";
import classes from "./session.module.css";

interface StageProps {
  slot: LiveSlot;
  view: LiveView;
  fit: Fit;
  name: string;
  isHolder: boolean;
}

const NO_SIZE = { width: 0, height: 0 };

export function Stage({ slot, view, fit, name, isHolder }: StageProps): React.ReactNode {
  const { t } = useTranslation();
  const [room, measured] = useRoom();
  const host = useCallback((element: HTMLElement | null) => element?.append(slot.elements.holder), [slot]);
  const pictureLabel = t("live.picture", { name });
  const keysLabel = t("live.pictureControl", { name });
  const size = view.size;
  useLayoutEffect(() => {
    const css = size === null ? NO_SIZE : cssSize(size, room, fit, window.devicePixelRatio);
    slot.layOut({ ...css, pictureLabel, keysLabel, isHolder });
  }, [slot, size, room, fit, pictureLabel, keysLabel, isHolder]);
  const isActual = fit === "actual";
  return (
    <div
      ref={measured}
      className={`${classes["scroll"] ?? ""} ${isActual ? (classes["actual"] ?? "") : ""}`}
      // A part that scrolls has to be reachable without a mouse.
      tabIndex={isActual ? 0 : -1}
      role="group"
      aria-label={pictureLabel}
    >
      <div ref={host} className={view.tool === "hand" ? undefined : "live-marking"} data-tool={view.tool} />
    </div>
  );
}

function useRoom(): [{ width: number; height: number }, (element: HTMLElement | null) => () => void] {
  const [room, setRoom] = useState(NO_SIZE);
  const measured = useCallback((element: HTMLElement | null) => {
    if (element === null) return () => undefined;
    const measure = (): void => setRoom({ width: element.clientWidth, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [room, measured];
}
