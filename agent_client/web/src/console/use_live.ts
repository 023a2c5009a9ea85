/** A live session for as long as the page that shows it is open. */

import { useEffect, useState, useSyncExternalStore } from "react";

import { consoleTicket } from "../api/staff";
import { LiveSession } from "../live/live_session";
import { NOTHING_YET, type LiveView } from "../live/view";
import type { SessionId } from "../protocol/protocol.gen";
import { isPassing } from "./passing";
import type { StageRefs } from "./stage";

const NEVER = (): (() => void) => () => undefined;
const NOTHING = (): LiveView => NOTHING_YET;

export interface Live {
  session: LiveSession | null;
  view: LiveView;
  /** There is no way into this session. */
  problem: unknown;
  /** Begin anew: the place was taken by another tab, or a way in could not be had. */
  again: () => void;
}

export function useLive(sessionId: SessionId, refs: StageRefs): Live {
  const [session, setSession] = useState<LiveSession | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const { canvas, keys, pointer } = refs;
    if (canvas.current === null || keys.current === null || pointer.current === null) return;
    const made = new LiveSession(
      { version: "console", ticket: () => consoleTicket(sessionId), isPassing },
      { canvas: canvas.current, keys: keys.current, pointer: pointer.current },
      setProblem,
    );
    setSession(made);
    setProblem(null);
    return () => {
      made.close();
      setSession(null);
    };
  }, [sessionId, refs, tries]);
  const view = useSyncExternalStore(session?.subscribe ?? NEVER, session?.now ?? NOTHING);
  return { session, view, problem, again: () => setTries((before) => before + 1) };
}
