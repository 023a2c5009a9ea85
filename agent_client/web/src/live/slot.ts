/** A place for one live session on a page: opened when somebody looks, closed when nobody does. */

import type { ControlDoors } from "../link/control";
import { layOut, makeElements, type LayOut } from "./elements";
import { LiveSession } from "./live_session";
import type { Stage } from "./screen_view";
import { NOTHING_YET, type LiveView } from "./view";

export interface SlotNow {
  view: LiveView;
  /** There is no way into this session. */
  problem: unknown;
}

export class LiveSlot {
  readonly elements: Stage = makeElements();
  private snapshot: SlotNow = { view: NOTHING_YET, problem: null };
  private readonly watchers = new Set<() => void>();
  private session: LiveSession | null = null;
  private how: LayOut | null = null;

  constructor(private readonly doors: Omit<ControlDoors, "url">) {}

  // For React's useSyncExternalStore: these two keep their `this`.
  readonly subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    this.open();
    return () => {
      this.watchers.delete(watcher);
      if (this.watchers.size === 0) this.close();
    };
  };
  readonly now = (): SlotNow => this.snapshot;

  /** The session that is open now; null when nobody looks. */
  get live(): LiveSession | null {
    return this.session;
  }

  /** Begin anew: the place was taken by another tab, or a way in could not be had. */
  again(): void {
    this.close();
    this.open();
  }

  layOut(how: LayOut): void {
    this.how = how;
    layOut(this.elements, how);
    this.session?.layOut(how);
  }

  private open(): void {
    if (this.session !== null) return;
    this.set({ view: NOTHING_YET, problem: null });
    const session = new LiveSession(this.doors, this.elements, (problem) => this.set({ problem }));
    this.session = session;
    if (this.how !== null) session.layOut(this.how);
    session.subscribe(() => this.set({ view: session.now() }));
  }

  private close(): void {
    this.session?.close();
    this.session = null;
  }

  private set(changes: Partial<SlotNow>): void {
    this.snapshot = { ...this.snapshot, ...changes };
    for (const watcher of this.watchers) watcher();
  }
}
