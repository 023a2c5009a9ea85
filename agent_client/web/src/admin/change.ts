/** What the form of a person says, and what of it is a change. */

import type { StaffChange, StaffMember } from "../api/admin";
import type { Role, TeamId } from "../protocol/protocol.gen";

/** The roles that an account can have, the usual one first. */
export const ACCOUNT_ROLES = ["agent", "expert", "supervisor", "learner", "manager", "admin"] as const;
export type AccountRole = (typeof ACCOUNT_ROLES)[number];

export interface PersonForm {
  name: string;
  email: string;
  role: AccountRole;
  language: string;
  teams: TeamId[];
  skills: string[];
  disabled: boolean;
}

export function accountRole(role: Role | null): AccountRole {
  return ACCOUNT_ROLES.find((one) => one === role) ?? "agent";
}

export function formOf(person: StaffMember): PersonForm {
  const { name, email, language, teams, skills, disabled } = person;
  return { name, email, role: accountRole(person.role), language, teams, skills, disabled };
}

/** What the form says differently; null when it says nothing new. */
export function changeOf(person: StaffMember, form: PersonForm): StaffChange | null {
  const change: StaffChange = {
    ...(form.name.trim() === person.name ? {} : { name: form.name }),
    ...(form.role === person.role ? {} : { role: form.role }),
    ...(form.language === person.language ? {} : { language: form.language }),
    ...(form.disabled === person.disabled ? {} : { disabled: form.disabled }),
    ...(isSame(form.teams, person.teams) ? {} : { teams: form.teams }),
    ...(isSame(form.skills, person.skills) ? {} : { skills: form.skills }),
  };
  return Object.keys(change).length === 0 ? null : change;
}

/** Whether saving this ends the person's sign-ins, as the server does it. */
export function signsOut(change: StaffChange | null): boolean {
  return change?.role !== undefined || change?.disabled === true;
}

/** Without regard to order. */
function isSame(some: readonly string[], others: readonly string[]): boolean {
  return [...some].sort().join("\n") === [...others].sort().join("\n");
}
