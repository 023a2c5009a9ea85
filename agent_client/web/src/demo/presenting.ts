/** One demo, as its presenter has it: who is there, whose hand is up, what is said, and what they show. No React. */

import { presentTicket } from "../api/demos";
import { Problem } from "../api/problem";
import { consoleTicket } from "../api/staff";
import { ControlLink, socketUrl, type ControlDoors, type Standing } from "../link/control";
import { newRequestId } from "../link/request_id";
import type {
  ChatPage,
  FromConsole,
  Marked,
  PersonId,
  RecordingDeed,
  SessionId,
  SessionState,
  ToConsole,
  TypingNow,
  Welcome,
} from "../protocol/protocol.gen";
import { apply } from "../protocol/session";
import type { TalkRoom } from "../talk/room";
import { NO_TALK, Talk, type TalkView } from "../talk/talk";
import { Show, SHOWS_NOTHING, type ShowView } from "./show";

export interface PresentView {
  standing: Standing;
  session: SessionState | null;
  personId: PersonId;
  talk: TalkView;
  show: ShowView;
  /** Asking to record was refused: it is switched off here. */
  isRecordingRefused: boolean;
  /** There is no way into this demo. */
  problem: unknown;
}

const NOTHING_YET: PresentView = {
  standing: { is: "opening" },
  session: null,
  personId: "",
  talk: NO_TALK,
  show: SHOWS_NOTHING,
  isRecordingRefused: false,
  problem: null,
};
const SECOND_MS = 1_000;
const AS_STAFF = {
  pause: "pause_recording",
  resume: "resume_recording",
  withdraw: "stop_recording",
} as const;

interface Open {
  link: ControlLink<ToConsole, FromConsole>;
  talk: Talk;
  show: Show;
  ticker: ReturnType<typeof setInterval>;
  hurry: () => void;
}

export class Presenting {
  private view = NOTHING_YET;
  private readonly watchers = new Set<() => void>();
  private here: Open | null = null;
  private recordingAsked = "";

  constructor(
    private readonly sessionId: SessionId,
    private readonly isPassing: ControlDoors["isPassing"],
  ) {}

  // For React's useSyncExternalStore: these two keep their `this`.
  readonly subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    this.open();
    return () => {
      this.watchers.delete(watcher);
      if (this.watchers.size === 0) this.close();
    };
  };
  readonly now = (): PresentView => this.view;

  get show(): Show | null {
    return this.here?.show ?? null;
  }

  /** Does something in the room of the viewers. */
  room(act: (room: TalkRoom) => void): void {
    this.here?.talk.in("customer", act);
  }

  lowerHand(personId: PersonId): void {
    this.here?.link.send({ type: "raise_hand", up: false, person_id: personId });
  }

  /** Ask who sits at the machine that shows: whoever presents, in this tab or in the program (SPEC N2). */
  askRecording(): void {
    this.recordingAsked = newRequestId();
    this.set({ isRecordingRefused: false });
    this.here?.link.send({ type: "ask_recording", request_id: this.recordingAsked });
  }

  /** Pause the recording, let it go on, or end it: on this machine if it is the one that shows, else as staff. */
  record(deed: RecordingDeed): void {
    if (this.view.show.recorded !== null) this.show?.record(deed);
    else this.here?.link.send({ type: AS_STAFF[deed] });
  }

  end(): void {
    this.here?.link.send({ type: "end_session" });
  }

  /** Begin anew: the place was taken by another tab, or a way in could not be had. */
  again(): void {
    this.close();
    this.open();
  }

  private open(): void {
    if (this.here !== null) return;
    this.set(NOTHING_YET);
    const { sessionId, isPassing } = this;
    const link = new ControlLink<ToConsole, FromConsole>(
      { url: socketUrl("/ws"), version: "console", ticket: () => consoleTicket(sessionId), isPassing },
      {
        message: (message) => this.hear(message),
        standing: (standing) => this.set({ standing }),
        refused: (problem) => this.set({ problem }),
      },
    );
    const talk = new Talk(
      ["customer"],
      { send: (message) => link.send(message), newId: newRequestId, now: () => performance.now() },
      (view) => this.set({ talk: view }),
    );
    const ticket = async (): Promise<string> => (await presentTicket(sessionId)).ticket;
    const show = new Show({ ticket, isPassing }, (view) => this.set({ show: view }));
    const hurry = (): void => link.hurry();
    window.addEventListener("online", hurry);
    this.here = { link, talk, show, hurry, ticker: setInterval(() => talk.second(), SECOND_MS) };
  }

  private close(): void {
    const { here } = this;
    this.here = null;
    if (here === null) return;
    window.removeEventListener("online", here.hurry);
    clearInterval(here.ticker);
    here.show.close();
    // Not `leave`: the demo waits for its presenter.
    here.link.close();
  }

  /** What belongs to a picture that is looked at, or to work on a machine, is nothing to a presenter. */
  private hear(message: ToConsole | Welcome): void {
    if (message.type === "happened" && this.view.session !== null)
      this.stateIs(apply(this.view.session, message.entry));
    if (message.type === "welcome")
      this.set({ personId: message.person_id, session: message.session ?? null });
    if (message.type === "fault" && message.about === this.recordingAsked)
      this.set({ isRecordingRefused: true });
    if (this.here !== null) tell(this.here.talk, message);
  }

  private stateIs(session: SessionState): void {
    this.set({ session });
    if (session.state === "ended") this.here?.show.stop();
  }

  private set(changes: Partial<PresentView>): void {
    this.view = { ...this.view, ...changes };
    for (const watcher of this.watchers) watcher();
  }
}

/** What the room has to know. */
function tell(talk: Talk, message: ToConsole | Welcome): void {
  if (message.type === "welcome") talk.welcomed(message.person_id);
  else if (message.type === "happened") talk.happened(message.entry);
  else if (message.type === "fault") talk.refused(message.about, message.code);
  else if (isSaid(message)) talk.take(message);
}

function isSaid(message: ToConsole): message is ChatPage | TypingNow | Marked {
  return ["chat_page", "typing_now", "marked"].includes(message.type);
}

/** Somebody else's demo: this person is in it as a colleague. */
export function isNotOwn(problem: unknown): boolean {
  return problem instanceof Problem && problem.code === "not_allowed";
}
