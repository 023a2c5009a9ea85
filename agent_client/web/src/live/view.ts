/** What a session view shows: one immutable value, made anew at each change. */

import type {
  Activity,
  ConsentAnswer,
  ErrorCode,
  FloorBy,
  HeldBack,
  LoweredBy,
  MonitorId,
  OwnerHow,
  PersonId,
  RecordingEnd,
  Role,
  SessionState,
} from "../protocol/protocol.gen";
import type { Standing } from "../link/control";
import type { Arranged } from "./arrange";
import { NO_TALK, type TalkView } from "../talk/talk";
import { NO_WORK, type WorkView } from "./machine_work";
import type { Moving } from "../transfer/transfers";
import type { Tool } from "./marker";
import type { Via } from "./frame_name";
import type { Quality } from "./quality";

/** What became of a recording, of the screen, or of a moment, in passing. */
export type RecordingNotice =
  "began" | "refused" | "unanswered" | "private_began" | "private_over" | "flagged" | `over_${RecordingEnd}`;

/** Something that the person should know now; the newest replaces the one before. */
export type Notice =
  | { is: "held_back"; why: HeldBack }
  | { is: "lowered"; by: LoweredBy }
  | { is: "answered"; answer: ConsentAnswer }
  | { is: "back_on_relay" }
  | { is: "turn_refused" }
  | { is: "tried" }
  | { is: "floor"; by: FloorBy; holder: PersonId | null }
  | { is: "floor_wanted"; who: PersonId }
  | { is: "owner"; who: PersonId; how: OwnerHow }
  | { is: "came"; who: PersonId }
  | { is: "recording"; how: RecordingNotice; who: PersonId | null }
  | { is: "fault"; code: ErrorCode };

export interface LiveView {
  standing: Standing;
  session: SessionState | null;
  personId: PersonId;
  role: Role;
  organisation: string;
  /** How far the server's clock is ahead of this machine's. */
  aheadMs: number;
  /** Which way the picture on the canvas came; null before the first one. */
  via: Via | null;
  /** The monitors that are shown: one, or all. */
  streams: readonly MonitorId[];
  /** Whether all monitors are shown, however many there are. */
  isAll: boolean;
  /** How their pictures stand; null before the first one. */
  arranged: Arranged | null;
  quality: Quality;
  roundTripMs: number | null;
  notice: { id: number; what: Notice } | null;
  /** How the last question ended. */
  lastAnswer: ConsentAnswer | null;
  /** Whether the person's keys go to the other desktop now. */
  captured: boolean;
  /** What the mouse on the picture is for. */
  tool: Tool;
  talk: TalkView;
  work: WorkView;
  /** What this console sends and takes. */
  moving: readonly Moving[];
  /** What the holder's hand did in the last second; null when it rests. */
  activity: Activity | null;
}

export const NOTHING_YET: LiveView = {
  standing: { is: "opening" },
  session: null,
  personId: "",
  role: "agent",
  organisation: "",
  aheadMs: 0,
  via: null,
  streams: [0],
  isAll: false,
  arranged: null,
  quality: "good",
  roundTripMs: null,
  notice: null,
  lastAnswer: null,
  captured: false,
  tool: "hand",
  talk: NO_TALK,
  work: NO_WORK,
  moving: [],
  activity: null,
};
