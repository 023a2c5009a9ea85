/** How a customer's session stands, in two plain sentences. Pure. */

import { MATRIX, type QueuePlace, type SessionState } from "../protocol/protocol.gen";
import type { Say } from "./words";

export interface StandingWords {
  title: string;
  hint: string;
  /** Whether the customer still has to start the program. */
  needsProgram: boolean;
}

const MINUTE_SECONDS = 60;

export function standingWords(session: SessionState, place: QueuePlace | null, say: Say): StandingWords {
  const { machine, restart } = session;
  const [title, hint] = titleAndHint(session, place, say);
  const isMissing = machine === undefined || (machine.presence === "away" && session.mode === undefined);
  return { title, hint, needsProgram: restart === undefined && isMissing };
}

function titleAndHint(session: SessionState, place: QueuePlace | null, say: Say): [string, string] {
  const { machine, restart } = session;
  if (restart !== undefined)
    return [say("restarting"), say(restart.waits_for_sign_in ? "restartingSignIn" : "restartingHint")];
  if (session.state === "interrupted") return [say("interrupted"), say("interruptedHint")];
  if (session.owner_id === undefined) return waiting(place, machine !== undefined, say);
  const name = session.people.find((one) => one.person_id === session.owner_id)?.name ?? "";
  if (machine?.presence === "away") return [say("away"), say("awayHint")];
  if (machine === undefined) return [say("claimed", { name }), say("claimedHint", { name })];
  return withProgram(session, name, say);
}

function withProgram(session: SessionState, owner: string, say: Say): [string, string] {
  const question = session.question;
  if (question !== undefined) {
    const asker = session.people.find((one) => one.person_id === question.asked_by)?.name ?? owner;
    const isControl = MATRIX[question.mode].input !== "dropped";
    return [say(isControl ? "askedControl" : "askedView", { name: asker }), say("askedHint")];
  }
  if (session.mode === undefined) return [say("claimed", { name: owner }), say("readyHint", { name: owner })];
  const holder = session.people.find((one) => one.person_id === session.holder_id)?.name;
  if (holder !== undefined) return [say("control", { name: holder }), say("controlHint")];
  if (session.mode === "desktop_sharing") return [say("turnYours"), say("turnYoursHint", { name: owner })];
  const mayHold = MATRIX[session.mode].input !== "dropped";
  return [say("observer", { name: owner }), say(mayHold ? "noControlHint" : "observerHint")];
}

function waiting(place: QueuePlace | null, hasProgram: boolean, say: Say): [string, string] {
  const where =
    place === null
      ? say("placeUnknown")
      : place.place === 1
        ? say("placeNext")
        : say("placeNumber", { place: place.place });
  const hints = [waitWords(place?.wait_seconds, say), say(hasProgram ? "readyWaiting" : "stay")];
  return [where, hints.filter((hint) => hint !== "").join(" ")];
}

function waitWords(seconds: number | undefined, say: Say): string {
  if (seconds === undefined) return "";
  const minutes = Math.round(seconds / MINUTE_SECONDS);
  if (minutes === 0) return say("waitSoon");
  return minutes === 1 ? say("waitOne") : say("waitMinutes", { minutes });
}
