/** Talks about moments of sessions, and the library of clips, as the server tells them. */

import type { PersonId, SessionId } from "../protocol/protocol.gen";
import { http } from "./staff";

/** A stretch of a session, in UTC milliseconds. */
export interface Moment {
  readonly from_ms: number;
  readonly until_ms: number;
}

export interface Reply {
  readonly reply_id: string;
  readonly author: PersonId;
  readonly author_name: string | null;
  readonly at: number;
  readonly text: string;
}

export interface Note extends Moment {
  readonly note_id: string;
  readonly session_id: SessionId;
  /** Somebody asked about another's work, or wished for a view on their own. */
  readonly kind: "question" | "wish";
  readonly author: PersonId;
  readonly author_name: string | null;
  readonly about: PersonId;
  readonly about_name: string | null;
  readonly at: number;
  readonly text: string;
  readonly closed: boolean;
  /** It is this reader's turn. */
  readonly waits: boolean;
  readonly replies: readonly Reply[];
}

export interface Clip extends Moment {
  readonly clip_id: string;
  readonly session_id: SessionId;
  readonly topic: string;
  readonly title: string;
  readonly author: PersonId;
  readonly author_name: string | null;
  readonly at: number;
}

export interface Library {
  readonly clips: readonly Clip[];
  readonly topics: readonly string[];
}

interface Notes {
  readonly notes: readonly Note[];
}

const of = (sessionId: SessionId): string => `/api/records/${encodeURIComponent(sessionId)}`;

/** What this person is part of, and wishes that wait for somebody like them; the newest first. */
export async function myTalks(): Promise<readonly Note[]> {
  return (await http.get<Notes>("/api/coaching")).notes;
}

export async function talksOf(sessionId: SessionId): Promise<readonly Note[]> {
  return (await http.get<Notes>(`${of(sessionId)}/notes`)).notes;
}

export function openTalk(sessionId: SessionId, moment: Moment, about: PersonId, text: string): Promise<Note> {
  return http.post(`${of(sessionId)}/notes`, { ...moment, about, text });
}

export function answerTalk(note: Note, text: string): Promise<Note> {
  return http.post(`${of(note.session_id)}/notes/${note.note_id}/replies`, { text });
}

export function closeTalk(note: Note, closed: boolean): Promise<Note> {
  return http.put(`${of(note.session_id)}/notes/${note.note_id}/closed`, { closed });
}

export function library(): Promise<Library> {
  return http.get("/api/clips");
}

export function keepClip(sessionId: SessionId, moment: Moment, topic: string, title: string): Promise<Clip> {
  return http.post(`${of(sessionId)}/clips`, { ...moment, topic, title });
}

export function removeClip(clip: Clip): Promise<void> {
  return http.remove(`${of(clip.session_id)}/clips/${clip.clip_id}`);
}
