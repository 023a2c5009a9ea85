/** The rooms of one link: hands each message to its room, and says when something of them changed. */

import type {
  ChatPage,
  Entry,
  ErrorCode,
  Marked,
  PersonId,
  RequestId,
  Room,
  TypingNow,
} from "../protocol/protocol.gen";
import { NO_ROOM, TalkRoom, type RoomView, type WayOut } from "./room";

export type TalkView = Readonly<Record<Room, RoomView>>;

export const NO_TALK: TalkView = { customer: NO_ROOM("customer"), inner: NO_ROOM("inner") };

export class Talk {
  private readonly rooms: readonly TalkRoom[];

  constructor(
    names: readonly Room[],
    out: WayOut,
    private readonly changed: (view: TalkView) => void,
  ) {
    this.rooms = names.map((name) => new TalkRoom(name, out));
  }

  get view(): TalkView {
    return { ...NO_TALK, ...Object.fromEntries(this.rooms.map((one) => [one.room, one.view])) };
  }

  welcomed(me: PersonId): void {
    this.each((room) => room.welcomed(me));
  }

  happened(entry: Entry): void {
    this.each((room) => room.happened(entry));
  }

  take(message: ChatPage | TypingNow | Marked): void {
    this.each((room) => {
      if (message.type === "chat_page") room.paged(message);
      else if (message.type === "typing_now") room.isTyping(message);
      else room.isMarked(message);
    });
  }

  /** Whether what was refused was something said. */
  refused(about: RequestId | undefined, code: ErrorCode): boolean {
    if (about === undefined) return false;
    let wasOurs = false;
    this.each((room) => {
      wasOurs = room.refused(about, code) || wasOurs;
    });
    return wasOurs;
  }

  /** Time has passed: call it about every second. */
  second(): void {
    this.each((room) => room.second());
  }

  /** Do something in one room, and tell of what changed. */
  in(name: Room, act: (room: TalkRoom) => void): void {
    this.each((room) => {
      if (room.room === name) act(room);
    });
  }

  private each(act: (room: TalkRoom) => void): void {
    const before = this.rooms.map((room) => room.view);
    for (const room of this.rooms) act(room);
    if (this.rooms.some((room, index) => room.view !== before[index])) this.changed(this.view);
  }
}
