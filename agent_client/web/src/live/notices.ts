/** Which facts the person should be told of in passing, and how. Pure. */

import type { Fact, PersonId, SessionState } from "../protocol/protocol.gen";
import type { FactOf } from "../protocol/session";
import type { Notice, RecordingNotice } from "./view";

type Told =
  | "lowered"
  | "floor_moved"
  | "floor_wanted"
  | "owner_changed"
  | "joined"
  | "recording_answered"
  | "recording_over"
  | "private_moment"
  | "flagged";

const TOLD: {
  readonly [Type in Told]: (fact: FactOf<Type>, before: SessionState, me: PersonId) => Notice | null;
} = {
  lowered: (fact, _, me) => (fact.person_id === me ? null : { is: "lowered", by: fact.by }),
  floor_moved: ({ holder, by, person_id }, _, me) =>
    person_id === me && holder !== me ? null : { is: "floor", by, holder: holder ?? null },
  floor_wanted: ({ wanted, person_id }, before, me) =>
    wanted && before.holder_id === me ? { is: "floor_wanted", who: person_id } : null,
  owner_changed: ({ owner_id, how }) => ({ is: "owner", who: owner_id, how }),
  joined: ({ person: { person_id } }, before, me) => {
    const wasHere = before.people.some((one) => one.person_id === person_id);
    return wasHere || person_id === me ? null : { is: "came", who: person_id };
  },
  recording_answered: ({ answer }) => (answer === "withdrawn" ? null : recording(ANSWERED[answer])),
  recording_over: ({ by, person_id }, _, me) =>
    person_id === me ? null : recording(`over_${by}`, person_id),
  private_moment: ({ on }) => recording(on ? "private_began" : "private_over"),
  flagged: ({ person_id }) => recording("flagged", person_id),
};

const ANSWERED = { allowed: "began", refused: "refused", expired: "unanswered" } as const;

function recording(how: RecordingNotice, who: PersonId | null = null): Notice {
  return { is: "recording", how, who };
}

/** What this fact says to `me`, or null: what everyone sees anyway, or what they did themselves. */
export function noticeOf(fact: Fact, before: SessionState, me: PersonId): Notice | null {
  if (!isTold(fact)) return null;
  const tell = TOLD[fact.type] as (fact: Fact, before: SessionState, me: PersonId) => Notice | null;
  return tell(fact, before, me);
}

function isTold(fact: Fact): fact is FactOf<Told> {
  return fact.type in TOLD;
}
