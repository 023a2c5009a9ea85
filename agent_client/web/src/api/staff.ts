/** What the console asks of the server. */

import type { Desk, Role, SessionId } from "../protocol/protocol.gen";
import { Http } from "./http";

export interface Me {
  person_id: string;
  name: string;
  email: string;
  role: Role;
  language: string;
  organisation: string;
  csrf: string;
}

export interface About {
  organisation: string;
  language: string;
  version: string;
}

export interface Taken {
  session_id: SessionId;
  why: string;
}

export interface PhoneCode {
  code: string;
  code_expires_at: number;
  link: string;
}

export interface SetupForm {
  token: string;
  name: string;
  email: string;
  password: string;
  organisation: string;
  language: string;
}

/** The one connection of this page to the server's routes. */
export const http = new Http();

export async function setUp(form: SetupForm): Promise<Me> {
  return signedIn(await http.post<Me>("/api/setup", form));
}

export async function signIn(email: string, password: string): Promise<Me> {
  return signedIn(await http.post<Me>("/api/sign-in", { email, password }));
}

export async function signOut(): Promise<void> {
  await http.post("/api/sign-out");
  http.csrf = null;
}

export async function me(): Promise<Me> {
  return signedIn(await http.get<Me>("/api/me"));
}

export function about(): Promise<About> {
  return http.get("/api/about");
}

export function setupNeeded(): Promise<{ needed: boolean }> {
  return http.get("/api/setup");
}

export async function deskTicket(): Promise<string> {
  return (await http.post<{ ticket: string }>("/api/tickets", { kind: "desk" })).ticket;
}

/** `afterEnd`: to go on writing in the rooms of a session that is over. */
export async function consoleTicket(sessionId: SessionId, afterEnd = false): Promise<string> {
  const wish = { kind: "console", session_id: sessionId, after_end: afterEnd };
  return (await http.post<{ ticket: string }>("/api/tickets", wish)).ticket;
}

export function queue(): Promise<Omit<Desk, "type">> {
  return http.get("/api/queue");
}

export function next(): Promise<Taken> {
  return http.post("/api/queue/next");
}

export function claim(sessionId: SessionId): Promise<Taken> {
  return http.post(`/api/sessions/${sessionId}/claim`);
}

/** A code for one caller: who types it is this agent's customer at once. */
export function phoneCode(): Promise<PhoneCode> {
  return http.post("/api/codes");
}

/** The practice customer's session; null when nobody waits yet. */
export async function redeemTrial(secret: string): Promise<SessionId | null> {
  const trial = await http.post<{ me: Me; session_id?: SessionId | null }>("/api/try/redeem", { secret });
  signedIn(trial.me);
  return trial.session_id ?? null;
}

function signedIn(who: Me): Me {
  http.csrf = who.csrf;
  return who;
}
