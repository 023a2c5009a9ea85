/** A refusal of the server, as an error with its stable code (RFC 9457). */

import { ERROR_CODE_VALUES, type ErrorCode } from "../protocol/protocol.gen";

/** What can go wrong with a call: the server's codes, and two of our own. */
export type ProblemCode = ErrorCode | "offline" | "strange";

export class Problem extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly status: number,
    /** The server's sentence, in the language that was asked for; may be empty. */
    readonly sentence: string,
  ) {
    super(sentence === "" ? code : sentence);
    this.name = "Problem";
  }
}

/** The refusal that an answer carries. */
export async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  const told = isRecord(body) ? body : {};
  const code = ERROR_CODE_VALUES.find((one) => one === told["code"]);
  const detail = told["detail"];
  return new Problem(code ?? "strange", response.status, typeof detail === "string" ? detail : "");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
