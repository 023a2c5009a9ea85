/** Each fact of a log as a sentence. */

import type { TFunction } from "i18next";

import type { ConsentAnswered, Entry, Fact, Person, PersonId, Work } from "../protocol/protocol.gen";

type Words = (entry: Entry) => string | null;
type NameOf = (personId: PersonId | undefined) => string;
type Rule<Type extends Fact["type"]> = (
  fact: Extract<Fact, { type: Type }>,
  t: TFunction,
  name: NameOf,
) => string | null;
type Rules = { readonly [Type in Fact["type"]]: Rule<Type> };

/** Says each entry of this log; null: nothing that people care about. */
export function eventWords(
  t: TFunction,
  entries: readonly Entry[],
  people: ReadonlyMap<PersonId, Person>,
): Words {
  const name: NameOf = (id) => (id === undefined ? undefined : people.get(id)?.name) ?? t("replay.someone");
  const works = new Map<string, Work>();
  for (const { fact } of entries) if (fact.type === "work_asked") works.set(fact.work.request_id, fact.work);
  const workText = (id: string): string => {
    const work = works.get(id);
    return work === undefined ? "…" : workWords(t, work);
  };
  const rules: Rules = { ...RULES, ...workRules(workText) };
  // Each rule takes the facts of its own name.
  return ({ fact }) => (rules[fact.type] as Rule<Fact["type"]>)(fact, t, name);
}

export function workWords(t: TFunction, { what }: Pick<Work, "what">): string {
  if (what.type === "service") return t("replayWork.service", { name: what.name });
  const word = t(`replayWork.${what.type}`);
  return what.type === "files" && what.names.length > 0 ? `${word} (${what.names.join(", ")})` : word;
}

function workRules(text: (id: string) => string): Pick<Rules, "work_asked" | "work_answered" | "work_ended"> {
  return {
    work_asked: ({ work }, t, name) =>
      t("replayEvent.work_asked", { name: name(work.asked_by), text: workWords(t, work) }),
    work_answered: ({ request_id, answer }, t) => t(`replayEvent.work_${answer}`, { text: text(request_id) }),
    work_ended: ({ request_id, end }, t) => t(`replayEvent.work_${end}`, { text: text(request_id) }),
  };
}

function consentWords({ answer, mode }: ConsentAnswered, t: TFunction): string {
  return t(`replayEvent.consent_${answer}`, { mode: t(`mode.${mode}`) });
}

const RULES: Omit<Rules, "work_asked" | "work_answered" | "work_ended"> = {
  opened: ({ customer, reason }, t) =>
    reason === ""
      ? t("replayEvent.opened", { name: customer.name })
      : t("replayEvent.openedWhy", { name: customer.name, text: reason }),
  joined: ({ person }, t) => t("replayEvent.joined", { name: person.name }),
  left: ({ person_id }, t, name) => t("replayEvent.left", { name: name(person_id) }),
  presence_changed: ({ person_id, presence }, t, name) =>
    t(`replayEvent.presence_${presence}`, { name: name(person_id) }),
  claimed: ({ person_id }, t, name) => t("replayEvent.claimed", { name: name(person_id) }),
  requeued: (_, t) => t("replayEvent.requeued"),
  machine_joined: (_, t) => t("replayEvent.machine_joined"),
  machine_presence_changed: ({ presence }, t) => t(`replayEvent.machine_${presence}`),
  screen_changed: (_, t) => t("replayEvent.screen_changed"),
  consent_asked: ({ question }, t, name) =>
    t("replayEvent.consent_asked", { name: name(question.asked_by), mode: t(`mode.${question.mode}`) }),
  consent_answered: consentWords,
  lowered: ({ mode }, t) =>
    mode === undefined ? t("replayEvent.loweredEnd") : t("replayEvent.lowered", { mode: t(`mode.${mode}`) }),
  interrupted: (_, t) => t("replayEvent.interrupted"),
  resumed: (_, t) => t("replayEvent.resumed"),
  ended: (_, t) => t("replayEvent.ended"),
  elevation_changed: ({ elevated }, t) => t(`replayEvent.elevation_${elevated ? "on" : "off"}`),
  owner_changed: ({ owner_id, how }, t, name) => t(`replayEvent.owner_${how}`, { name: name(owner_id) }),
  supervising: ({ person_id, reason }, t, name) =>
    t("replayEvent.supervising", { name: name(person_id), text: reason }),
  invited: ({ invitation }, t) => t("replayEvent.invited", { name: invitation.name }),
  invitation_over: (_, t) => t("replayEvent.invitation_over"),
  transfer_offered: ({ transfer }, t) =>
    transfer.note === ""
      ? t("replayEvent.transfer_offered", { name: transfer.name })
      : t("replayEvent.transferNote", { name: transfer.name, text: transfer.note }),
  transfer_over: (_, t) => t("replayEvent.transfer_over"),
  said: ({ person_id, text, attachments, steps }, t, name) => {
    const more = [...steps, ...attachments.map((one) => one.name)].join(", ");
    return text === ""
      ? t("replayEvent.saidFiles", { name: name(person_id), text: more })
      : t("replayEvent.said", { name: name(person_id), text });
  },
  step_ticked: ({ person_id, done }, t, name) =>
    t(`replayEvent.step_${done ? "done" : "open"}`, { name: name(person_id) }),
  noted: ({ person_id, text }, t, name) => t("replayEvent.noted", { name: name(person_id), text }),
  floor_moved: ({ holder }, t, name) =>
    holder === undefined ? t("replayEvent.floor_free") : t("replayEvent.floor_to", { name: name(holder) }),
  floor_wanted: ({ person_id, wanted }, t, name) =>
    t(wanted ? "replayEvent.floor_wanted" : "replayEvent.floor_unwanted", { name: name(person_id) }),
  restart_began: (_, t) => t("replayEvent.restart_began"),
  restart_over: ({ end }, t) => t(`replayEvent.restart_${end}`),
  demo_opened: ({ presenter, title }, t) =>
    t("replayEvent.demo_opened", { name: presenter.name, text: title }),
  hand_raised: ({ person_id, up }, t, name) =>
    t(`replayEvent.hand_${up ? "up" : "down"}`, { name: name(person_id) }),
  // The person who is asked is the one at the machine, and not the one who asks.
  recording_asked: (_, t) => t("replayEvent.recording_asked"),
  recording_answered: ({ answer }, t) => t(`replayEvent.recording_${answer}`),
  recording_paused: ({ person_id }, t, name) => t("replayEvent.recording_paused", { name: name(person_id) }),
  recording_resumed: ({ person_id }, t, name) =>
    t("replayEvent.recording_resumed", { name: name(person_id) }),
  recording_over: (_, t) => t("replayEvent.recording_over"),
  private_moment: ({ on }, t) => t(`replayEvent.private_${on ? "on" : "off"}`),
  flagged: ({ person_id, label }, t, name) =>
    label === ""
      ? t("replayEvent.flagged", { name: name(person_id) })
      : t("replayEvent.flaggedText", { name: name(person_id), text: label }),
  looked: ({ name, reason }, t) => t("replayEvent.looked", { name, text: reason }),
  exported: ({ name, reason }, t) => t("replayEvent.exported", { name, text: reason }),
  kept: ({ name, held, reason }, t) => t(`replayEvent.kept_${held ? "on" : "off"}`, { name, text: reason }),
};
