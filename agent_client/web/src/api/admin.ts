/** What the administrators' pages, and the dialogs that name colleagues, ask of the server. */

import type { PersonId, QueueId, Role, TeamId } from "../protocol/protocol.gen";
import { http } from "./staff";

export interface StaffMember {
  person_id: PersonId;
  name: string;
  email: string;
  role: Role;
  language: string;
  disabled: boolean;
  teams: TeamId[];
  skills: string[];
}

export interface Team {
  team_id: TeamId;
  name: string;
}

export interface Queue {
  queue_id: QueueId;
  name: string;
  /** Null: everyone works it. */
  team_id: TeamId | null;
  /** Always there, always everyone's. */
  is_default: boolean;
}

/** Something that is known not to work; * in its name is any text, no versions are every version. */
export interface Rule {
  name: string;
  versions: string;
  why: string;
}

export interface Colleague {
  person_id: PersonId;
  name: string;
  role: Role;
  teams: TeamId[];
  skills: string[];
  /** Has a desk or a session open now. */
  present: boolean;
}

export interface Directory {
  people: Colleague[];
  teams: Team[];
  queues: Queue[];
  skills: string[];
}

export interface NewStaff {
  name: string;
  email: string;
  password: string;
  role: Role;
  language: string;
  teams: TeamId[];
  skills: string[];
}

export type StaffChange = Partial<Omit<NewStaff, "email"> & { disabled: boolean }>;

/** Whom one may ask, or hand a customer to. */
export function directory(): Promise<Directory> {
  return http.get("/api/directory");
}

export async function staff(): Promise<StaffMember[]> {
  return (await http.get<{ staff: StaffMember[] }>("/api/staff")).staff;
}

export function addStaff(asked: NewStaff): Promise<StaffMember> {
  return http.post("/api/staff", asked);
}

export function changeStaff(personId: PersonId, change: StaffChange): Promise<StaffMember> {
  return http.patch(`/api/staff/${personId}`, change);
}

export async function teams(): Promise<Team[]> {
  return (await http.get<{ teams: Team[] }>("/api/teams")).teams;
}

export function addTeam(name: string): Promise<Team> {
  return http.post("/api/teams", { name });
}

export function renameTeam(teamId: TeamId, name: string): Promise<Team> {
  return http.patch(`/api/teams/${teamId}`, { name });
}

export function removeTeam(teamId: TeamId): Promise<void> {
  return http.remove(`/api/teams/${teamId}`);
}

export async function queues(): Promise<Queue[]> {
  return (await http.get<{ queues: Queue[] }>("/api/queues")).queues;
}

export function addQueue(name: string, teamId: TeamId | null): Promise<Queue> {
  return http.post("/api/queues", { name, team_id: teamId });
}

export function changeQueue(queueId: QueueId, name: string, teamId: TeamId | null): Promise<Queue> {
  return http.patch(`/api/queues/${queueId}`, { name, team_id: teamId });
}

export function removeQueue(queueId: QueueId): Promise<void> {
  return http.remove(`/api/queues/${queueId}`);
}

export async function rules(): Promise<Rule[]> {
  return (await http.get<{ rules: Rule[] }>("/api/inspection/rules")).rules;
}

/** These and no others from now on. */
export async function replaceRules(all: readonly Rule[]): Promise<Rule[]> {
  return (await http.put<{ rules: Rule[] }>("/api/inspection/rules", { rules: all })).rules;
}
