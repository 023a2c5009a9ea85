/** Who may do what, read off the one table (SPEC H1). The server refuses too; here it decides what is offered. */

import { MATRIX, RIGHTS, type Ability, type Allowed, type Deed, type Mode, type Role } from "./protocol.gen";

/** Whether people of this role may ever do this. */
export function may(role: Role, deed: Deed): boolean {
  const roles: readonly Role[] = RIGHTS[deed];
  return roles.includes(role);
}

/** When this mode allows it; without a mode nothing is. */
export function allowed(mode: Mode | undefined, ability: Ability): Allowed {
  return mode === undefined ? "dropped" : MATRIX[mode][ability];
}

/** Whether it can be done in this mode at all. */
export function allows(mode: Mode | undefined, ability: Ability): boolean {
  return allowed(mode, ability) !== "dropped";
}
