/** What a session view shows: one immutable value, made anew at each change. */

import type { HeldBack, LoweredBy, ConsentAnswer, ErrorCode, SessionState } from "../protocol/protocol.gen";
import type { Standing } from "../link/control";
import type { Via } from "./frame_name";
import type { Size } from "./picture";
import type { Quality } from "./quality";

/** Something that the person should know now; the newest replaces the one before. */
export type Notice =
  | { is: "held_back"; why: HeldBack }
  | { is: "lowered"; by: LoweredBy }
  | { is: "answered"; answer: ConsentAnswer }
  | { is: "back_on_relay" }
  | { is: "tried" }
  | { is: "fault"; code: ErrorCode };

export interface LiveView {
  standing: Standing;
  session: SessionState | null;
  personId: string;
  organisation: string;
  /** Which way the picture on the canvas came; null before the first one. */
  via: Via | null;
  stream: number;
  size: Size | null;
  quality: Quality;
  roundTripMs: number | null;
  notice: { id: number; what: Notice } | null;
  /** How the last question ended. */
  lastAnswer: ConsentAnswer | null;
  /** Whether the person's keys go to the other desktop now. */
  captured: boolean;
}

export const NOTHING_YET: LiveView = {
  standing: { is: "opening" },
  session: null,
  personId: "",
  organisation: "",
  via: null,
  stream: 0,
  size: null,
  quality: "good",
  roundTripMs: null,
  notice: null,
  lastAnswer: null,
  captured: false,
};
