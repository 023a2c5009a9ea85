/** The media link of who shows: frames go out, nothing comes back. Opened anew for as long as it is wanted. */

import { backOffSeconds } from "../protocol/link";
import { PROTOCOL_VERSION, type MediaHello } from "../protocol/protocol.gen";

export class SourceSocket {
  private socket: WebSocket | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private tries = 0;
  private over = false;

  constructor(
    private readonly url: string,
    /** A ticket for the next socket is to be asked for. */
    private readonly ticketWanted: () => void,
    /** Frames can go out from here on, beginning with a key frame. */
    private readonly opened: () => void,
  ) {}

  /** The socket, while it is open. */
  get open(): WebSocket | null {
    return this.socket?.readyState === WebSocket.OPEN ? this.socket : null;
  }

  /** Open a socket with this ticket, in place of the present one. */
  connect(ticket: string): void {
    if (this.over) return;
    this.drop();
    const socket = new WebSocket(this.url);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    const hello: MediaHello = { type: "media_hello", protocol: PROTOCOL_VERSION, ticket };
    socket.onopen = () => {
      socket.send(JSON.stringify(hello));
      this.tries = 0;
      this.opened();
    };
    socket.onclose = () => {
      if (socket === this.socket) this.lost();
    };
  }

  close(): void {
    this.over = true;
    clearTimeout(this.retry);
    this.drop();
  }

  private drop(): void {
    const old = this.socket;
    this.socket = null;
    old?.close();
  }

  private lost(): void {
    this.socket = null;
    if (this.over) return;
    const wait = backOffSeconds(this.tries, Math.random());
    this.tries += 1;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.ticketWanted(), wait * 1000);
  }
}
