/** What the viewers' light page of a demo asks of the server. */

import type { PersonId, SessionId } from "../protocol/protocol.gen";
import type { Http } from "./http";

/** A viewer's place; the ticket opens their socket. */
export interface Seat {
  session_id: SessionId;
  person_id: PersonId;
  organisation: string;
  title: string;
  presenter: string;
  ticket: string;
  csrf: string;
}

export class SeatCalls {
  constructor(private readonly http: Http) {}

  /** Take a place; a browser that has one already has the same one again. */
  async join(secret: string, name: string): Promise<Seat> {
    return this.keep(
      await this.http.post<Seat>("/api/demos/join", { secret, name, language: this.http.language }),
    );
  }

  /** The place of this browser's cookie, with a new ticket. */
  async again(): Promise<Seat> {
    return this.keep(await this.http.get<Seat>("/api/demos/seat"));
  }

  private keep(seat: Seat): Seat {
    this.http.csrf = seat.csrf;
    return seat;
  }
}
