/** One side's transfer link: opened again after every cut until all is there, or the work is over (SPEC X). */

import { backOffSeconds } from "../protocol/link";
import {
  PROTOCOL_VERSION,
  TRANSFER_WINDOW_BYTES,
  type FromTransfer,
  type ToTransfer,
} from "../protocol/protocol.gen";
import { hex, joined, packPiece, sha256, unpackPiece } from "./piece";
import type { Receiving } from "./receiving";
import type { Sending, SendStep } from "./sending";

/** What a sender reads from. */
export type Source = (item: number, offset: number, size: number) => Promise<ArrayBuffer>;

export interface TransferDoors {
  url: string;
  /** Asks for a ticket; it comes by `ticketCame`. */
  wantTicket: () => void;
  /** Something has moved on: bytes, the end, a stop. */
  changed: () => void;
}

/** The server's answer to a link of work that is over (X7). */
const OVER = 4410;
/** A ticket that has not come, or a link that does not open, is asked for again after this. */
const AGAIN_MS = 10_000;

/** A side of a transfer; `close` when the work is over. */
export class TransferLink {
  private socket: WebSocket | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private tries = 0;
  private over = false;
  private queue: Promise<void> = Promise.resolve();
  private pumping = false;
  private otherIsHere = false;

  constructor(
    private readonly doors: TransferDoors,
    private readonly side: { sending: Sending; source: Source } | { receiving: Receiving },
  ) {
    this.want();
  }

  /** Whether both sides are linked now; if not, it goes on by itself. */
  get isJoined(): boolean {
    return this.otherIsHere;
  }

  /** The line was cut: this link may be dead, though nobody has said so. */
  again(): void {
    if (this.over) return;
    this.abandon();
    this.want();
  }

  ticketCame(ticket: string): void {
    if (this.over || this.socket !== null) return;
    const socket = new WebSocket(this.doors.url);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    socket.onopen = () =>
      socket.send(JSON.stringify({ type: "transfer_hello", protocol: PROTOCOL_VERSION, ticket }));
    // One after the other: a digest is computed aside, and the next message must not overtake it.
    socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => {
      this.queue = this.queue
        .then(() => (socket === this.socket ? this.take(socket, event.data) : undefined))
        .catch(() => socket.close());
    };
    socket.onclose = (event) => {
      if (socket !== this.socket) return;
      if (event.code === OVER) this.close();
      else this.lost();
    };
  }

  close(): void {
    this.over = true;
    clearTimeout(this.retry);
    this.abandon();
  }

  private want(): void {
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.again(), AGAIN_MS);
    this.doors.wantTicket();
  }

  private abandon(): void {
    const old = this.socket;
    this.socket = null;
    this.otherIsHere = false;
    old?.close();
  }

  private async take(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    this.tries = 0;
    clearTimeout(this.retry);
    if (typeof data === "string") await this.heard(socket, JSON.parse(data) as ToTransfer);
    else await this.came(socket, data);
    this.doors.changed();
  }

  private async heard(socket: WebSocket, message: ToTransfer): Promise<void> {
    if (message.type === "other_side") this.otherIsHere = message.here;
    if ("receiving" in this.side) {
      for (const answer of await this.side.receiving.heard(message)) say(socket, answer);
      return;
    }
    this.side.sending.heard(message);
    void this.pump(socket, this.side.sending, this.side.source);
  }

  private async came(socket: WebSocket, frame: ArrayBuffer): Promise<void> {
    const piece = unpackPiece(frame);
    if (piece === null || !("receiving" in this.side)) return;
    for (const answer of await this.side.receiving.came(piece)) say(socket, answer);
  }

  /** Send until there is nothing to send for now; only one of these runs at a time. */
  private async pump(socket: WebSocket, sending: Sending, source: Source): Promise<void> {
    if (this.pumping) return;
    this.pumping = true;
    try {
      for (let step = sending.next(); step !== null; step = sending.next()) {
        await this.carryOut(socket, sending, source, step);
        if (socket !== this.socket) break;
      }
    } catch {
      sending.stopped = "not_read";
      say(socket, { type: "transfer_stopped", reason: "not_read" });
      this.doors.changed();
    } finally {
      this.pumping = false;
    }
    const now = this.socket;
    if (now !== null && now !== socket) void this.pump(now, sending, source);
  }

  private async carryOut(socket: WebSocket, sending: Sending, source: Source, step: SendStep): Promise<void> {
    switch (step.do) {
      case "say":
        say(socket, step.message);
        break;
      case "end":
        say(socket, { type: "item_end", item: step.item, sha256: hex(await sha256(joined(step.digests))) });
        break;
      case "read": {
        const data = await source(step.item, step.offset, step.size);
        if (data.byteLength !== step.size) throw new Error("the file is shorter than it was");
        const { frame, digest } = await packPiece(step.item, step.offset, data);
        if (sending.read(step, digest) && isOpen(socket)) socket.send(frame);
        await drained(socket);
        break;
      }
    }
  }

  private lost(): void {
    this.abandon();
    if (this.over) return;
    const wait = backOffSeconds(this.tries, Math.random()) * 1000;
    this.tries += 1;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.want(), wait);
    this.doors.changed();
  }
}

function isOpen(socket: WebSocket): boolean {
  return socket.readyState === WebSocket.OPEN;
}

function say(socket: WebSocket, message: FromTransfer): void {
  if (isOpen(socket)) socket.send(JSON.stringify(message));
}

/** Browsers buffer without end: wait while more than the window lies there. */
async function drained(socket: WebSocket): Promise<void> {
  while (isOpen(socket) && socket.bufferedAmount > TRANSFER_WINDOW_BYTES / 2)
    await new Promise((done) => setTimeout(done, 5));
}
