/** Made by `python -m protocol.export` from protocol/. Do not edit. */

export type PersonId = string;

export type QueueId = string;

export type PeerId = string;

export type MonitorId = number;

export type RequestId = string;

export type TeamId = string;

export type AttachmentId = string;

export type SessionId = string;

export const ROLE_VALUES = ["customer", "agent", "expert", "supervisor", "learner", "manager", "admin", "viewer"] as const;
/** A person's part in one session, or a staff member's in the organisation. */
export type Role = (typeof ROLE_VALUES)[number];

export const PRESENCE_VALUES = ["present", "away"] as const;
/** Whether somebody can be reached now. */
export type Presence = (typeof PRESENCE_VALUES)[number];

export const DOOR_VALUES = ["page", "code", "link", "demo"] as const;
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

export const OWNER_HOW_VALUES = ["transfer", "take_over", "hand_back", "inherited"] as const;
/** How a session came to its owner, after the first claim. */
export type OwnerHow = (typeof OWNER_HOW_VALUES)[number];

export const OUTCOME_VALUES = ["accepted", "declined", "withdrawn", "expired"] as const;
/** What became of an invitation or a transfer. */
export type Outcome = (typeof OUTCOME_VALUES)[number];

export const ROOM_VALUES = ["customer", "inner"] as const;
/** Where something is said. */
export type Room = (typeof ROOM_VALUES)[number];

export const FLOOR_BY_VALUES = ["given", "taken", "customer_gave", "local_hand", "returned"] as const;
/** Why the floor moved. */
export type FloorBy = (typeof FLOOR_BY_VALUES)[number];

export const WAY_VALUES = ["to_machine", "from_machine"] as const;
/** In which direction something travels. */
export type Way = (typeof WAY_VALUES)[number];

export const CLIP_KIND_VALUES = ["text", "image"] as const;
/** What lies in a clipboard. */
export type ClipKind = (typeof CLIP_KIND_VALUES)[number];

export const INTERPRETER_VALUES = ["sh", "powershell", "python"] as const;
/** What runs a script; fixed programs, fed by standard input. */
export type Interpreter = (typeof INTERPRETER_VALUES)[number];

export const SERVICE_DEED_VALUES = ["start", "stop", "restart"] as const;
/** What is done to a service. */
export type ServiceDeed = (typeof SERVICE_DEED_VALUES)[number];

export const WORK_END_VALUES = ["done", "failed", "stopped"] as const;
/** How work ended. */
export type WorkEnd = (typeof WORK_END_VALUES)[number];

export const RESTART_END_VALUES = ["returned", "given_up"] as const;
/** How it ended. */
export type RestartEnd = (typeof RESTART_END_VALUES)[number];

export const RECORDING_END_VALUES = ["local_person", "staff", "store_full", "failed"] as const;
/** Why nothing more is recorded. */
export type RecordingEnd = (typeof RECORDING_END_VALUES)[number];

export const BUTTON_VALUES = ["left", "middle", "right", "back", "forward"] as const;
/** A pointer button. */
export type Button = (typeof BUTTON_VALUES)[number];

export const PEER_KIND_VALUES = ["page", "machine", "console", "viewer", "desk"] as const;
/** What is at the other end of a link. */
export type PeerKind = (typeof PEER_KIND_VALUES)[number];

export const SESSION_KIND_VALUES = ["help", "demo"] as const;
/** What a session is for. */
export type SessionKind = (typeof SESSION_KIND_VALUES)[number];

export const STATE_VALUES = ["new", "waiting", "claimed", "live", "interrupted", "ended"] as const;
/** Where a session stands. ENDED is final. */
export type State = (typeof STATE_VALUES)[number];

export const RECORDING_STATE_VALUES = ["asked", "on", "paused"] as const;
/** Where a recording stands. */
export type RecordingState = (typeof RECORDING_STATE_VALUES)[number];

export const ERROR_CODE_VALUES = ["bad_message", "message_too_big", "invalid", "version_unknown", "not_signed_in", "wrong_credentials", "not_allowed", "origin_refused", "csrf_missing", "unknown", "setup_done", "code_unknown", "ticket_unknown", "already_claimed", "queue_empty", "out_of_turn", "replaced", "viewer_limit", "session_over", "reason_needed", "erased", "held", "too_many", "too_slow", "try_later", "going_away", "ours"] as const;
/** The name of an error: stable, for programs. People read the sentence that comes with it. */
export type ErrorCode = (typeof ERROR_CODE_VALUES)[number];

export const HELD_BACK_VALUES = ["not_holder", "old_epoch", "mode", "consent_open", "private", "local_hand", "repeated", "too_many", "outside", "unknown_key"] as const;
/** Why the captured machine did not carry out an event (SPEC I9). Shown to the agent in plain words. */
export type HeldBack = (typeof HELD_BACK_VALUES)[number];

export const OUTPUT_STREAM_VALUES = ["out", "err"] as const;
/** Where a script wrote. */
export type OutputStream = (typeof OUTPUT_STREAM_VALUES)[number];

export const TOPIC_VALUES = ["system", "updates", "monitors", "disks", "memory", "processes", "network", "programs", "services"] as const;
/** What a section is about; the console knows each one's columns and headings. */
export type Topic = (typeof TOPIC_VALUES)[number];

export const RECORDING_DEED_VALUES = ["pause", "resume", "withdraw"] as const;
/** What the person at the captured machine does to a recording. */
export type RecordingDeed = (typeof RECORDING_DEED_VALUES)[number];

export const STOP_REASON_VALUES = ["cancelled", "disk_full", "not_written", "not_read", "changed", "broken", "too_big"] as const;
/** Why one side gives up. */
export type StopReason = (typeof STOP_REASON_VALUES)[number];

export const CALL_KIND_VALUES = ["invitation", "transfer"] as const;
/** What a colleague wants. */
export type CallKind = (typeof CALL_KIND_VALUES)[number];

export const ABILITY_VALUES = ["picture", "input", "elevated_windows", "elevation", "reboot", "clipboard", "files", "scripts", "inspection", "pointing", "monitors"] as const;
/** One thing that somebody may do on the captured machine. */
export type Ability = (typeof ABILITY_VALUES)[number];

export const ALLOWED_VALUES = ["session", "prompt", "each", "dropped", "local"] as const;
/** When a mode allows an ability. */
export type Allowed = (typeof ALLOWED_VALUES)[number];

export const DEED_VALUES = ["see", "talk", "read_inner", "write_inner", "note", "take", "ask_mode", "hold", "lower", "work", "point", "ghost", "take_floor", "invite", "transfer", "take_over", "join_team", "end", "present", "raise_hand", "record", "flag"] as const;
/** One thing that somebody in a session may do, where the mode and the moment allow it. */
export type Deed = (typeof DEED_VALUES)[number];

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
  readonly queue_id?: QueueId;
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
  readonly queue_id?: QueueId;
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
  readonly elevated: boolean;
  readonly asking_rights: boolean;
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
  readonly leave_alone: boolean;
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

/** The program has its service's rights now, or not, or the system is asking the customer for them. */
export interface ElevationChanged {
  readonly type: "elevation_changed";
  readonly elevated: boolean;
  readonly asking: boolean;
}

/** Somebody else looks after the customer now; everyone hears of it. */
export interface OwnerChanged {
  readonly type: "owner_changed";
  readonly owner_id: PersonId;
  readonly how: OwnerHow;
  readonly by?: PersonId;
}

/** Somebody joined who was not invited, and why. */
export interface Supervising {
  readonly type: "supervising";
  readonly person_id: PersonId;
  readonly reason: string;
}

/** An expert is wanted: one person, or whoever has the skill. Ownership stays: it is help. */
export interface Invitation {
  readonly invitation_id: RequestId;
  readonly by: PersonId;
  readonly to?: PersonId;
  readonly skill?: string;
  readonly name: string;
  readonly note: string;
  readonly at: number;
}

/** An expert was invited. */
export interface Invited {
  readonly type: "invited";
  readonly invitation: Invitation;
}

/** An invitation was answered, taken back, or has run out. */
export interface InvitationOver {
  readonly type: "invitation_over";
  readonly invitation_id: RequestId;
  readonly outcome: Outcome;
  readonly person_id?: PersonId;
}

/** The owner wants to hand the customer over: to a person, a team or a queue (exactly one). */
export interface Transfer {
  readonly transfer_id: RequestId;
  readonly by: PersonId;
  readonly to_person?: PersonId;
  readonly to_team?: TeamId;
  readonly to_queue?: QueueId;
  readonly name: string;
  readonly note: string;
  readonly at: number;
}

/** The customer is to be handed over; until somebody takes them nothing changes. */
export interface TransferOffered {
  readonly type: "transfer_offered";
  readonly transfer: Transfer;
}

/** The transfer was answered, taken back, or has run out. */
export interface TransferOver {
  readonly type: "transfer_over";
  readonly transfer_id: RequestId;
  readonly outcome: Outcome;
  readonly person_id?: PersonId;
}

/** A picture or file in a message. The name is for people; no path is ever made of it. */
export interface Attachment {
  readonly attachment_id: AttachmentId;
  readonly name: string;
  readonly media_type: string;
  readonly size_bytes: number;
}

/** Somebody said something. `steps` is a list that the customer can tick. */
export interface Said {
  readonly type: "said";
  readonly message_id: RequestId;
  readonly room: Room;
  readonly person_id: PersonId;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly steps: readonly string[];
}

/** One step of a list was ticked, or unticked. `step` counts from 0. */
export interface StepTicked {
  readonly type: "step_ticked";
  readonly message_id: RequestId;
  readonly room: Room;
  readonly step: number;
  readonly done: boolean;
  readonly person_id: PersonId;
}

/** An agent's note, at its time; it travels with a transfer. Staff only. */
export interface Noted {
  readonly type: "noted";
  readonly person_id: PersonId;
  readonly text: string;
}

/** `holder` has the floor now, under `epoch`; None: the customer. Mode and consent are as before. */
export interface FloorMoved {
  readonly type: "floor_moved";
  readonly holder?: PersonId;
  readonly epoch: number;
  readonly by: FloorBy;
  readonly person_id?: PersonId;
}

/** Somebody asks for the floor, or does not any more. */
export interface FloorWanted {
  readonly type: "floor_wanted";
  readonly person_id: PersonId;
  readonly wanted: boolean;
}

/** A batch of files and folders. From the machine: its person chooses them, and `names` is empty. */
export interface FilesWork {
  readonly type: "files";
  readonly way: Way;
  readonly names: readonly string[];
  readonly count: number;
  readonly total_bytes: number;
}

/** What lies in one clipboard goes into the other. */
export interface ClipboardWork {
  readonly type: "clipboard";
  readonly way: Way;
  readonly kind: ClipKind;
  readonly size_bytes: number;
}

/** The machine restarts, and comes back into this session by itself. */
export interface RebootWork {
  readonly type: "reboot";
}

/** A script, exactly as it will run; the person there sees it, and its hash, first. */
export interface ScriptWork {
  readonly type: "script";
  readonly interpreter: Interpreter;
  readonly text: string;
  readonly sha256: string;
}

/** One system service. */
export interface ServiceWork {
  readonly type: "service";
  readonly name: string;
  readonly deed: ServiceDeed;
}

/** What the machine is: system, monitors, disks, memory, processes, network, programs, services. */
export interface InspectionWork {
  readonly type: "inspection";
}

/** The program asks the system for the rights of its service. */
export interface ElevationWork {
  readonly type: "elevation";
}

/** One piece of work: asked for (`started_at` is None), or under way. */
export interface Work {
  readonly request_id: RequestId;
  readonly what: FilesWork | ClipboardWork | RebootWork | ScriptWork | ServiceWork | InspectionWork | ElevationWork;
  readonly asked_by: PersonId;
  readonly asked_at: number;
  readonly started_at?: number;
}

/** The person at the captured machine is being asked for it, where the mode wants that. */
export interface WorkAsked {
  readonly type: "work_asked";
  readonly work: Work;
}

/** The question is over. If allowed, it begins now; `prompted` tells whether the person was asked. */
export interface WorkAnswered {
  readonly type: "work_answered";
  readonly request_id: RequestId;
  readonly answer: ConsentAnswer;
  readonly prompted: boolean;
}

/** It is over. `sentence` says what became of it, for people. */
export interface WorkEnded {
  readonly type: "work_ended";
  readonly request_id: RequestId;
  readonly end: WorkEnd;
  readonly sentence: string;
  readonly exit_code?: number;
  readonly total_bytes?: number;
  readonly sha256?: string;
  readonly person_id?: PersonId;
}

/** The machine goes down now; the log has a gap until `RestartOver`. */
export interface RestartBegan {
  readonly type: "restart_began";
  readonly request_id: RequestId;
  readonly until: number;
  readonly waits_for_sign_in: boolean;
}

/** It is back, or nobody waits for it any more. */
export interface RestartOver {
  readonly type: "restart_over";
  readonly end: RestartEnd;
}

/** A staff member presents; the first fact of every demo. */
export interface DemoOpened {
  readonly type: "demo_opened";
  readonly presenter: Person;
  readonly title: string;
}

/** A viewer raised a hand, or took it down. */
export interface HandRaised {
  readonly type: "hand_raised";
  readonly person_id: PersonId;
  readonly up: boolean;
}

/** The person at the captured machine is being asked whether this may be recorded. */
export interface RecordingAsked {
  readonly type: "recording_asked";
  readonly request_id: RequestId;
  readonly asked_by?: PersonId;
}

/** The question is over; if allowed, it is recorded from now on. */
export interface RecordingAnswered {
  readonly type: "recording_answered";
  readonly request_id: RequestId;
  readonly answer: ConsentAnswer;
}

/** Nothing is recorded until it goes on. Whom the customer is: the person at the machine did it. */
export interface RecordingPaused {
  readonly type: "recording_paused";
  readonly person_id: PersonId;
}

/** It is recorded again. */
export interface RecordingResumed {
  readonly type: "recording_resumed";
  readonly person_id: PersonId;
}

/** Nothing more is recorded. What was recorded before stays, under the rules for keeping it. */
export interface RecordingOver {
  readonly type: "recording_over";
  readonly by: RecordingEnd;
  readonly person_id?: PersonId;
}

/** The captured machine sends a black picture to everyone, and to the recording, until it is over. */
export interface PrivateMoment {
  readonly type: "private_moment";
  readonly on: boolean;
}

/** Somebody of the staff marked this moment, to come back to it. The staff's business alone. */
export interface Flagged {
  readonly type: "flagged";
  readonly flag_id: RequestId;
  readonly person_id: PersonId;
  readonly label: string;
}

/** Somebody opened the log or the recording, and why. The staff's business alone. */
export interface Looked {
  readonly type: "looked";
  readonly person_id: PersonId;
  readonly name: string;
  readonly reason: string;
}

/** Somebody took a copy away, in this form, and why. The staff's business alone. */
export interface Exported {
  readonly type: "exported";
  readonly person_id: PersonId;
  readonly name: string;
  readonly form: string;
  readonly reason: string;
}

/** It is kept whatever its age (a legal hold), or no longer, and why. The staff's business alone. */
export interface Kept {
  readonly type: "kept";
  readonly person_id: PersonId;
  readonly name: string;
  readonly held: boolean;
  readonly reason: string;
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

/** The viewer wants to see these monitors, one or several; the others are not sent to it (SPEC M7). */
export interface Watch {
  readonly type: "watch";
  readonly streams: readonly MonitorId[];
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

/** Staff asks for the floor; `take`: a supervisor takes it from colleagues without asking. */
export interface AskFloor {
  readonly type: "ask_floor";
  readonly request_id: RequestId;
  readonly take: boolean;
}

/** Staff does not want the floor any more. */
export interface UnaskFloor {
  readonly type: "unask_floor";
}

/** The owner of the floor gives it to somebody; None: to the customer ("you try now"). */
export interface GiveFloor {
  readonly type: "give_floor";
  readonly request_id: RequestId;
  readonly to?: PersonId;
}

/** Staff asks for work on the machine; or the server asks the machine, naming who. */
export interface AskWork {
  readonly type: "ask_work";
  readonly request_id: RequestId;
  readonly what: FilesWork | ClipboardWork | RebootWork | ScriptWork | ServiceWork | InspectionWork | ElevationWork;
}

/** Staff takes the question back, or stops what is under way. */
export interface StopWork {
  readonly type: "stop_work";
  readonly request_id: RequestId;
}

/** A way in to the data of this work (files, clipboard): another ticket, please. */
export interface TransferTicketWanted {
  readonly type: "transfer_ticket_wanted";
  readonly request_id: RequestId;
}

/** Ask an expert: by name, or by skill (exactly one). */
export interface Invite {
  readonly type: "invite";
  readonly request_id: RequestId;
  readonly person_id?: PersonId;
  readonly skill?: string;
  readonly name?: string;
  readonly note: string;
}

/** Nobody is needed any more. */
export interface WithdrawInvitation {
  readonly type: "withdraw_invitation";
  readonly invitation_id: RequestId;
}

/** Hand the customer over: to a person, a team or a queue (exactly one). */
export interface OfferTransfer {
  readonly type: "offer_transfer";
  readonly request_id: RequestId;
  readonly to_person?: PersonId;
  readonly to_team?: TeamId;
  readonly to_queue?: QueueId;
  readonly name?: string;
  readonly note: string;
}

/** The customer stays. */
export interface WithdrawTransfer {
  readonly type: "withdraw_transfer";
}

/** A supervisor becomes the owner. */
export interface TakeOver {
  readonly type: "take_over";
  readonly request_id: RequestId;
}

/** Who took over gives the customer back to the owner before them. */
export interface HandBack {
  readonly type: "hand_back";
  readonly request_id: RequestId;
}

/** Say this. The same `message_id` said again is the same message (SPEC T2). */
export interface Say {
  readonly type: "say";
  readonly message_id: RequestId;
  readonly room: Room;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly steps: readonly string[];
}

/** Tick or untick one step of a list. */
export interface TickStep {
  readonly type: "tick_step";
  readonly message_id: RequestId;
  readonly room: Room;
  readonly step: number;
  readonly done: boolean;
}

/** Keep this note with the session, for the staff. */
export interface Note {
  readonly type: "note";
  readonly request_id: RequestId;
  readonly text: string;
}

/** The sender is writing in this room now; said at most every second while it is so. */
export interface Typing {
  readonly type: "typing";
  readonly room: Room;
}

/** Up to which entry the sender's device holds this room (`delivered`), and its person has seen it. */
export interface Mark {
  readonly type: "mark";
  readonly room: Room;
  readonly delivered: number;
  readonly seen: number;
}

/** The newest page of a room, or (with `before`) the one before that entry. */
export interface ChatWanted {
  readonly type: "chat_wanted";
  readonly room: Room;
  readonly before?: number;
}

/** The sender points here now; None: no more. A ghost is a supervisor's, and only the owner sees it. */
export interface Point {
  readonly type: "point";
  readonly at?: At;
  readonly ghost: boolean;
}

/** The next points of one stroke; they fade after `INK_FADES_SECONDS`. */
export interface Ink {
  readonly type: "ink";
  readonly stroke_id: RequestId;
  readonly points: readonly At[];
  readonly done: boolean;
}

/** Raise a hand, or take it down; the presenter may take down anybody's (`person_id`). */
export interface RaiseHand {
  readonly type: "raise_hand";
  readonly up: boolean;
  readonly person_id?: PersonId;
}

/** Staff asks the person at the captured machine whether this may be recorded (SPEC N2). */
export interface AskRecording {
  readonly type: "ask_recording";
  readonly request_id: RequestId;
}

/** Staff pauses it. */
export interface PauseRecording {
  readonly type: "pause_recording";
}

/** Staff lets it go on; not where the person at the machine paused it. */
export interface ResumeRecording {
  readonly type: "resume_recording";
}

/** Staff ends it, or takes the question back. */
export interface StopRecording {
  readonly type: "stop_recording";
}

/** Staff marks this moment. Said again with the same `flag_id`, it is the same mark. */
export interface Flag {
  readonly type: "flag";
  readonly flag_id: RequestId;
  readonly label: string;
}

/** A restart that is under way. `holder_id` had control when it began, and has it again after it. */
export interface Restart {
  readonly request_id: RequestId;
  readonly since: number;
  readonly until: number;
  readonly waits_for_sign_in: boolean;
  readonly holder_id?: PersonId;
}

/** The recording of a session, as everyone in it sees it. `asked_by` absent: the policy asks. */
export interface Recording {
  readonly request_id: RequestId;
  readonly state: RecordingState;
  readonly asked_by?: PersonId;
  readonly asked_at: number;
  readonly since?: number;
  readonly paused_by?: PersonId;
}

/** The staff's part of a session's state. */
export interface Inner {
  readonly invitations: readonly Invitation[];
  readonly transfer?: Transfer;
}

/** Everything that somebody who joins now has to know. `seq` is the last entry folded into it. */
export interface SessionState {
  readonly session_id: SessionId;
  readonly seq: number;
  readonly kind: SessionKind;
  readonly state: State;
  readonly opened_at: number;
  readonly door: Door;
  readonly reason: string;
  readonly queue_id?: QueueId;
  readonly people: readonly Person[];
  readonly customer_id?: PersonId;
  readonly owner_id?: PersonId;
  readonly previous_owner_id?: PersonId;
  readonly why: string;
  readonly machine?: Machine;
  readonly screen?: Screen;
  readonly question?: Question;
  readonly mode?: Mode;
  readonly holder_id?: PersonId;
  readonly covered: readonly PersonId[];
  readonly epoch: number;
  readonly floor_wanted: readonly PersonId[];
  readonly works: readonly Work[];
  readonly restart?: Restart;
  readonly recording?: Recording;
  readonly private: boolean;
  readonly raised: readonly PersonId[];
  readonly inner?: Inner;
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
  readonly turn_refused: boolean;
}

/** The captured machine's answer: up to which `seq` it took this grant's events, what it held back. */
export interface InputSeen {
  readonly type: "input_seen";
  readonly epoch: number;
  readonly seq: number;
  readonly held_back?: HeldBack;
}

/** What was said and ticked, oldest first, and whether there is more before it. */
export interface ChatPage {
  readonly type: "chat_page";
  readonly room: Room;
  readonly entries: readonly Entry[];
  readonly more: boolean;
}

/** Somebody is writing in this room now; forgotten after `TYPING_SHOWN_SECONDS`. */
export interface TypingNow {
  readonly type: "typing_now";
  readonly room: Room;
  readonly person_id: PersonId;
}

/** How far somebody has this room. Kept in memory only: after a welcome everyone marks anew. */
export interface Marked {
  readonly type: "marked";
  readonly room: Room;
  readonly person_id: PersonId;
  readonly delivered: number;
  readonly seen: number;
}

/** Somebody points here now; None: no more. */
export interface Pointed {
  readonly type: "pointed";
  readonly person_id: PersonId;
  readonly at?: At;
  readonly ghost: boolean;
}

/** The next points of somebody's stroke. */
export interface Inked {
  readonly type: "inked";
  readonly person_id: PersonId;
  readonly stroke_id: RequestId;
  readonly points: readonly At[];
  readonly done: boolean;
}

/** What the holder's hand did in the last second, counted where it arrives; never which keys. */
export interface Activity {
  readonly type: "activity";
  readonly holder: PersonId;
  readonly keys: number;
  readonly clicks: number;
  readonly moves: number;
}

/** What a script has written; to the machine's server, and from there to the staff. Not logged. */
export interface WorkOutput {
  readonly type: "work_output";
  readonly request_id: RequestId;
  readonly stream: OutputStream;
  readonly text: string;
}

/** One row, with the columns of its topic. */
export interface Row {
  readonly cells: readonly string[];
}

/** Part of the rows of one topic. `total` counts all there are, also those beyond the limit. */
export interface Section {
  readonly topic: Topic;
  readonly rows: readonly Row[];
  readonly total: number;
  readonly problem: string;
}

/** One part of what the machine says of itself; part 0 of `parts` comes first. */
export interface InspectionPart {
  readonly type: "inspection_part";
  readonly request_id: RequestId;
  readonly part: number;
  readonly parts: number;
  readonly section: Section;
}

/** Opens one transfer link, once (SPEC X). */
export interface TransferTicket {
  readonly type: "transfer_ticket";
  readonly request_id: RequestId;
  readonly ticket: string;
}

/** The customer's place: 1 is next. `wait_seconds` is what we expect, or None while we cannot know. */
export interface QueuePlace {
  readonly type: "queue_place";
  readonly place: number;
  readonly wait_seconds?: number;
}

/** The captured machine: the person there answered. If yes, it waits for `raise_logged` (SPEC C2). */
export interface ConsentGiven {
  readonly type: "consent_given";
  readonly request_id: RequestId;
  readonly answer: ConsentAnswer;
  readonly mode: Mode;
  readonly holder?: PersonId;
  readonly epoch: number;
  readonly covered: readonly PersonId[];
  readonly leave_alone: boolean;
}

/** The captured machine gives less now; it has happened already (SPEC C4). */
export interface LoweredHere {
  readonly type: "lowered_here";
  readonly mode?: Mode;
  readonly epoch: number;
  readonly by: LoweredBy;
  readonly person_id?: PersonId;
}

/** The captured machine's monitors changed. */
export interface ScreenIs {
  readonly type: "screen_is";
  readonly screen: Screen;
}

/** The captured machine's answer to relayed input, for one peer. */
export interface InputSeenFor {
  readonly type: "input_seen_for";
  readonly peer: PeerId;
  readonly seen: InputSeen;
}

/** The captured machine: whether the program has its service's rights, or the system asks for them. */
export interface ElevationIs {
  readonly type: "elevation_is";
  readonly elevated: boolean;
  readonly asking: boolean;
}

/**
 * The captured machine: the floor is to be `holder`'s under this epoch; `raise_logged` opens the gate.
 *
 * Also unasked: the local hand took it, the person here gave it, or the machine is back from a restart.
 */
export interface FloorIs {
  readonly type: "floor_is";
  readonly request_id: RequestId;
  readonly holder?: PersonId;
  readonly epoch: number;
  readonly by: FloorBy;
  readonly person_id?: PersonId;
}

/** The captured machine: the person there answered (`prompted`), or the mode in force answers for them. */
export interface WorkGiven {
  readonly type: "work_given";
  readonly request_id: RequestId;
  readonly answer: ConsentAnswer;
  readonly prompted: boolean;
}

/** The captured machine: it is over. */
export interface WorkOver {
  readonly type: "work_over";
  readonly request_id: RequestId;
  readonly end: WorkEnd;
  readonly sentence: string;
  readonly exit_code?: number;
  readonly total_bytes?: number;
  readonly sha256?: string;
}

/** The captured machine is about to restart: what lets it back in, once? */
export interface ReturnTokenWanted {
  readonly type: "return_token_wanted";
  readonly request_id: RequestId;
}

/**
 * The captured machine: everything is prepared; it restarts once this is logged.
 *
 * `waits_for_sign_in`: it returns only when the person has signed in again.
 */
export interface Restarting {
  readonly type: "restarting";
  readonly request_id: RequestId;
  readonly waits_for_sign_in: boolean;
}

/** The captured machine: how the person there answered. */
export interface RecordingGiven {
  readonly type: "recording_given";
  readonly request_id: RequestId;
  readonly answer: ConsentAnswer;
}

/** The captured machine: the person there did this to the recording. Said again, it is the same. */
export interface RecordingHere {
  readonly type: "recording_here";
  readonly request_id: RequestId;
  readonly deed: RecordingDeed;
}

/** The captured machine: whether it sends a black picture now; it has happened already. */
export interface PrivateIs {
  readonly type: "private_is";
  readonly on: boolean;
}

/** Somebody as the consent window and the banner name them. */
export interface Named {
  readonly person_id: PersonId;
  readonly name: string;
  readonly role: Role;
}

/** Server to the captured machine: ask the person there. */
export interface AskConsent {
  readonly type: "ask_consent";
  readonly request_id: RequestId;
  readonly mode: Mode;
  readonly asked_by: Named;
  readonly people: readonly Named[];
  readonly organisation: string;
}

/** Server to the captured machine: the question is over without an answer. */
export interface StopAsking {
  readonly type: "stop_asking";
  readonly request_id: RequestId;
}

/** Server to the captured machine: the raise is on disk; the gate may open. */
export interface RaiseLogged {
  readonly type: "raise_logged";
  readonly request_id: RequestId;
  readonly epoch: number;
}

/** Server to the captured machine: go down to this mode now. */
export interface LowerOrder {
  readonly type: "lower_order";
  readonly mode?: Mode;
  readonly by: LoweredBy;
  readonly person_id?: PersonId;
}

/** Server to the captured machine: these streams have viewers on the relay now. */
export interface Watched {
  readonly type: "watched";
  readonly streams: readonly MonitorId[];
}

/** Server to the captured machine: input that came over the relay, unread, and who sent it. */
export interface RemoteInput {
  readonly type: "remote_input";
  readonly sender: PersonId;
  readonly peer: PeerId;
  readonly input: Input;
}

/** Server to the captured machine: this viewer asks for a direct path. */
export interface DirectWantedBy {
  readonly type: "direct_wanted_by";
  readonly peer: PeerId;
  readonly person_id: PersonId;
  readonly attempt: number;
}

/** Server to the captured machine: a viewer's answer to its offer. */
export interface AnswerFrom {
  readonly type: "answer_from";
  readonly peer: PeerId;
  readonly attempt: number;
  readonly sdp: string;
}

/** Server to the captured machine: this viewer may see nothing more; close its direct path (SPEC D5). */
export interface PeerGone {
  readonly type: "peer_gone";
  readonly peer: PeerId;
}

/** Server to the captured machine: whether the holder has a link to the server (SPEC C8). */
export interface HolderLink {
  readonly type: "holder_link";
  readonly open: boolean;
}

/** Server to the captured machine: close the gate, mint an epoch, and say `floor_is`. */
export interface MoveFloor {
  readonly type: "move_floor";
  readonly request_id: RequestId;
  readonly to?: PersonId;
  readonly by: FloorBy;
  readonly person_id?: PersonId;
}

/** Server to the captured machine: ask the person there, if the mode in force wants that. */
export interface OrderWork {
  readonly type: "order_work";
  readonly request_id: RequestId;
  readonly what: FilesWork | ClipboardWork | RebootWork | ScriptWork | ServiceWork | InspectionWork | ElevationWork;
  readonly asked_by: Named;
  readonly organisation: string;
}

/** Server to the captured machine: the question is over, or the work is to stop. */
export interface StopWorkOrder {
  readonly type: "stop_work_order";
  readonly request_id: RequestId;
}

/** Server to the captured machine: the answer is on disk; begin. */
export interface WorkLogged {
  readonly type: "work_logged";
  readonly request_id: RequestId;
}

/** One machine, one session, one use, `RESTART_LIMIT_SECONDS` (SPEC R). */
export interface ReturnToken {
  readonly type: "return_token";
  readonly request_id: RequestId;
  readonly token: string;
}

/** Server to the captured machine: ask the person there. `asked_by` absent: the policy asks. */
export interface OrderRecording {
  readonly type: "order_recording";
  readonly request_id: RequestId;
  readonly asked_by?: Named;
  readonly organisation: string;
}

/** The first message: the ticket for this side of this work. */
export interface TransferHello {
  readonly type: "transfer_hello";
  readonly protocol: number;
  readonly ticket: string;
}

/** One file. `path` is the names from the top of what was chosen, for people; no path is made of it. */
export interface Item {
  readonly path: readonly string[];
  readonly size_bytes: number;
}

/** What is sent, items `first` and following; `more`: the next part comes. Said anew at each opening. */
export interface Manifest {
  readonly type: "manifest";
  readonly first: number;
  readonly items: readonly Item[];
  readonly more: boolean;
}

/** The receiver: send from here. Whatever is under way from before is void. */
export interface GoOn {
  readonly type: "go_on";
  readonly item: number;
  readonly offset: number;
}

/** The receiver: this much of this item is on my disk. */
export interface TakenUpTo {
  readonly type: "taken";
  readonly item: number;
  readonly offset: number;
}

/** The sender: the item is whole. `sha256` is over the SHA-256 of its pieces, in order (SPEC X4). */
export interface ItemEnd {
  readonly type: "item_end";
  readonly item: number;
  readonly sha256: string;
}

/** The receiver: everything is here, whole. `sha256` is over the items' own, in order. */
export interface AllTaken {
  readonly type: "all_taken";
  readonly total_bytes: number;
  readonly sha256: string;
}

/** One side gives up, for good. */
export interface TransferStopped {
  readonly type: "transfer_stopped";
  readonly reason: StopReason;
}

/** The server: this is your side. */
export interface TransferOpen {
  readonly type: "transfer_open";
  readonly request_id: RequestId;
  readonly way: Way;
  readonly sends: boolean;
}

/** The server: the other side is linked now, or is not. */
export interface OtherSide {
  readonly type: "other_side";
  readonly here: boolean;
}

/** One customer in the queue, as the staff sees them. */
export interface Waiting {
  readonly session_id: SessionId;
  readonly customer: string;
  readonly language: string;
  readonly reason: string;
  readonly since: number;
  readonly program_ready: boolean;
  readonly queue_id?: QueueId;
  readonly queue?: string;
  readonly why: string;
}

/** One session that goes on now. */
export interface Running {
  readonly session_id: SessionId;
  readonly customer: string;
  readonly reason: string;
  readonly state: State;
  readonly since: number;
  readonly owner?: string;
  readonly mode?: Mode;
  readonly staff: readonly string[];
  readonly kind: SessionKind;
}

/** A colleague asks this staff member for help, or to take a customer. `id` is what is answered. */
export interface Call {
  readonly kind: CallKind;
  readonly id: RequestId;
  readonly session_id: SessionId;
  readonly customer: string;
  readonly reason: string;
  readonly by: string;
  readonly by_id: PersonId;
  readonly note: string;
  readonly at: number;
}

/** The whole desk of one staff member: who waits, in order, and what they are in. Sent at each change. */
export interface Desk {
  readonly type: "desk";
  readonly waiting: readonly Waiting[];
  readonly waiting_total: number;
  readonly mine: readonly Running[];
  readonly calls: readonly Call[];
  readonly live: readonly Running[];
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
  | Ended
  | ElevationChanged
  | OwnerChanged
  | Supervising
  | Invited
  | InvitationOver
  | TransferOffered
  | TransferOver
  | Said
  | StepTicked
  | Noted
  | FloorMoved
  | FloorWanted
  | WorkAsked
  | WorkAnswered
  | WorkEnded
  | RestartBegan
  | RestartOver
  | DemoOpened
  | HandRaised
  | RecordingAsked
  | RecordingAnswered
  | RecordingPaused
  | RecordingResumed
  | RecordingOver
  | PrivateMoment
  | Flagged
  | Looked
  | Exported
  | Kept;

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
  | Input
  | AskFloor
  | UnaskFloor
  | GiveFloor
  | AskWork
  | StopWork
  | TransferTicketWanted
  | Invite
  | WithdrawInvitation
  | OfferTransfer
  | WithdrawTransfer
  | TakeOver
  | HandBack
  | Say
  | TickStep
  | Note
  | Typing
  | Mark
  | ChatWanted
  | Point
  | Ink
  | RaiseHand
  | AskRecording
  | PauseRecording
  | ResumeRecording
  | StopRecording
  | Flag;

export type ToConsole =
  | Welcome
  | Pong
  | Fault
  | MediaTicket
  | Happened
  | Offer
  | DirectClosed
  | InputSeen
  | ChatPage
  | TypingNow
  | Marked
  | Pointed
  | Inked
  | Activity
  | WorkOutput
  | InspectionPart
  | TransferTicket;

export type FromPage =
  | Hello
  | Ping
  | Leave
  | EndSession
  | Say
  | TickStep
  | Typing
  | Mark
  | ChatWanted;

export type ToPage =
  | Welcome
  | Pong
  | Fault
  | Happened
  | QueuePlace
  | ChatPage
  | TypingNow
  | Marked;

export type FromAudience =
  | Hello
  | Ping
  | Leave
  | MediaTicketWanted
  | Watch
  | KeyFrameWanted
  | Say
  | Typing
  | Mark
  | ChatWanted
  | RaiseHand;

export type ToAudience =
  | Welcome
  | Pong
  | Fault
  | MediaTicket
  | Happened
  | ChatPage
  | TypingNow
  | Marked
  | Pointed
  | Inked;

export type FromMachine =
  | Hello
  | Ping
  | Leave
  | MediaTicketWanted
  | ConsentGiven
  | LoweredHere
  | ScreenIs
  | Offer
  | DirectClosed
  | InputSeenFor
  | EndSession
  | ElevationIs
  | FloorIs
  | WorkGiven
  | WorkOver
  | WorkOutput
  | InspectionPart
  | TransferTicketWanted
  | ReturnTokenWanted
  | Restarting
  | Activity
  | Say
  | Mark
  | RecordingGiven
  | RecordingHere
  | PrivateIs;

export type ToMachine =
  | Welcome
  | Pong
  | Fault
  | MediaTicket
  | Happened
  | QueuePlace
  | AskConsent
  | StopAsking
  | RaiseLogged
  | LowerOrder
  | Watched
  | KeyFrameWanted
  | RemoteInput
  | DirectWantedBy
  | AnswerFrom
  | DirectClosed
  | PeerGone
  | HolderLink
  | MoveFloor
  | OrderWork
  | StopWorkOrder
  | WorkLogged
  | TransferTicket
  | ReturnToken
  | Pointed
  | Inked
  | OrderRecording;

export type FromTransfer =
  | TransferHello
  | Manifest
  | GoOn
  | TakenUpTo
  | ItemEnd
  | AllTaken
  | TransferStopped;

export type ToTransfer =
  | TransferOpen
  | OtherSide
  | Manifest
  | GoOn
  | TakenUpTo
  | ItemEnd
  | AllTaken
  | TransferStopped;

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
export const AGENT_LOST_AFTER_SECONDS = 300;
export const CHAT_AFTER_SECONDS = 86_400;
export const RESTART_LIMIT_SECONDS = 900;
export const CONSENT_INERT_SECONDS = 3;
export const CONSENT_ANSWER_SECONDS = 120;
export const LOCAL_HAND_HOLD_SECONDS = 2;
export const RECONFIRM_CONTROL_SECONDS = 1_800;
export const LEAVE_ALONE_SECONDS = 14_400;
export const MONITOR_LIMIT = 16;
export const NAME_LIMIT_CHARS = 120;
export const SENTENCE_LIMIT_CHARS = 500;
export const TOKEN_LIMIT_CHARS = 128;
export const DEMO_VIEWER_LIMIT = 5;
export const PEOPLE_LIMIT = 64;
export const CHAT_LIMIT_CHARS = 4_000;
export const CHAT_PAGE_LIMIT = 100;
export const ATTACHMENTS_LIMIT = 10;
export const ATTACHMENT_LIMIT_BYTES = 26_214_400;
export const STEPS_LIMIT = 30;
export const TYPING_SHOWN_SECONDS = 3;
export const INVITATIONS_LIMIT = 10;
export const INVITATION_SECONDS = 600;
export const WORKS_LIMIT = 8;
export const SCRIPT_LIMIT_CHARS = 10_000;
export const OUTPUT_LIMIT_CHARS = 8_000;
export const INSPECTION_PARTS_LIMIT = 64;
export const INSPECTION_ROWS_LIMIT = 200;
export const TRANSFER_LIMIT_BYTES = 68_719_476_736;
export const TRANSFER_PIECE_BYTES = 1_048_576;
export const TRANSFER_WINDOW_BYTES = 8_388_608;
export const TRANSFER_ITEMS_LIMIT = 100_000;
export const TRANSFER_MANIFEST_ITEMS = 100;
export const TRANSFER_DEPTH_LIMIT = 32;
export const CLIPBOARD_TEXT_LIMIT_BYTES = 262_144;
export const CLIPBOARD_IMAGE_LIMIT_BYTES = 16_777_216;
export const INK_POINTS_LIMIT = 64;
export const INK_FADES_SECONDS = 4;
export const POINTS_PER_SECOND = 60;
export const TICK_AT_LEAST_SECONDS = 1;
export const BACKOFF_FIRST_SECONDS = 0.25;
export const BACKOFF_MOST_SECONDS = 1.5;
export const OPEN_WITHIN_SECONDS = 2;
export const OPEN_WITHIN_SLOW_SECONDS = 8;
export const SLOW_TRY_EVERY = 4;

export const MATRIX = {
  observer: { picture: "session", input: "dropped", elevated_windows: "dropped", elevation: "dropped", reboot: "dropped", clipboard: "dropped", files: "dropped", scripts: "dropped", inspection: "each", pointing: "session", monitors: "local" },
  desktop_sharing: { picture: "session", input: "prompt", elevated_windows: "dropped", elevation: "dropped", reboot: "dropped", clipboard: "each", files: "each", scripts: "dropped", inspection: "each", pointing: "session", monitors: "local" },
  full_control: { picture: "session", input: "prompt", elevated_windows: "dropped", elevation: "dropped", reboot: "dropped", clipboard: "each", files: "each", scripts: "dropped", inspection: "session", pointing: "session", monitors: "local" },
  admin: { picture: "session", input: "prompt", elevated_windows: "session", elevation: "each", reboot: "each", clipboard: "each", files: "each", scripts: "each", inspection: "session", pointing: "session", monitors: "local" },
  demo: { picture: "session", input: "dropped", elevated_windows: "dropped", elevation: "dropped", reboot: "dropped", clipboard: "dropped", files: "dropped", scripts: "dropped", inspection: "dropped", pointing: "session", monitors: "local" },
} as const satisfies Record<Mode, Record<Ability, Allowed>>;

export const LADDER: readonly Mode[] = ["observer", "desktop_sharing", "full_control", "admin"];

export const STAFF: readonly Role[] = ["agent", "expert", "supervisor", "learner", "manager", "admin"];
export const MAY_TAKE: readonly Role[] = ["agent", "expert", "supervisor", "admin"];
export const MAY_HOLD: readonly Role[] = ["agent", "expert", "supervisor", "admin"];

export const RIGHTS = {
  see: ["agent", "expert", "supervisor", "learner", "admin", "viewer"],
  talk: ["customer", "agent", "expert", "supervisor", "admin", "viewer"],
  read_inner: ["agent", "expert", "supervisor", "learner", "admin"],
  write_inner: ["agent", "expert", "supervisor", "admin"],
  note: ["agent", "expert", "supervisor", "admin"],
  take: ["agent", "expert", "supervisor", "admin"],
  ask_mode: ["agent", "expert", "supervisor", "admin"],
  hold: ["agent", "expert", "supervisor", "admin"],
  lower: ["customer", "agent", "expert", "supervisor", "admin"],
  work: ["agent", "expert", "supervisor", "admin"],
  point: ["agent", "expert", "supervisor", "admin"],
  ghost: ["supervisor"],
  take_floor: ["supervisor"],
  invite: ["agent", "expert", "supervisor", "admin"],
  transfer: ["agent", "expert", "supervisor", "admin"],
  take_over: ["supervisor"],
  join_team: ["supervisor", "learner"],
  end: ["customer", "agent", "expert", "supervisor", "admin"],
  present: ["agent", "expert", "supervisor", "admin"],
  raise_hand: ["viewer"],
  record: ["agent", "supervisor", "admin"],
  flag: ["agent", "expert", "supervisor", "admin"],
} as const satisfies Record<Deed, readonly Role[]>;

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
  reason_needed: { status: 403, close: 4403, retry: false },
  erased: { status: 410, close: 4410, retry: false },
  held: { status: 409, close: 4409, retry: false },
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
