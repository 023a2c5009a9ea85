/**
 * A session as everyone in it sees it: the fold of its facts (SPEC S3). Twin of protocol/session.py.
 *
 * Pure, and nothing is changed in place: a new entry gives a new state.
 */

import type { ConsentAnswered, Entry, Fact, Person, Presence, SessionState, State } from "./protocol.gen";
import { ROOM_RULES } from "./session_rooms";

/** What a fact changes; `undefined` takes a field away. */
export type Changes = { readonly [Field in keyof SessionState]?: SessionState[Field] | undefined };

export type FactOf<Type extends Fact["type"]> = Extract<Fact, { type: Type }>;

export type Rules<Types extends Fact["type"] = Fact["type"]> = {
  readonly [Type in Types]: (state: SessionState, fact: FactOf<Type>, at: number) => Changes;
};

const NOTHING_IN_FORCE: Changes = {
  mode: undefined,
  holder_id: undefined,
  covered: [],
  question: undefined,
  interrupted_until: undefined,
  floor_wanted: [],
  works: [],
  restart: undefined,
  private: false,
};

const RULES: Rules = {
  ...ROOM_RULES,
  opened: (_, { customer, door, reason, queue_id }, at) => ({
    opened_at: at,
    people: [customer],
    customer_id: customer.person_id,
    door,
    reason,
    queue_id,
    inner: { invitations: [] },
  }),
  joined: ({ people }, { person }) => ({
    people: [...people.filter((one) => one.person_id !== person.person_id), person],
  }),
  left: (state, { person_id }) => without(state, person_id),
  presence_changed: ({ people }, { person_id, presence }) => ({
    people: people.map((one) => (one.person_id === person_id ? withPresence(one, presence) : one)),
  }),
  claimed: (_, { person_id, why }) => ({ owner_id: person_id, previous_owner_id: undefined, why }),
  requeued: (state, { queue_id }) => ({
    ...NOTHING_IN_FORCE,
    owner_id: undefined,
    why: "",
    queue_id: queue_id ?? state.queue_id,
  }),
  machine_joined: (_, { machine }) => ({ machine, private: false }),
  machine_presence_changed: ({ machine }, { presence }) => ({ machine: machine && { ...machine, presence } }),
  elevation_changed: ({ machine }, { elevated, asking }) => ({
    machine: machine && { ...machine, elevated, asking_rights: asking },
  }),
  screen_changed: (_, { screen }) => ({ screen }),
  consent_asked: (_, { question }) => ({ question }),
  consent_answered: (_, answered) => answeredChanges(answered),
  lowered: (_, { mode, epoch }) => ({
    mode,
    holder_id: undefined,
    covered: [],
    epoch,
    floor_wanted: [],
  }),
  interrupted: (_, { until }) => ({ interrupted_until: until }),
  resumed: () => ({ interrupted_until: undefined }),
  ended: (_, { by }) => ({ ...NOTHING_IN_FORCE, recording: undefined, ended_by: by }),
};

/** The state after these entries, in order. */
export function fold(start: SessionState, entries: Iterable<Entry>): SessionState {
  let state = start;
  for (const entry of entries) state = apply(state, entry);
  return state;
}

/**
 * The state after one more entry.
 *
 * An entry that the snapshot holds already (`seq` not above it) changes nothing; after the end only
 * `seq` still moves.
 */
export function apply(state: SessionState, entry: Entry): SessionState {
  if (entry.seq <= state.seq) return state;
  if (state.state === "ended") return { ...state, seq: entry.seq };
  const after = changed(state, { ...changesOf(state, entry.fact, entry.at), seq: entry.seq });
  return { ...after, state: standing(after) };
}

/** Where a session stands, read off what is in force in it (SPEC S9). */
export function standing(state: SessionState): State {
  if (state.ended_by !== undefined) return "ended";
  if (state.interrupted_until !== undefined) return "interrupted";
  if (state.mode !== undefined) return "live";
  if (state.owner_id !== undefined) return "claimed";
  return state.customer_id === undefined ? "new" : "waiting";
}

function changesOf<Type extends Fact["type"]>(state: SessionState, fact: FactOf<Type>, at: number): Changes {
  const rule: Rules[Type] = RULES[fact.type];
  return rule(state, fact, at);
}

function changed(state: SessionState, changes: Changes): SessionState {
  const fields = Object.entries({ ...state, ...changes }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(fields) as unknown as SessionState;
}

function answeredChanges(answered: ConsentAnswered): Changes {
  if (answered.answer !== "allowed") return { question: undefined };
  return {
    question: undefined,
    mode: answered.mode,
    holder_id: answered.holder,
    covered: answered.covered,
    epoch: answered.epoch,
  };
}

function withPresence(person: Person, presence: Presence): Person {
  return { ...person, presence };
}

function without(state: SessionState, personId: string): Changes {
  return {
    people: state.people.filter((one) => one.person_id !== personId),
    covered: state.covered.filter((one) => one !== personId),
    floor_wanted: state.floor_wanted.filter((one) => one !== personId),
    raised: state.raised.filter((one) => one !== personId),
    holder_id: state.holder_id === personId ? undefined : state.holder_id,
    owner_id: state.owner_id === personId ? undefined : state.owner_id,
  };
}
