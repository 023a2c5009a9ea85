/** What a customer may keep of a session, as the server tells it. Times are UTC milliseconds. */

import type { SessionId } from "../protocol/protocol.gen";
import type { Http } from "./http";

export interface Span {
  readonly from_ms: number;
  /** Null: it goes on. */
  readonly to_ms: number | null;
}

export interface Receipt {
  readonly session_id: SessionId;
  readonly opened_at_ms: number;
  readonly ended_at_ms: number | null;
  readonly people: readonly ({ readonly name: string; readonly role: string } & Span)[];
  readonly allowed: readonly {
    readonly what: string;
    readonly by_name: string | null;
    readonly at_ms: number;
  }[];
  readonly seen: readonly ({ readonly mode: string } & Span)[];
  readonly controlled: readonly ({ readonly name: string } & Span)[];
  readonly done: readonly ({
    readonly what: string;
    readonly by_name: string;
    readonly name: string | null;
  } & Span)[];
  readonly sent: readonly {
    readonly what: string;
    readonly by_name: string;
    readonly at_ms: number;
    readonly to_machine: boolean;
    readonly names: readonly string[];
  }[];
  readonly recorded: readonly Span[];
  readonly entry_count: number;
  readonly head: string;
  readonly erased_at_ms: number | null;
}

export function receiptOf(http: Http, sessionId: SessionId): Promise<Receipt> {
  return http.get(`/api/sessions/${encodeURIComponent(sessionId)}/receipt`);
}
