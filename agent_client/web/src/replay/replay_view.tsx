/** One replay on the page. */

import { Center, Loader } from "@mantine/core";
import { useEffect, useRef, useState, useSyncExternalStore, type RefObject } from "react";
import { useTranslation } from "react-i18next";

import type { RecordView } from "../api/records";
import { codeOf } from "../console/problem_note";
import type { SessionId } from "../protocol/protocol.gen";
import { Controls } from "./controls";
import { ExportDialog } from "./export_dialog";
import { wantedOf } from "./facts";
import { deedOf, takesKey, type Deed } from "./keys";
import type { Moment } from "./link";
import { ReplayContext } from "./part";
import type { Player } from "./player";
import { PlayerSlot } from "./player_slot";
import classes from "./replay.module.css";
import { ReplayBar } from "./replay_bar";
import { Side } from "./side";
import { ReplayStage } from "./stage";
import { Timeline } from "./timeline";

interface ReplayViewProps {
  sessionId: SessionId;
  opened: RecordView;
  moment: Moment;
  /** Ask for everything anew: the reason is too old, or the session is gone. */
  again: () => void;
}

export function ReplayView({ sessionId, opened, moment, again }: ReplayViewProps): React.ReactNode {
  const { t } = useTranslation();
  const [slot] = useState(() => new PlayerSlot(sessionId, opened, moment));
  const player = useSyncExternalStore(slot.subscribe, slot.now);
  if (player === null)
    return (
      <Center component="main" mih="100dvh">
        <Loader aria-label={t("replay.loading")} role="status" />
      </Center>
    );
  return <Playing player={player} moment={moment} again={again} />;
}

/** Less room than this, and the lanes and the list are shown only when they are asked for. */
const WIDE_PX = 820;
const LEAVES: readonly string[] = ["reason_needed", "erased", "not_signed_in"];

interface PlayingProps {
  player: Player;
  moment: Moment;
  again: () => void;
}

function Playing({ player, moment, again }: PlayingProps): React.ReactNode {
  const view = useSyncExternalStore(player.subscribe, player.now);
  const [hasSide, setHasSide] = useState(true);
  const [hasLanes, setHasLanes] = useState(() => window.innerWidth >= WIDE_PX);
  const [isExporting, setIsExporting] = useState(false);
  const room = useRef<HTMLDivElement>(null);
  const [isFull, fill] = useFullScreen(room);
  useKeys(player, fill);
  useMoment(player, moment);
  const leaves = view.problem !== null && LEAVES.includes(codeOf(view.problem));
  useEffect(() => {
    if (leaves) again();
  }, [leaves, again]);
  const part = { player, view };
  return (
    <ReplayContext value={part}>
      <div className={classes["page"]}>
        <ReplayBar
          {...part}
          hasSide={hasSide}
          onSide={() => setHasSide(!hasSide)}
          hasLanes={hasLanes}
          onLanes={() => setHasLanes(!hasLanes)}
          isFull={isFull}
          onFull={fill}
          onExport={() => setIsExporting(true)}
          again={again}
          isClip={moment.clip !== undefined}
        />
        <div className={`${classes["body"] ?? ""} ${hasSide ? (classes["withSide"] ?? "") : ""}`}>
          <main className={classes["main"]} ref={room} data-testid="replay">
            <ReplayStage {...part} />
            <Timeline {...part} hasLanes={hasLanes && !isFull} />
            <Controls {...part} />
          </main>
          {hasSide && <Side {...part} />}
        </div>
        {isExporting && <ExportDialog {...part} onClose={() => setIsExporting(false)} />}
      </div>
    </ReplayContext>
  );
}

function carryOut(deed: Deed, player: Player, fill: () => void): void {
  switch (deed.do) {
    case "toggle":
      player.toggle();
      break;
    case "skip":
      player.skip(deed.byMs);
      break;
    case "step":
      void player.stepFrame(deed.by);
      break;
    case "begin":
      player.seek(0);
      break;
    case "end":
      player.seek(player.now().clock.endMs);
      break;
    case "speed":
      player.faster(deed.by);
      break;
    case "full":
      fill();
      break;
  }
}

function useKeys(player: Player, fill: () => void): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const deed = deedOf(event);
      if (deed === null || event.defaultPrevented || takesKey(event.target, event)) return;
      event.preventDefault();
      carryOut(deed, player, fill);
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [player, fill]);
}

/** Another link to the same session goes to its moment. */
function useMoment(player: Player, moment: Moment): void {
  const first = useRef(moment);
  useEffect(() => {
    const wantedMs = wantedOf(moment, player.now().facts.beginMs);
    if (first.current === moment || wantedMs === null) return;
    first.current = moment;
    player.seek(Math.max(0, wantedMs));
  }, [player, moment]);
}

function useFullScreen(room: RefObject<HTMLElement | null>): [boolean, () => void] {
  const [isFull, setIsFull] = useState(document.fullscreenElement !== null);
  useEffect(() => {
    const changed = (): void => setIsFull(document.fullscreenElement !== null);
    document.addEventListener("fullscreenchange", changed);
    return () => document.removeEventListener("fullscreenchange", changed);
  }, []);
  const [fill] = useState(() => () => {
    if (document.fullscreenElement !== null) void document.exitFullscreen();
    else void room.current?.requestFullscreen().catch(() => undefined);
  });
  return [isFull, fill];
}
