/** One control link: the shell around `protocol/link.ts`. Opens sockets, reads clocks, carries out its steps. */

import { Link, openWithinSeconds, type Step } from "../protocol/link";
import {
  CloseCode,
  RETRIED_CLOSES,
  TICK_AT_LEAST_SECONDS,
  type MachineHello,
  type Ping,
  type Pong,
  type Welcome,
} from "../protocol/protocol.gen";

/** How the link stands, for people. */
export type Standing =
  | { is: "opening" }
  | { is: "open" }
  | { is: "lost" }
  /** It does not come back by itself. */
  | { is: "over"; closeCode: number };

export interface ControlListener<Incoming> {
  message(message: Incoming | Welcome): void;
  standing(standing: Standing): void;
  /** A ping came back; how long it took. */
  roundTrip?(milliseconds: number): void;
  /** A ticket could not be had, and waiting will not help. */
  refused(problem: unknown): void;
}

export interface ControlDoors {
  url: string;
  version: string;
  /** A new ticket, each time; rejects when the server refuses. */
  ticket: () => Promise<string>;
  /** Whether a ticket that could not be had may be had later. */
  isPassing: (problem: unknown) => boolean;
  /** For a page that is a captured machine: what it says of itself, at each hello. */
  machine?: () => MachineHello;
}

const now = (): number => performance.now() / 1000;

/** A link that is opened at once and kept until `leave` or `close`. */
export class ControlLink<Incoming extends { type: string }, Outgoing extends object> {
  private link: Link | null = null;
  private socket: WebSocket | null = null;
  private readonly ticker: ReturnType<typeof setInterval>;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private opening: ReturnType<typeof setTimeout> | undefined;
  private readonly pings = new Map<number, number>();
  private wasOpen = false;
  private tries = 0;
  private closed = false;

  constructor(
    private readonly doors: ControlDoors,
    private readonly listener: ControlListener<Incoming>,
  ) {
    this.ticker = setInterval(() => this.tick(), TICK_AT_LEAST_SECONDS * 1000);
    this.listener.standing({ is: "opening" });
    void this.begin();
  }

  /** Send now, or not at all: false while the link is lost. */
  send(message: Outgoing | Ping): boolean {
    if (this.link?.state !== "open" || this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  /** Go for good, and say so. */
  leave(): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ type: "leave" }));
    this.close();
  }

  /** Go without a word; the place is kept for a while. */
  close(): void {
    this.closed = true;
    this.link?.left();
    clearInterval(this.ticker);
    clearTimeout(this.timer);
    clearTimeout(this.opening);
    this.abandon();
  }

  /** Try now instead of at the end of the wait: the network is back. */
  hurry(): void {
    if (this.closed || this.link?.state !== "waiting") return;
    clearTimeout(this.timer);
    this.connect(openWithinSeconds(1));
  }

  private async begin(): Promise<void> {
    const ticket = await this.newTicket();
    if (ticket === null) return;
    this.link = new Link(this.doors.version, ticket, this.doors.machine);
    this.connect(openWithinSeconds(1));
  }

  /** A ticket, or null when there will be none: then the listener knows why. */
  private async newTicket(): Promise<string | null> {
    if (this.isClosed()) return null;
    try {
      const ticket = await this.doors.ticket();
      this.tries = 0;
      return this.isClosed() ? null : ticket;
    } catch (problem) {
      if (this.isClosed()) return null;
      if (!this.doors.isPassing(problem)) {
        this.close();
        this.listener.refused(problem);
        return null;
      }
      this.listener.standing({ is: "lost" });
      this.tries += 1;
      await new Promise((done) => setTimeout(done, Math.min(500 * 2 ** this.tries, 5_000)));
      return this.newTicket();
    }
  }

  /** A method, because it may have changed while something was awaited. */
  private isClosed(): boolean {
    return this.closed;
  }

  private connect(withinSeconds: number): void {
    if (this.closed) return;
    this.abandon();
    const socket = new WebSocket(this.doors.url);
    this.socket = socket;
    socket.onopen = () => {
      clearTimeout(this.opening);
      if (this.link !== null) this.carryOut(this.link.opened(now()));
    };
    socket.onmessage = (event: MessageEvent<unknown>) => {
      if (typeof event.data === "string") this.take(event.data);
    };
    socket.onclose = (event) => this.lost(event.code);
    this.opening = setTimeout(() => this.lost(1006), withinSeconds * 1000);
  }

  private take(data: string): void {
    const message = JSON.parse(data) as Incoming | Welcome | Pong;
    this.link?.heard(message, now());
    if (message.type === "pong") {
      const pong = message as Pong;
      const sent = this.pings.get(pong.number);
      this.pings.clear();
      if (sent !== undefined) this.listener.roundTrip?.((now() - sent) * 1000);
      return;
    }
    if (message.type === "welcome") {
      this.wasOpen = true;
      this.listener.standing({ is: "open" });
    }
    this.listener.message(message as Incoming | Welcome);
  }

  private lost(closeCode: number): void {
    clearTimeout(this.opening);
    this.abandon();
    if (this.closed || this.link === null) return;
    // A place that is gone (the server forgot it) may be taken again with a new ticket.
    if (closeCode === CloseCode.NOT_SIGNED_IN && this.wasOpen) {
      this.wasOpen = false;
      this.listener.standing({ is: "lost" });
      void this.begin();
      return;
    }
    if (RETRIED_CLOSES.includes(closeCode)) this.listener.standing({ is: "lost" });
    this.carryOut(this.link.lost(closeCode, now(), Math.random()));
  }

  private tick(): void {
    if (this.link !== null) this.carryOut(this.link.tick(now()));
  }

  private carryOut(steps: readonly Step[]): void {
    for (const step of steps) this.carryOutOne(step);
  }

  private carryOutOne(step: Step): void {
    switch (step.step) {
      case "say":
        if (step.message.type === "ping") this.pings.set(step.message.number, now());
        this.socket?.send(JSON.stringify(step.message));
        break;
      case "drop":
        this.lost(1006);
        break;
      case "reopen":
        this.after(step.atSeconds, () => this.connect(step.withinSeconds));
        break;
      case "need_ticket":
        this.after(step.atSeconds, () => void this.renew(step.withinSeconds));
        break;
      case "stop":
        this.close();
        this.listener.standing({ is: "over", closeCode: step.closeCode });
        break;
    }
  }

  private async renew(withinSeconds: number): Promise<void> {
    const ticket = await this.newTicket();
    if (ticket === null) return;
    this.link?.renew(ticket);
    this.connect(withinSeconds);
  }

  private after(atSeconds: number, go: () => void): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(go, Math.max(atSeconds - now(), 0) * 1000);
  }

  private abandon(): void {
    const old = this.socket;
    this.socket = null;
    if (old === null) return;
    old.onopen = old.onmessage = old.onclose = null;
    old.close();
  }
}

/** The address of a WebSocket route of this page's own server. */
export function socketUrl(path: string): string {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  return `${scheme}://${location.host}${path}`;
}
