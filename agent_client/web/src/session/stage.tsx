/** Where the picture stands. React gives it room; it draws by itself. */

import { useCallback, useLayoutEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Arranged } from "../live/arrange";
import type { LiveSlot } from "../live/slot";
import type { LiveView } from "../live/view";
import type { MonitorId } from "../protocol/protocol.gen";
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
const NOTHING: Arranged = { size: { widthPx: 0, heightPx: 0 }, places: [] };

export function Stage({ slot, view, fit, name, isHolder }: StageProps): React.ReactNode {
  const { t } = useTranslation();
  const [room, measured] = useRoom();
  const host = useCallback((element: HTMLElement | null) => element?.append(slot.elements.holder), [slot]);
  const roomLabel = t("live.picture", { name });
  const keysLabel = t("live.pictureControl", { name });
  const arranged = view.arranged ?? NOTHING;
  const monitors = view.session?.screen?.monitors;
  const isAll = view.isAll;
  useLayoutEffect(() => {
    const css = arranged === NOTHING ? NO_SIZE : cssSize(arranged.size, room, fit, window.devicePixelRatio);
    const pictureLabel = (stream: MonitorId): string => {
      const number = 1 + (monitors?.findIndex((one) => one.id === stream) ?? -1);
      return isAll ? t("live.pictureNumber", { name, number }) : roomLabel;
    };
    slot.layOut({ ...css, arranged, pictureLabel, keysLabel, isHolder });
  }, [slot, arranged, room, fit, t, name, roomLabel, monitors, isAll, keysLabel, isHolder]);
  const isActual = fit === "actual";
  return (
    <div
      ref={measured}
      className={`${classes["scroll"] ?? ""} ${isActual ? (classes["actual"] ?? "") : ""}`}
      // A part that scrolls has to be reachable without a mouse.
      tabIndex={isActual ? 0 : -1}
      role="group"
      aria-label={roomLabel}
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
