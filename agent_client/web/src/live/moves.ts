/** The pointer's moves: the first goes at once, the rest are merged to one for each animation frame. Pure. */

import type { At } from "../protocol/protocol.gen";

export class MoveMerger {
  private waiting: At | null = null;
  private sentThisFrame = false;

  constructor(
    private readonly send: (at: At) => void,
    /** Call back before the next frame is drawn. */
    private readonly onFrame: (callback: () => void) => void,
  ) {}

  /** The pointer is here now. */
  push(at: At): void {
    if (this.sentThisFrame) {
      this.waiting = at;
      return;
    }
    this.sentThisFrame = true;
    this.send(at);
    this.onFrame(() => this.frame());
  }

  /** Something with its own position goes out now: an older move must not come after it. */
  forget(): void {
    this.waiting = null;
  }

  private frame(): void {
    this.sentThisFrame = false;
    const at = this.waiting;
    this.waiting = null;
    if (at !== null) this.push(at);
  }
}
