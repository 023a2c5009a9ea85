/**
 * The client's side of a control link, without I/O: hello, heartbeat, resume, back-off (SPEC K).
 * Twin of protocol/link.py.
 *
 * The shell opens sockets, reads clocks and carries out the steps that come back. Times are monotonic
 * seconds; `jitter` is a random number in [0, 1) that the shell draws. What a socket says after the shell
 * reported it lost, the shell drops.
 */

import {
  BACKOFF_FIRST_SECONDS,
  BACKOFF_MOST_SECONDS,
  HEARTBEAT_SECONDS,
  LINK_LOST_AFTER_SECONDS,
  OPEN_WITHIN_SECONDS,
  OPEN_WITHIN_SLOW_SECONDS,
  PROTOCOL_VERSION,
  RETRIED_CLOSES,
  SLOW_TRY_EVERY,
  TICK_AT_LEAST_SECONDS,
  type Hello,
  type MachineHello,
  type Ping,
} from "./protocol.gen";

export type LinkState = "idle" | "greeting" | "open" | "waiting" | "over";

export type Step =
  /** Send this message now. */
  | { readonly step: "say"; readonly message: Hello | Ping }
  /** Open a new socket at this time; when it is not open `withinSeconds` later, give it up: `lost(1006)`. */
  | { readonly step: "reopen"; readonly atSeconds: number; readonly withinSeconds: number }
  /** At this time get another ticket, `renew`, and then open a socket: the old one lets nobody in again. */
  | { readonly step: "need_ticket"; readonly atSeconds: number; readonly withinSeconds: number }
  /** Abandon the present socket without waiting for its closing handshake, and report `lost(1006)` at once. */
  | { readonly step: "drop" }
  /** Do not try again; tell the person why. */
  | { readonly step: "stop"; readonly closeCode: number };

/** The decisions of one page's control link. Feed it facts; do what it returns. */
export class Link {
  state: LinkState = "idle";
  private readonly version: string;
  private ticket: string | undefined;
  private resume: string | undefined;
  private tries = 0;
  private heardAt = 0;
  private saidAt = 0;
  private number = 0;

  constructor(
    version: string,
    ticket: string,
    /** What a captured machine says of itself. */
    private readonly machine?: () => MachineHello,
  ) {
    this.version = version;
    this.ticket = ticket;
  }

  /** A socket is open: greet, and spend the ticket if there is nothing to resume. */
  opened(atSeconds: number): Step[] {
    const key = this.resume ? { resume: this.resume } : this.ticket ? { ticket: this.ticket } : undefined;
    if (!key) throw new Error("no socket is opened before need_ticket was answered by renew");
    this.state = "greeting";
    this.heardAt = this.saidAt = atSeconds;
    this.ticket = undefined;
    const machine = this.machine === undefined ? {} : { machine: this.machine() };
    const hello: Hello = {
      type: "hello",
      protocol: PROTOCOL_VERSION,
      ...key,
      version: this.version,
      ...machine,
    };
    return [{ step: "say", message: hello }];
  }

  /** Any message came in; a welcome opens the link and brings the next resume token. */
  heard(message: { readonly type: string; readonly resume?: string }, atSeconds: number): void {
    if (this.state !== "greeting" && this.state !== "open") return;
    this.heardAt = atSeconds;
    if (message.type === "welcome") {
      this.state = "open";
      this.resume = message.resume;
      this.tries = 0;
    }
  }

  /** Time has passed. Call it at least every `TICK_AT_LEAST_SECONDS` while a socket is open. */
  tick(atSeconds: number): Step[] {
    if (this.state !== "greeting" && this.state !== "open") return [];
    if (atSeconds - this.heardAt >= LINK_LOST_AFTER_SECONDS - TICK_AT_LEAST_SECONDS) {
      return [{ step: "drop" }];
    }
    if (this.state === "open" && atSeconds - this.saidAt >= HEARTBEAT_SECONDS) {
      this.saidAt = atSeconds;
      this.number += 1;
      return [{ step: "say", message: { type: "ping", number: this.number } }];
    }
    return [];
  }

  /** The socket is gone, or could not be opened (1006). */
  lost(closeCode: number, atSeconds: number, jitter: number): Step[] {
    if (this.state === "over") return [];
    if (!RETRIED_CLOSES.includes(closeCode)) {
      this.state = "over";
      return [{ step: "stop", closeCode }];
    }
    this.state = "waiting";
    const at = atSeconds + backOffSeconds(this.tries, jitter);
    this.tries += 1;
    const step = this.resume || this.ticket ? "reopen" : "need_ticket";
    return [{ step, atSeconds: at, withinSeconds: openWithinSeconds(this.tries) }];
  }

  /** The ticket that `need_ticket` asked for. */
  renew(ticket: string): void {
    this.ticket = ticket;
  }

  /** The person went: never reopen. */
  left(): void {
    this.state = "over";
  }
}

/** How long to wait after `tries` failed ones: doubling, capped, and spread over its second half. */
export function backOffSeconds(tries: number, jitter: number): number {
  const full = Math.min(BACKOFF_FIRST_SECONDS * 2 ** Math.min(tries, 16), BACKOFF_MOST_SECONDS);
  return full * (0.5 + 0.5 * jitter);
}

/** How long the socket of try number `tries` (from 1) may take to open. */
export function openWithinSeconds(tries: number): number {
  return tries % SLOW_TRY_EVERY === 0 ? OPEN_WITHIN_SLOW_SECONDS : OPEN_WITHIN_SECONDS;
}
