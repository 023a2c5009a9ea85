/** A place for one replay on a page: opened when somebody looks, closed when nobody does. */

import { clipBytes, clipIndex, clipView } from "../api/clip";
import { record, segmentBytes, segmentIndex, type RecordView } from "../api/records";
import type { SessionId } from "../protocol/protocol.gen";
import type { Moment } from "./link";
import { Player, type PlayerDoors } from "./player";

export class PlayerSlot {
  private readonly watchers = new Set<() => void>();
  private player: Player | null = null;

  constructor(
    private readonly sessionId: SessionId,
    private readonly view: RecordView,
    private readonly moment: Moment,
  ) {}

  // For React's useSyncExternalStore: these two keep their `this`.
  readonly subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    if (this.player === null) this.open();
    return () => {
      this.watchers.delete(watcher);
      if (this.watchers.size === 0) this.close();
    };
  };
  /** Null until somebody looks. */
  readonly now = (): Player | null => this.player;

  private open(): void {
    const { sessionId } = this;
    const player = new Player(sessionId, this.view, doorsTo(sessionId, this.moment.clip));
    this.player = player;
    for (const watcher of this.watchers) watcher();
    // What cannot be read stands in the player's own view.
    player.begin(this.view, this.moment).catch(() => undefined);
  }

  private close(): void {
    this.player?.close();
    this.player = null;
  }
}

/** To a whole record, or to one moment of the library. */
function doorsTo(sessionId: SessionId, clip: string | undefined): PlayerDoors {
  if (clip !== undefined)
    return {
      record: () => clipView(clip),
      index: (number) => clipIndex(clip, number),
      bytes: (number, start, stop) => clipBytes(clip, number, start, stop),
    };
  return {
    record: (afterSeq) => record(sessionId, afterSeq),
    index: (number) => segmentIndex(sessionId, number),
    bytes: (number, start, stop) => segmentBytes(sessionId, number, start, stop),
  };
}
