/** The others in a session, beside its picture: what they say, where they point, what came of work. */

import { socketUrl } from "../link/control";
import { newRequestId } from "../link/request_id";
import type { Entry, FromConsole, SessionState, ToConsole, Welcome } from "../protocol/protocol.gen";
import { Talk } from "../talk/talk";
import { writeClip } from "../transfer/clipboard";
import { TransferLink } from "../transfer/link";
import { Transfers } from "../transfer/transfers";
import type { Ground } from "./ground";
import { inspected, worked, wrote } from "./machine_work";
import type { MarkerOut } from "./marker";
import { Pointing } from "./pointing";
import type { LiveView } from "./view";

/** `activity` comes every second while the holder's hand does something. */
const ACTIVE_MS = 1_800;

const TYPES = [
  "chat_page",
  "typing_now",
  "marked",
  "pointed",
  "inked",
  "work_output",
  "inspection_part",
  "activity",
  "transfer_ticket",
] as const;

type FromOthers = Extract<ToConsole, { type: (typeof TYPES)[number] }>;

/** Whether a message is about the others, rather than the picture, the hand or the session's course. */
export function isFromOthers(message: ToConsole): message is FromOthers {
  return (TYPES as readonly string[]).includes(message.type);
}

export interface CompanyOut {
  send(message: FromConsole): boolean;
  view(): LiveView;
  set(changes: Partial<LiveView>): void;
}

export class Company {
  readonly talk: Talk;
  readonly transfers: Transfers;
  private readonly pointing: Pointing;
  private activityTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    overlay: HTMLCanvasElement,
    ground: Ground,
    private readonly out: CompanyOut,
  ) {
    const way = { send: (message: FromConsole) => out.send(message), newId: newRequestId };
    this.pointing = new Pointing(overlay, ground, way, () => out.view().tool);
    const clock = { ...way, now: () => performance.now() };
    this.talk = new Talk(["customer", "inner"], clock, (talk) => out.set({ talk }));
    this.transfers = new Transfers({
      ...clock,
      set: (moving) => out.set({ moving }),
      copy: writeClip,
      open: (doors, side) => new TransferLink({ ...doors, url: socketUrl("/ws/transfer") }, side),
    });
  }

  /** Where the mouse goes while it points or draws. */
  get marker(): Omit<MarkerOut, "tool"> {
    return this.pointing;
  }

  welcomed(welcome: Welcome): void {
    this.talk.welcomed(welcome.person_id);
    if (welcome.session !== undefined) this.transfers.welcomed(welcome.session);
  }

  /** A fact, and the state before it. */
  happened(before: SessionState, entry: Entry): void {
    this.out.set({ work: worked(this.out.view().work, before, entry) });
    this.talk.happened(entry);
    this.transfers.happened(entry);
  }

  take(message: FromOthers): void {
    switch (message.type) {
      case "chat_page":
      case "typing_now":
      case "marked":
        this.talk.take(message);
        break;
      case "pointed":
      case "inked":
        this.pointing.others(message);
        break;
      case "work_output":
        this.out.set({ work: wrote(this.out.view().work, message) });
        break;
      case "inspection_part":
        this.out.set({ work: inspected(this.out.view().work, message) });
        break;
      case "activity":
        this.isActive(message);
        break;
      case "transfer_ticket":
        this.transfers.ticketCame(message);
        break;
    }
  }

  /** Who is here, and which monitors are looked at. */
  drawn(): void {
    const { session, personId, streams } = this.out.view();
    if (session !== null) this.pointing.stateIs(session, personId, streams);
  }

  laidOut(): void {
    this.pointing.laidOut();
  }

  toolChanged(): void {
    this.pointing.toolChanged();
  }

  /** Time has passed: call it every second. */
  second(): void {
    this.talk.second();
  }

  close(): void {
    clearTimeout(this.activityTimer);
    this.pointing.close();
    this.transfers.close();
  }

  private isActive(activity: NonNullable<LiveView["activity"]>): void {
    this.out.set({ activity });
    clearTimeout(this.activityTimer);
    this.activityTimer = setTimeout(() => this.out.set({ activity: null }), ACTIVE_MS);
  }
}
