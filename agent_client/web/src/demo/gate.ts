/**
 * What a browser tab that shows its presenter's screen says as a captured machine (SPEC C, V3). Pure.
 *
 * Nobody sees before the presenter has said so, and everything that was shown is taken back the moment they stop.
 */

import type {
  ConsentGiven,
  LoweredHere,
  LowerOrder,
  RequestId,
  SessionState,
} from "../protocol/protocol.gen";

export type GateSays = ConsentGiven | LoweredHere;

type Mirror = Pick<SessionState, "mode" | "epoch">;

export class Gate {
  /** The highest epoch under which anything was shown: what a hello names (SPEC C7). */
  used = 0;
  /** Whether pictures may go out. */
  isOpen = false;
  private wanted = false;
  private asked: { requestId: RequestId; epoch: number } | null = null;
  private mirror = 0;

  constructor(private readonly newId: () => RequestId) {}

  get isWanted(): boolean {
    return this.wanted;
  }

  /** The presenter shows their screen: what is to be said for it. */
  show(): GateSays[] {
    if (this.wanted) return [];
    this.wanted = true;
    return [this.ask()];
  }

  /** The presenter shows nothing any more, from this moment on. */
  hide(): GateSays[] {
    if (!this.wanted) return [];
    this.shut();
    return [this.lowered()];
  }

  /** The link is open (again): only what the server also has in force goes on. */
  welcomed(mirror: Mirror): GateSays[] {
    this.mirror = mirror.epoch;
    if (!this.wanted) return mirror.mode === undefined ? [] : [this.lowered()];
    if (this.isOpen && mirror.mode === "demo" && mirror.epoch === this.used) return [];
    this.isOpen = false;
    return [this.ask()];
  }

  /** The server has the yes on disk. */
  logged(epoch: number): void {
    if (this.asked?.epoch !== epoch) return;
    this.asked = null;
    this.used = this.mirror = epoch;
    this.isOpen = this.wanted;
  }

  /** The server orders it down; every order is answered (SPEC C4). */
  ordered(order: LowerOrder): GateSays[] {
    this.shut();
    const { by, person_id } = order;
    return [{ ...this.lowered(), by, ...(person_id === undefined ? {} : { person_id }) }];
  }

  /** What was asked for is refused; whether it was ours. */
  refused(about: RequestId | undefined): boolean {
    if (about === undefined || this.asked?.requestId !== about) return false;
    this.shut();
    return true;
  }

  private ask(): ConsentGiven {
    const epoch = Math.max(this.used, this.mirror, this.asked?.epoch ?? 0) + 1;
    this.asked = { requestId: this.newId(), epoch };
    return {
      type: "consent_given",
      request_id: this.asked.requestId,
      answer: "allowed",
      mode: "demo",
      epoch,
      covered: [],
      leave_alone: false,
    };
  }

  private shut(): void {
    this.wanted = this.isOpen = false;
    this.asked = null;
  }

  private lowered(): LoweredHere {
    return { type: "lowered_here", epoch: this.used, by: "local_person" };
  }
}
