/** What the staff asks for in a session: one sentence each, with ids of its own. */

import { newRequestId } from "../link/request_id";
import type { AskWork, FromConsole, Mode, PersonId, RequestId } from "../protocol/protocol.gen";

/** One kind of work, with what belongs to it. */
export type What = AskWork["what"];

/** Who is to take the customer: exactly one of them. */
export type TransferTo = { to_person: PersonId } | { to_team: string } | { to_queue: string };

export class Asks {
  constructor(private readonly send: (message: FromConsole) => boolean) {}

  /** Ask the customer for this mode, or for control again in the mode in force. */
  mode(mode: Mode): void {
    this.send({ type: "ask_mode", request_id: newRequestId(), mode });
  }

  withdraw(): void {
    this.send({ type: "withdraw_question" });
  }

  /** Down to this mode, or (null) to no view at all: needs nobody. */
  lower(mode: Mode | null): void {
    this.send({ type: "lower_mode", ...(mode === null ? {} : { mode }) });
  }

  /** Ask for the floor; `take`: a supervisor takes it. */
  floor(take: boolean): void {
    this.send({ type: "ask_floor", request_id: newRequestId(), take });
  }

  unaskFloor(): void {
    this.send({ type: "unask_floor" });
  }

  /** Null: to the customer, "you try now". */
  giveFloor(to: PersonId | null): void {
    this.send({ type: "give_floor", request_id: newRequestId(), ...(to === null ? {} : { to }) });
  }

  /** Work on the machine; its number, or null while there is no link. */
  work(what: What): RequestId | null {
    const requestId = newRequestId();
    return this.send({ type: "ask_work", request_id: requestId, what }) ? requestId : null;
  }

  stopWork(requestId: RequestId): void {
    this.send({ type: "stop_work", request_id: requestId });
  }

  invite(whom: { person_id: PersonId } | { skill: string }, note: string): void {
    this.send({ type: "invite", request_id: newRequestId(), ...whom, note });
  }

  withdrawInvitation(invitationId: RequestId): void {
    this.send({ type: "withdraw_invitation", invitation_id: invitationId });
  }

  transfer(to: TransferTo, note: string): void {
    this.send({ type: "offer_transfer", request_id: newRequestId(), ...to, note });
  }

  withdrawTransfer(): void {
    this.send({ type: "withdraw_transfer" });
  }

  takeOver(): void {
    this.send({ type: "take_over", request_id: newRequestId() });
  }

  handBack(): void {
    this.send({ type: "hand_back", request_id: newRequestId() });
  }

  /** Ask the person at the machine whether this may be recorded. */
  recording(): void {
    this.send({ type: "ask_recording", request_id: newRequestId() });
  }

  pauseRecording(): void {
    this.send({ type: "pause_recording" });
  }

  resumeRecording(): void {
    this.send({ type: "resume_recording" });
  }

  /** End it, or take the question back. */
  stopRecording(): void {
    this.send({ type: "stop_recording" });
  }

  /** Mark this moment, to come back to it in the replay. */
  flag(): void {
    this.send({ type: "flag", flag_id: newRequestId(), label: "" });
  }

  end(): void {
    this.send({ type: "end_session" });
  }
}
