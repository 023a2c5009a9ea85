/** What a session was like at each moment: the fold of its log up to there. */

import type { Entry, Person, PersonId, SessionId, SessionState } from "../protocol/protocol.gen";
import { apply } from "../protocol/session";

/** A state is kept after so many entries, so that going back does not begin at the beginning. */
const KEEP_EVERY = 64;

/** A session of which nothing is known yet. */
export function nothingYet(sessionId: SessionId): SessionState {
  return {
    session_id: sessionId,
    seq: 0,
    kind: "help",
    state: "new",
    opened_at: 0,
    door: "page",
    reason: "",
    people: [],
    why: "",
    covered: [],
    epoch: 0,
    floor_wanted: [],
    works: [],
    private: false,
    raised: [],
  };
}

export class Story {
  private log: readonly Entry[] = [];
  /** `kept[n]` is the state after the first n × KEEP_EVERY entries. */
  private readonly kept: SessionState[];
  private last: { count: number; state: SessionState };

  constructor(sessionId: SessionId, entries: readonly Entry[] = []) {
    const begin = nothingYet(sessionId);
    this.kept = [begin];
    this.last = { count: 0, state: begin };
    this.add(entries);
  }

  /** All of it, in order. */
  get entries(): readonly Entry[] {
    return this.log;
  }

  /** More of it; what is known already is left out. */
  add(entries: readonly Entry[]): void {
    const seq = this.log.at(-1)?.seq ?? 0;
    const fresh = entries.filter((one) => one.seq > seq);
    if (fresh.length > 0) this.log = [...this.log, ...fresh];
  }

  /** How many entries had happened by this moment (UTC, ms). */
  countAt(atMs: number): number {
    let low = 0;
    let high = this.log.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.log[middle]?.at ?? 0) <= atMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The session as everyone in it saw it at this moment; the same object while nothing happens. */
  at(atMs: number): SessionState {
    return this.after(this.countAt(atMs));
  }

  /** The state after so many entries. */
  after(count: number): SessionState {
    if (count === this.last.count) return this.last.state;
    const keptAt = Math.min(Math.floor(count / KEEP_EVERY), this.kept.length - 1);
    const near = this.last.count < count && this.last.count > keptAt * KEEP_EVERY;
    let at = near ? this.last.count : keptAt * KEEP_EVERY;
    let state = near ? this.last.state : (this.kept[keptAt] ?? this.last.state);
    for (; at < count; at += 1) {
      const entry = this.log[at];
      if (entry !== undefined) state = apply(state, entry);
      if ((at + 1) % KEEP_EVERY === 0 && this.kept.length === (at + 1) / KEEP_EVERY) this.kept.push(state);
    }
    this.last = { count, state };
    return state;
  }

  /** Everyone who ever was here, as they were named when they came. */
  get everyone(): ReadonlyMap<PersonId, Person> {
    const found = new Map<PersonId, Person>();
    for (const { fact } of this.log) {
      const person = personOf(fact);
      if (person !== null && !found.has(person.person_id)) found.set(person.person_id, person);
    }
    return found;
  }
}

function personOf(fact: Entry["fact"]): Person | null {
  if (fact.type === "opened") return fact.customer;
  if (fact.type === "joined") return fact.person;
  return fact.type === "demo_opened" ? fact.presenter : null;
}
