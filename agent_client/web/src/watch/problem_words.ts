/** Which of our sentences says what went wrong. */

import { Problem } from "../api/problem";
import { DEMO_VIEWER_LIMIT } from "../protocol/protocol.gen";
import type { Say, Word } from "./words";

const SENTENCES: Partial<Record<string, Word>> = {
  viewer_limit: "full",
  code_unknown: "unknown",
  session_over: "unknown",
  unknown: "unknown",
  offline: "offline",
  too_many: "tooMany",
  invalid: "invalid",
};

export function isFull(problem: unknown): boolean {
  return problem instanceof Problem && problem.code === "viewer_limit";
}

export function problemWords(problem: unknown, say: Say): string {
  const word = problem instanceof Problem ? SENTENCES[problem.code] : undefined;
  if (word !== undefined) return say(word, { limit: DEMO_VIEWER_LIMIT });
  return problem instanceof Problem && problem.sentence !== "" ? problem.sentence : say("strange");
}
