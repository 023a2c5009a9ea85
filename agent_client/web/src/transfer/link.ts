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

/** A side of a transfer; `close` when the work is over. */
export class TransferLink {
  private socket: WebSocket | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private tries = 0;
  private over = false;
  private queue: Promise<void> = Promise.resolve();
  private pumping = false;

  constructor(
    private readonly doors: TransferDoors,
    private readonly side: { sending: Sending; source: Source } | { receiving: Receiving },
  ) {
    doors.wantTicket();
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
      this.queue = this.queue.then(() =>
        socket === this.socket ? this.take(socket, event.data) : undefined,
      );
    };
    socket.onclose = () => {
      if (socket === this.socket) this.lost();
    };
  }

  close(): void {
    this.over = true;
    clearTimeout(this.retry);
    this.socket?.close();
    this.socket = null;
  }

  private async take(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    this.tries = 0;
    if ("receiving" in this.side) {
      const { receiving } = this.side;
      const piece = typeof data === "string" ? null : unpackPiece(data);
      const answers =
        typeof data === "string"
          ? await receiving.heard(JSON.parse(data) as ToTransfer)
          : piece === null
            ? []
            : await receiving.came(piece);
      for (const answer of answers) say(socket, answer);
    } else if (typeof data === "string") {
      this.side.sending.heard(JSON.parse(data) as ToTransfer);
      void this.pump(socket, this.side.sending, this.side.source);
    }
    this.doors.changed();
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
    this.socket = null;
    if (this.over) return;
    const wait = backOffSeconds(this.tries, Math.random()) * 1000;
    this.tries += 1;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => {
      if (!this.over) this.doors.wantTicket();
    }, wait);
    // A ticket that does not come is asked for again, until the work is over.
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
