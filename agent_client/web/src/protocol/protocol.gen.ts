/** Made by `python -m protocol.export` from protocol/. Do not edit. */

export type PersonId = string;

export type PeerId = string;

export type MonitorId = number;

export type RequestId = string;

export type SessionId = string;

export const ROLE_VALUES = ["customer", "agent", "expert", "supervisor", "learner", "manager", "admin", "viewer"] as const;
/** A person's part in one session, or a staff member's in the organisation. */
export type Role = (typeof ROLE_VALUES)[number];

export const PRESENCE_VALUES = ["present", "away"] as const;
/** Whether somebody can be reached now. */
export type Presence = (typeof PRESENCE_VALUES)[number];

export const DOOR_VALUES = ["page", "code", "link"] as const;
/** How the customer came in. */
export type Door = (typeof DOOR_VALUES)[number];

export const PLATFORM_VALUES = ["linux_x11", "linux_wayland", "windows", "macos", "browser"] as const;
/** What a captured machine runs on. */
export type Platform = (typeof PLATFORM_VALUES)[number];

export const MODE_VALUES = ["observer", "desktop_sharing", "full_control", "admin", "demo"] as const;
/** What the people in a session may do with the captured desktop. */
export type Mode = (typeof MODE_VALUES)[number];

export const CONSENT_ANSWER_VALUES = ["allowed", "refused", "expired", "withdrawn"] as const;
/** How a question ended. */
export type ConsentAnswer = (typeof CONSENT_ANSWER_VALUES)[number];

export const LOWERED_BY_VALUES = ["panic_key", "local_person", "staff", "path_lost", "broker_lost", "reconfirm", "holder_left", "program_ended"] as const;
/** Why the captured machine gave less than before. */
export type LoweredBy = (typeof LOWERED_BY_VALUES)[number];

export const ENDED_BY_VALUES = ["customer", "staff", "abandoned", "interrupted_too_long"] as const;
/** Why a session is over. */
export type EndedBy = (typeof ENDED_BY_VALUES)[number];

export const BUTTON_VALUES = ["left", "middle", "right", "back", "forward"] as const;
/** A pointer button. */
export type Button = (typeof BUTTON_VALUES)[number];

export const PEER_KIND_VALUES = ["page", "machine", "console", "desk"] as const;
/** What is at the other end of a link. */
export type PeerKind = (typeof PEER_KIND_VALUES)[number];

export const STATE_VALUES = ["new", "waiting", "claimed", "live", "interrupted", "ended"] as const;
/** Where a session stands. ENDED is final. */
export type State = (typeof STATE_VALUES)[number];

export const ERROR_CODE_VALUES = ["bad_message", "message_too_big", "invalid", "version_unknown", "not_signed_in", "wrong_credentials", "not_allowed", "origin_refused", "csrf_missing", "unknown", "setup_done", "code_unknown", "ticket_unknown", "already_claimed", "queue_empty", "out_of_turn", "replaced", "viewer_limit", "session_over", "too_many", "too_slow", "try_later", "going_away", "ours"] as const;
/** The name of an error: stable, for programs. People read the sentence that comes with it. */
export type ErrorCode = (typeof ERROR_CODE_VALUES)[number];

export const HELD_BACK_VALUES = ["not_holder", "old_epoch", "mode", "consent_open", "local_hand", "repeated", "too_many", "outside", "unknown_key"] as const;
/** Why the captured machine did not carry out an event (SPEC I9). Shown to the agent in plain words. */
export type HeldBack = (typeof HELD_BACK_VALUES)[number];

export const ABILITY_VALUES = ["picture", "input", "elevated_windows", "reboot", "clipboard", "files", "scripts", "inspection", "pointing", "monitors"] as const;
/** One thing that somebody may do on the captured machine. */
export type Ability = (typeof ABILITY_VALUES)[number];

export const ALLOWED_VALUES = ["session", "prompt", "each", "dropped", "local"] as const;
/** When a mode allows an ability. */
export type Allowed = (typeof ALLOWED_VALUES)[number];

/** Somebody in a session, as everyone there sees them. `language` is a BCP 47 tag. */
export interface Person {
  readonly person_id: PersonId;
  readonly name: string;
  readonly role: Role;
  readonly language: string;
  readonly presence: Presence;
}

/** The customer asked for help. */
export interface Opened {
  readonly type: "opened";
  readonly customer: Person;
  readonly door: Door;
  readonly reason: string;
}

/** Somebody came into the session, and is named to everyone. */
export interface Joined {
  readonly type: "joined";
  readonly person: Person;
}

/** Somebody left the session for good. */
export interface Left {
  readonly type: "left";
  readonly person_id: PersonId;
}

/** Somebody's link was lost for long enough to say so, or is back. */
export interface PresenceChanged {
  readonly type: "presence_changed";
  readonly person_id: PersonId;
  readonly presence: Presence;
}

/** A staff member took the customer, and why they got this one, in one sentence. */
export interface Claimed {
  readonly type: "claimed";
  readonly person_id: PersonId;
  readonly why: string;
}

/** Nobody has the customer any more; they wait again, at the place that their first wait earned. */
export interface Requeued {
  readonly type: "requeued";
}

/** What a captured machine said it can do, before anybody joins: no silent black picture (SPEC M6). */
export interface Abilities {
  readonly capture: boolean;
  readonly inject: boolean;
  readonly sentence: string;
}

/** The captured machine: the desktop program of one session. */
export interface Machine {
  readonly peer_id: PeerId;
  readonly platform: Platform;
  readonly system: string;
  readonly version: string;
  readonly abilities: Abilities;
  readonly presence: Presence;
}

/** The desktop program is here; also after a restart, as another peer. */
export interface MachineJoined {
  readonly type: "machine_joined";
  readonly machine: Machine;
}

/** The desktop program's link was lost for long enough to say so, or is back. */
export interface MachinePresenceChanged {
  readonly type: "machine_presence_changed";
  readonly presence: Presence;
}

/**
 * One monitor, in physical pixels of the virtual desktop (SPEC M1).
 *
 * `left_px` and `top_px` may be negative: a monitor may stand left of or above the origin.
 */
export interface Monitor {
  readonly id: MonitorId;
  readonly left_px: number;
  readonly top_px: number;
  readonly width_px: number;
  readonly height_px: number;
  readonly scale: number;
  readonly primary: boolean;
  readonly name: string;
}

/** All monitors of a machine; at least one. */
export interface Screen {
  readonly monitors: readonly Monitor[];
}

/** The captured machine's monitors are now these. */
export interface ScreenChanged {
  readonly type: "screen_changed";
  readonly screen: Screen;
}

/** An open question: may `asked_by` go up to `mode`? No answer is a no. */
export interface Question {
  readonly request_id: RequestId;
  readonly mode: Mode;
  readonly asked_by: PersonId;
  readonly asked_at: number;
}

/** The person at the captured machine is being asked. */
export interface ConsentAsked {
  readonly type: "consent_asked";
  readonly question: Question;
}

/** The question is over. If allowed, `mode` and `holder` are in force now, under `epoch` (SPEC C2). */
export interface ConsentAnswered {
  readonly type: "consent_answered";
  readonly request_id: RequestId;
  readonly answer: ConsentAnswer;
  readonly mode: Mode;
  readonly holder?: PersonId;
  readonly epoch: number;
  readonly covered: readonly PersonId[];
}

/** The captured machine gives less now: a lower mode, no holder, or (`mode` is None) no view at all. */
export interface Lowered {
  readonly type: "lowered";
  readonly mode?: Mode;
  readonly epoch: number;
  readonly by: LoweredBy;
  readonly person_id?: PersonId;
}

/** One side has been away too long to go on; the session waits until `until`, then ends. */
export interface Interrupted {
  readonly type: "interrupted";
  readonly until: number;
}

/** Both sides are here again. */
export interface Resumed {
  readonly type: "resumed";
}

/** The session is over, for good. */
export interface Ended {
  readonly type: "ended";
  readonly by: EndedBy;
  readonly person_id?: PersonId;
}

/** A place on one monitor. */
export interface At {
  readonly monitor: MonitorId;
  readonly x_norm: number;
  readonly y_norm: number;
}

/** The pointer is now here. */
export interface PointerMove {
  readonly type: "move";
  readonly seq: number;
  readonly at: At;
}

/** A button went down or up here; the position comes along: a lost move misplaces no click (SPEC I3). */
export interface PointerButton {
  readonly type: "button";
  readonly seq: number;
  readonly at: At;
  readonly button: Button;
  readonly down: boolean;
}

/** The wheel turned here, in notches; positive is away from the person (up) or to the right. */
export interface Wheel {
  readonly type: "wheel";
  readonly seq: number;
  readonly at: At;
  readonly dx: number;
  readonly dy: number;
}

/** A physical key went down or up: shortcuts, editing keys, modifiers. */
export interface Key {
  readonly type: "key";
  readonly seq: number;
  readonly key: string;
  readonly down: boolean;
}

/** Printable text was typed; the captured machine types it whatever its own layout. */
export interface Text {
  readonly type: "text";
  readonly seq: number;
  readonly text: string;
}

/** Everything held is let go: the viewer lost the focus. */
export interface ReleaseAll {
  readonly type: "release";
  readonly seq: number;
}

/**
 * What the desktop program says of its machine, at each hello.
 *
 * `epoch` is the highest that its gate ever used, so that the mirror can be told after a cut (SPEC C7).
 */
export interface MachineHello {
  readonly platform: Platform;
  readonly system: string;
  readonly abilities: Abilities;
  readonly screen: Screen;
  readonly epoch: number;
}

/** The first message on a control link: a ticket to come in, or a resume token to come back (SPEC K1). */
export interface Hello {
  readonly type: "hello";
  readonly protocol: number;
  readonly ticket?: string;
  readonly resume?: string;
  readonly version: string;
  readonly machine?: MachineHello;
}

/** Are you there? Sent by the client; answered at once with the same number. */
export interface Ping {
  readonly type: "ping";
  readonly number: number;
}

/** This peer goes for good and does not come back by itself. */
export interface Leave {
  readonly type: "leave";
}

/** The media link has to be opened anew: another ticket, please. */
export interface MediaTicketWanted {
  readonly type: "media_ticket_wanted";
}

/** Staff asks to go up to this mode, or to hold control again in the mode in force (SPEC C3). */
export interface AskMode {
  readonly type: "ask_mode";
  readonly request_id: RequestId;
  readonly mode: Mode;
}

/** Staff takes the open question back. */
export interface WithdrawQuestion {
  readonly type: "withdraw_question";
}

/** Somebody goes down to this mode, or (None) ends the view. Needs nobody's consent (SPEC C4). */
export interface LowerMode {
  readonly type: "lower_mode";
  readonly mode?: Mode;
}

/** The session is to end now. */
export interface EndSession {
  readonly type: "end_session";
}

/** A viewer asks the captured machine for an offer; `attempt` rises with each try; older ones are void. */
export interface DirectWanted {
  readonly type: "direct_wanted";
  readonly attempt: number;
}

/** The viewer's answer to an offer. */
export interface Answer {
  readonly type: "answer";
  readonly attempt: number;
  readonly sdp: string;
}

/** One side gave the direct path up; the viewer is back on the relay. */
export interface DirectClosed {
  readonly type: "direct_closed";
  readonly peer?: PeerId;
  readonly attempt: number;
}

/** The viewer has drawn its first frame from the direct path: the relay may stop serving it. */
export interface DrawnDirect {
  readonly type: "drawn_direct";
  readonly attempt: number;
}

/** The viewer wants to see this monitor; the others are not sent to it. */
export interface Watch {
  readonly type: "watch";
  readonly stream: MonitorId;
}

/** The viewer cannot decode further without a key frame of this stream. */
export interface KeyFrameWanted {
  readonly type: "key_frame_wanted";
  readonly stream: MonitorId;
}

/**
 * Events of one holder under one grant, in order.
 *
 * `seq` of the events rises over the whole grant, whatever channel carries them: what the machine has
 * already seen it drops, so a change of path can safely send again what was not acknowledged.
 */
export interface Input {
  readonly type: "input";
  readonly epoch: number;
  readonly events: readonly InputEvent[];
}

/** Everything that somebody who joins now has to know. `seq` is the last entry folded into it. */
export interface SessionState {
  readonly session_id: SessionId;
  readonly seq: number;
  readonly state: State;
  readonly opened_at: number;
  readonly door: Door;
  readonly reason: string;
  readonly people: readonly Person[];
  readonly customer_id?: PersonId;
  readonly owner_id?: PersonId;
  readonly why: string;
  readonly machine?: Machine;
  readonly screen?: Screen;
  readonly question?: Question;
  readonly mode?: Mode;
  readonly holder_id?: PersonId;
  readonly covered: readonly PersonId[];
  readonly epoch: number;
  readonly interrupted_until?: number;
  readonly ended_by?: EndedBy;
}

/** A STUN or TURN server; its credentials live an hour at most. */
export interface IceServer {
  readonly urls: readonly string[];
  readonly username?: string;
  readonly credential?: string;
}

/**
 * Everything a newcomer needs; after it only increments (SPEC S3).
 *
 * `resume` opens this same place again, once; the one before it stays good until this one is used (SPEC K5).
 * `session` is None on a desk link.
 */
export interface Welcome {
  readonly type: "welcome";
  readonly protocol: number;
  readonly peer_id: PeerId;
  readonly person_id: PersonId;
  readonly role: Role;
  readonly kind: PeerKind;
  readonly organisation: string;
  readonly resume: string;
  readonly media_ticket?: string;
  readonly session?: SessionState;
  readonly ice: readonly IceServer[];
  readonly at: number;
}

/** Yes. */
export interface Pong {
  readonly type: "pong";
  readonly number: number;
}

/** Something that this peer asked for was refused; the link lives on (SPEC E1). */
export interface Fault {
  readonly type: "fault";
  readonly code: ErrorCode;
  readonly sentence: string;
  readonly about?: RequestId;
}

/** A ticket for one media link. */
export interface MediaTicket {
  readonly type: "media_ticket";
  readonly ticket: string;
}

/** One line of a session's log: the fact, its number within the session (from 1) and when it happened. */
export interface Entry {
  readonly seq: number;
  readonly at: number;
  readonly fact: Fact;
}

/** One more entry of the session's log; everyone in the session receives it, in order. */
export interface Happened {
  readonly type: "happened";
  readonly entry: Entry;
}

/** The captured machine offers a direct path to one viewer. */
export interface Offer {
  readonly type: "offer";
  readonly peer: PeerId;
  readonly attempt: number;
  readonly sdp: string;
}

/** The captured machine's answer: up to which `seq` it took this grant's events, what it held back. */
export interface InputSeen {
  readonly type: "input_seen";
  readonly epoch: number;
  readonly seq: number;
  readonly held_back?: HeldBack;
}

/** The customer's place: 1 is next. `wait_seconds` is what we expect, or None while we cannot know. */
export interface QueuePlace {
  readonly type: "queue_place";
  readonly place: number;
  readonly wait_seconds?: number;
}

/** One customer in the queue, as the staff sees them. */
export interface Waiting {
  readonly session_id: SessionId;
  readonly customer: string;
  readonly language: string;
  readonly reason: string;
  readonly since: number;
  readonly program_ready: boolean;
  readonly why: string;
}

/** One session that the staff member is in. */
export interface Running {
  readonly session_id: SessionId;
  readonly customer: string;
  readonly reason: string;
  readonly state: State;
  readonly since: number;
}

/** The whole desk of one staff member: who waits, in order, and what they are in. Sent at each change. */
export interface Desk {
  readonly type: "desk";
  readonly waiting: readonly Waiting[];
  readonly waiting_total: number;
  readonly mine: readonly Running[];
}

/** How long is the way? Answered at once with the same number. */
export interface Probe {
  readonly type: "probe";
  readonly number: number;
}

/** What the pointer looks like: a PNG with alpha, base64, and its hot spot. Empty `png`: hidden. */
export interface PointerShape {
  readonly type: "pointer_shape";
  readonly png: string;
  readonly hot_x_px: number;
  readonly hot_y_px: number;
  readonly scale: number;
}

/** Where the pointer is. The viewer draws it at once. */
export interface PointerAt {
  readonly type: "pointer_at";
  readonly at: At;
}

/**
 * Which stream the direct track carries from here on, and how its RTP time maps to `pts_us` (SPEC D4).
 *
 * pts_us = pts_origin_us + ((rtp - rtp_origin) mod 2^32) * 1_000_000 / 90_000
 */
export interface FrameClock {
  readonly type: "frame_clock";
  readonly stream: MonitorId;
  readonly rtp_origin: number;
  readonly pts_origin_us: number;
}

/** The first message on a media link: the ticket that came with the welcome. */
export interface MediaHello {
  readonly type: "media_hello";
  readonly protocol: number;
  readonly ticket: string;
}

export type Fact =
  | Opened
  | Joined
  | Left
  | PresenceChanged
  | Claimed
  | Requeued
  | MachineJoined
  | MachinePresenceChanged
  | ScreenChanged
  | ConsentAsked
  | ConsentAnswered
  | Lowered
  | Interrupted
  | Resumed
  | Ended;

export type InputEvent =
  | PointerMove
  | PointerButton
  | Wheel
  | Key
  | Text
  | ReleaseAll;

export type FromConsole =
  | Hello
  | Ping
  | Leave
  | MediaTicketWanted
  | AskMode
  | WithdrawQuestion
  | LowerMode
  | EndSession
  | DirectWanted
  | Answer
  | DirectClosed
  | DrawnDirect
  | Watch
  | KeyFrameWanted
  | Input;

export type ToConsole =
  | Welcome
  | Pong
  | Fault
  | MediaTicket
  | Happened
  | Offer
  | DirectClosed
  | InputSeen;

export type FromPage =
  | Hello
  | Ping
  | Leave
  | EndSession;

export type ToPage =
  | Welcome
  | Pong
  | Fault
  | Happened
  | QueuePlace;

export type FromDesk =
  | Hello
  | Ping
  | Leave;

export type ToDesk =
  | Welcome
  | Pong
  | Fault
  | Desk;

export type FromViewer =
  | Input
  | KeyFrameWanted
  | Probe;

export type ToViewer =
  | InputSeen
  | PointerShape
  | PointerAt
  | FrameClock
  | Probe;

export const PROTOCOL_VERSION = 1;
export const MESSAGE_LIMIT_BYTES = 65_536;
export const SERVER_MESSAGE_LIMIT_BYTES = 1_048_576;
export const MESSAGES_PER_SECOND = 50;
export const JSON_DEPTH_LIMIT = 32;
export const SDP_LIMIT_CHARS = 32_768;
export const CANDIDATES_LIMIT = 20;
export const INPUT_EVENTS_PER_SECOND = 1_000;
export const INPUT_BATCH_LIMIT = 256;
export const TEXT_INPUT_LIMIT_CHARS = 1_000;
export const MEDIA_FRAME_LIMIT_BYTES = 8_388_608;
export const SESSION_BUFFER_LIMIT_BYTES = 33_554_432;
export const VIEWER_BUFFER_LIMIT_BYTES = 8_388_608;
export const AUTHENTICATE_WITHIN_SECONDS = 5;
export const SLOW_VIEWER_CLOSED_AFTER_SECONDS = 30;
export const KEY_FRAME_REQUEST_GAP_SECONDS = 1;
export const HEARTBEAT_SECONDS = 2;
export const LINK_LOST_AFTER_SECONDS = 6;
export const AWAY_AFTER_SECONDS = 20;
export const INTERRUPTED_LIMIT_SECONDS = 900;
export const BROKER_LOST_GRACE_SECONDS = 30;
export const CONSENT_INERT_SECONDS = 3;
export const CONSENT_ANSWER_SECONDS = 120;
export const LOCAL_HAND_HOLD_SECONDS = 2;
export const RECONFIRM_CONTROL_SECONDS = 1_800;
export const MONITOR_LIMIT = 16;
export const NAME_LIMIT_CHARS = 120;
export const SENTENCE_LIMIT_CHARS = 500;
export const TOKEN_LIMIT_CHARS = 128;
export const DEMO_VIEWER_LIMIT = 5;
export const PEOPLE_LIMIT = 64;
export const TICK_AT_LEAST_SECONDS = 1;
export const BACKOFF_FIRST_SECONDS = 0.25;
export const BACKOFF_MOST_SECONDS = 1.5;
export const OPEN_WITHIN_SECONDS = 2;
export const OPEN_WITHIN_SLOW_SECONDS = 8;
export const SLOW_TRY_EVERY = 4;

export const MATRIX = {
  observer: { picture: "session", input: "dropped", elevated_windows: "dropped", reboot: "dropped", clipboard: "dropped", files: "dropped", scripts: "dropped", inspection: "each", pointing: "session", monitors: "local" },
  desktop_sharing: { picture: "session", input: "prompt", elevated_windows: "dropped", reboot: "dropped", clipboard: "each", files: "each", scripts: "dropped", inspection: "each", pointing: "session", monitors: "local" },
  full_control: { picture: "session", input: "prompt", elevated_windows: "dropped", reboot: "dropped", clipboard: "each", files: "each", scripts: "dropped", inspection: "session", pointing: "session", monitors: "local" },
  admin: { picture: "session", input: "prompt", elevated_windows: "session", reboot: "each", clipboard: "each", files: "each", scripts: "each", inspection: "session", pointing: "session", monitors: "local" },
  demo: { picture: "session", input: "dropped", elevated_windows: "dropped", reboot: "dropped", clipboard: "dropped", files: "dropped", scripts: "dropped", inspection: "dropped", pointing: "session", monitors: "local" },
} as const satisfies Record<Mode, Record<Ability, Allowed>>;

export const LADDER: readonly Mode[] = ["observer", "desktop_sharing", "full_control", "admin"];

export const STAFF: readonly Role[] = ["agent", "expert", "supervisor", "learner", "manager", "admin"];
export const MAY_TAKE: readonly Role[] = ["agent", "expert", "supervisor", "admin"];
export const MAY_HOLD: readonly Role[] = ["agent", "expert", "supervisor", "admin"];

export const CloseCode = {
  PROTOCOL_ERROR: 1002,
  UNSUPPORTED_DATA: 1003,
  INVALID_TEXT: 1007,
  TOO_BIG: 1009,
  GOING_AWAY: 1001,
  BAD_MESSAGE: 4400,
  NOT_SIGNED_IN: 4401,
  NOT_ALLOWED: 4403,
  UNKNOWN: 4404,
  TOO_SLOW: 4408,
  CONFLICT: 4409,
  OVER: 4410,
  INVALID: 4422,
  UPGRADE_NEEDED: 4426,
  TOO_MANY: 4429,
  TRY_LATER: 4503,
} as const;
export type CloseCode = (typeof CloseCode)[keyof typeof CloseCode];

export const RETRIED_CLOSES: readonly number[] = [1001, 1005, 1006, 1011, 1012, 1013, 4408, 4429, 4503];

export const ERRORS = {
  bad_message: { status: 400, close: 4400, retry: false },
  message_too_big: { status: 413, close: 1009, retry: false },
  invalid: { status: 422, close: 4422, retry: false },
  version_unknown: { status: 426, close: 4426, retry: false },
  not_signed_in: { status: 401, close: 4401, retry: false },
  wrong_credentials: { status: 401, close: 4401, retry: false },
  not_allowed: { status: 403, close: 4403, retry: false },
  origin_refused: { status: 403, close: 4403, retry: false },
  csrf_missing: { status: 403, close: 4403, retry: false },
  unknown: { status: 404, close: 4404, retry: false },
  setup_done: { status: 404, close: 4404, retry: false },
  code_unknown: { status: 404, close: 4404, retry: false },
  ticket_unknown: { status: 401, close: 4401, retry: false },
  already_claimed: { status: 409, close: 4409, retry: false },
  queue_empty: { status: 404, close: 4404, retry: false },
  out_of_turn: { status: 409, close: 4409, retry: false },
  replaced: { status: 409, close: 4409, retry: false },
  viewer_limit: { status: 409, close: 4409, retry: false },
  session_over: { status: 410, close: 4410, retry: false },
  too_many: { status: 429, close: 4429, retry: true },
  too_slow: { status: 408, close: 4408, retry: true },
  try_later: { status: 503, close: 4503, retry: true },
  going_away: { status: 503, close: 1001, retry: true },
  ours: { status: 500, close: 4503, retry: true },
} as const satisfies Record<ErrorCode, { status: number; close: CloseCode; retry: boolean }>;

export const KEYS_CHANNEL = "keys";
export const MOVES_CHANNEL = "moves";

export const MediaKind = {
  VIDEO: 1,
  POINTER_SHAPE: 2,
  POINTER_AT: 3,
} as const;
export type MediaKind = (typeof MediaKind)[keyof typeof MediaKind];

export const MediaCodec = {
  NONE: 0,
  H264: 1,
} as const;
export type MediaCodec = (typeof MediaCodec)[keyof typeof MediaCodec];

export const MEDIA_VERSION = 1;
export const MEDIA_FLAG_KEY = 1;
export const MEDIA_HEADER_BYTES = 24;

export const MEDIA_OFFSETS = {
  version: 0,
  kind: 1,
  flags: 2,
  stream: 3,
  seq: 4,
  ptsUs: 8,
  widthPx: 16,
  heightPx: 18,
  codec: 20,
  profile: 21,
} as const;
