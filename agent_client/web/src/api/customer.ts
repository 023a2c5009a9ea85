/** What the customers' light page asks of the server. */

import type { SessionId } from "../protocol/protocol.gen";
import type { Http } from "./http";

export interface Program {
  code: string;
  code_expires_at: number;
  join_link: string;
  command: string;
}

export interface Help {
  session_id: SessionId;
  person_id: string;
  organisation: string;
  ticket: string;
  csrf: string;
  program?: Program;
}

export class CustomerCalls {
  constructor(readonly http: Http) {}

  about(): Promise<{ organisation: string }> {
    return this.http.get("/api/about");
  }

  async ask(name: string, reason: string): Promise<Help> {
    return this.keep(await this.http.post<Help>("/api/help", { name, reason, language: this.http.language }));
  }

  /** The session of this browser's cookie, with a new ticket. */
  async again(): Promise<Help> {
    return this.keep(await this.http.get<Help>("/api/help"));
  }

  /** As `again`, also after the session's end: its room stays open for a day. */
  async talk(): Promise<Help> {
    return this.keep(await this.http.get<Help>("/api/help/talk"));
  }

  async redeem(code: string, name: string): Promise<Help> {
    const said = { code, name, language: this.http.language };
    return this.keep(await this.http.post<Help>("/api/codes/redeem", said));
  }

  newCode(): Promise<Program> {
    return this.http.post("/api/help/code");
  }

  private keep(help: Help): Help {
    this.http.csrf = help.csrf;
    return help;
  }
}
