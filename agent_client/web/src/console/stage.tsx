/** The picture, and the elements that the live part draws on. React lays it out; it draws by itself. */

import { useLayoutEffect, useState, type RefObject } from "react";
import { useTranslation } from "react-i18next";

import type { LiveView } from "../live/view";
import { cssSize, type Fit } from "./fit";
import classes from "./session.module.css";

export interface StageRefs {
  canvas: RefObject<HTMLCanvasElement | null>;
  keys: RefObject<HTMLTextAreaElement | null>;
  pointer: RefObject<HTMLImageElement | null>;
  room: RefObject<HTMLDivElement | null>;
}

interface StageProps {
  refs: StageRefs;
  view: LiveView;
  fit: Fit;
  name: string;
  isHolder: boolean;
  /** After each change of the layout. */
  onLaidOut: () => void;
  children: React.ReactNode;
}

export function Stage({ refs, view, fit, name, isHolder, onLaidOut, children }: StageProps): React.ReactNode {
  const { t } = useTranslation();
  const room = useRoom(refs.room);
  const size = view.size === null ? null : cssSize(view.size, room, fit, window.devicePixelRatio);
  useLayoutEffect(onLaidOut);
  return (
    <div className={classes["stage"]} ref={refs.room}>
      <div
        className={`${classes["scroll"] ?? ""} ${fit === "actual" ? (classes["actual"] ?? "") : ""}`}
        tabIndex={fit === "actual" ? 0 : -1}
        role="group"
        aria-label={t("live.picture", { name })}
      >
        <div className={`${classes["holder"] ?? ""} ${view.captured ? (classes["captured"] ?? "") : ""}`}>
          <canvas
            ref={refs.canvas}
            className={classes["canvas"]}
            data-testid="picture"
            width={16}
            height={9}
            role="img"
            aria-label={t("live.picture", { name })}
            style={size === null ? { width: 0, height: 0 } : size}
          />
          <img ref={refs.pointer} className={classes["pointer"]} alt="" hidden />
          <textarea
            ref={refs.keys}
            className={classes["keys"]}
            aria-label={t("live.pictureControl", { name })}
            tabIndex={isHolder ? 0 : -1}
            autoCapitalize="off"
            autoComplete="off"
            autoCorrect="off"
            spellCheck={false}
          />
        </div>
      </div>
      {children}
    </div>
  );
}

function useRoom(element: RefObject<HTMLElement | null>): { width: number; height: number } {
  const [room, setRoom] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const watched = element.current;
    if (watched === null) return;
    const measure = (): void => setRoom({ width: watched.clientWidth, height: watched.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(watched);
    measure();
    return () => observer.disconnect();
  }, [element]);
  return room;
}
