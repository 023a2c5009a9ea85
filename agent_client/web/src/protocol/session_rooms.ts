/** The fold of what people arrange, say and do in a session. Twin of protocol/fold_rooms.py. */

import type { Fact, Inner, PersonId, Recording, RequestId, Work } from "./protocol.gen";
import type { Changes, Rules } from "./session";

type RoomType =
  | "owner_changed"
  | "supervising"
  | "invited"
  | "invitation_over"
  | "transfer_offered"
  | "transfer_over"
  | "said"
  | "step_ticked"
  | "noted"
  | "floor_moved"
  | "floor_wanted"
  | "work_asked"
  | "work_answered"
  | "work_ended"
  | "restart_began"
  | "restart_over"
  | "demo_opened"
  | "hand_raised"
  | "recording_asked"
  | "recording_answered"
  | "recording_paused"
  | "recording_resumed"
  | "recording_over"
  | "private_moment"
  | "flagged"
  | "looked"
  | "exported"
  | "kept";

const nothing = (): Changes => ({});
const NO_INNER: Inner = { invitations: [] };

export const ROOM_RULES: Rules<RoomType & Fact["type"]> = {
  owner_changed: (state, { owner_id, how }) => ({
    owner_id,
    previous_owner_id: how === "take_over" ? state.owner_id : undefined,
  }),
  supervising: nothing,
  invited: ({ inner = NO_INNER }, { invitation }) => ({
    inner: { ...inner, invitations: [...inner.invitations, invitation] },
  }),
  invitation_over: ({ inner = NO_INNER }, { invitation_id }) => ({
    inner: {
      ...inner,
      invitations: inner.invitations.filter((one) => one.invitation_id !== invitation_id),
    },
  }),
  transfer_offered: ({ inner = NO_INNER }, { transfer }) => ({ inner: { ...inner, transfer } }),
  transfer_over: ({ inner = NO_INNER }) => ({ inner: { invitations: inner.invitations } }),
  said: nothing,
  step_ticked: nothing,
  noted: nothing,
  floor_moved: (state, { holder, epoch }) => ({
    holder_id: holder,
    epoch,
    floor_wanted: state.floor_wanted.filter((one) => one !== holder),
  }),
  floor_wanted: (state, { person_id, wanted }) => ({
    floor_wanted: withPerson(state.floor_wanted, person_id, wanted),
  }),
  work_asked: ({ works }, { work }) => ({ works: [...works, work] }),
  work_answered: ({ works }, { request_id, answer }, at) =>
    answer === "allowed"
      ? { works: works.map((one) => (one.request_id === request_id ? { ...one, started_at: at } : one)) }
      : { works: without(works, request_id) },
  work_ended: ({ works }, { request_id }) => ({ works: without(works, request_id) }),
  restart_began: (state, { request_id, until, waits_for_sign_in }, at) => ({
    restart: {
      request_id,
      since: at,
      until,
      waits_for_sign_in,
      ...(state.holder_id === undefined ? {} : { holder_id: state.holder_id }),
    },
    holder_id: undefined,
  }),
  restart_over: () => ({ restart: undefined }),
  demo_opened: (_, { presenter, title }, at) => ({
    kind: "demo",
    opened_at: at,
    people: [presenter],
    owner_id: presenter.person_id,
    door: "demo",
    reason: title,
    inner: NO_INNER,
  }),
  hand_raised: ({ raised }, { person_id, up }) => ({ raised: withPerson(raised, person_id, up) }),
  recording_asked: (_, { request_id, asked_by }, at) => ({
    recording: { request_id, state: "asked", asked_at: at, ...(asked_by === undefined ? {} : { asked_by }) },
  }),
  recording_answered: ({ recording }, { answer }, at) => ({
    recording: answer === "allowed" && recording ? { ...recording, state: "on", since: at } : undefined,
  }),
  recording_paused: ({ recording }, { person_id }) => ({
    recording: recording && { ...recording, state: "paused", paused_by: person_id },
  }),
  recording_resumed: ({ recording }) => ({ recording: recording && goesOn(recording) }),
  recording_over: () => ({ recording: undefined }),
  private_moment: (_, { on }) => ({ private: on }),
  flagged: nothing,
  looked: nothing,
  exported: nothing,
  kept: nothing,
};

function goesOn({ paused_by: _, ...recording }: Recording): Recording {
  return { ...recording, state: "on" };
}

function without(works: readonly Work[], requestId: RequestId): readonly Work[] {
  return works.filter((one) => one.request_id !== requestId);
}

function withPerson(people: readonly PersonId[], personId: PersonId, wanted: boolean): readonly PersonId[] {
  const others = people.filter((one) => one !== personId);
  return wanted ? [...others, personId] : others;
}
