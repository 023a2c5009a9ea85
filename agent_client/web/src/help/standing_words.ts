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
  const machine = session.machine;
  const needsProgram = machine === undefined || (machine.presence === "away" && session.mode === undefined);
  const said = (title: string, hint: string): StandingWords => ({ title, hint, needsProgram });
  if (session.state === "interrupted") return said(say("interrupted"), say("interruptedHint"));
  if (session.owner_id === undefined) return said(...waiting(place, machine !== undefined, say));
  const name = session.people.find((one) => one.person_id === session.owner_id)?.name ?? "";
  if (machine?.presence === "away") return said(say("away"), say("awayHint"));
  if (machine === undefined) return said(say("claimed", { name }), say("claimedHint", { name }));
  return said(...withProgram(session, name, say));
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
