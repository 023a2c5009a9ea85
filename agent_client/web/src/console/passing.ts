/** Which failures pass by themselves, so that waiting and trying again is right. */

import { Problem } from "../api/problem";
import { ERRORS } from "../protocol/protocol.gen";

export function isPassing(problem: unknown): boolean {
  if (!(problem instanceof Problem)) return false;
  if (problem.code === "offline") return true;
  return problem.code === "strange" ? problem.status >= 500 : ERRORS[problem.code].retry;
}
