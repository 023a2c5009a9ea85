/** Which of our sentences says what went wrong. */

import { Problem } from "../api/problem";
import type { Say, Word } from "./words";

const SENTENCES: Partial<Record<string, Word>> = {
  offline: "offline",
  code_unknown: "codeUnknown",
  too_many: "tooMany",
  invalid: "invalid",
  unknown: "gone",
  session_over: "gone",
  not_signed_in: "gone",
};

export function problemWords(problem: unknown, say: Say): string {
  if (!(problem instanceof Problem)) return say("strange");
  const word = SENTENCES[problem.code];
  if (word !== undefined) return say(word);
  return problem.sentence === "" ? say("strange") : problem.sentence;
}
