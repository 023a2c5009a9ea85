import { describe, expect, test } from "vitest";

import type { StaffMember } from "../api/admin";
import { accountRole, changeOf, formOf, signsOut } from "./change";

const BO: StaffMember = {
  person_id: "p_bo",
  name: "Bo",
  email: "bo@example.org",
  role: "agent",
  language: "en",
  disabled: false,
  teams: ["t_one", "t_two"],
  skills: ["SAP", "Excel"],
};

describe("what a form changes", () => {
  test("nothing, while it says what is", () => {
    expect(changeOf(BO, formOf(BO))).toBeNull();
    expect(
      changeOf(BO, { ...formOf(BO), name: " Bo ", teams: ["t_two", "t_one"], skills: ["Excel", "SAP"] }),
    ).toBeNull();
  });

  test("only what differs is sent", () => {
    expect(changeOf(BO, { ...formOf(BO), role: "expert", skills: ["SAP"] })).toEqual({
      role: "expert",
      skills: ["SAP"],
    });
    expect(changeOf(BO, { ...formOf(BO), disabled: true, language: "es", teams: [], name: "B" })).toEqual({
      disabled: true,
      language: "es",
      teams: [],
      name: "B",
    });
  });

  test("the address of an account stays", () => {
    expect(changeOf(BO, { ...formOf(BO), email: "other@example.org" })).toBeNull();
  });
});

test("another role and disabling sign out; enabling and the rest do not", () => {
  expect(signsOut({ role: "expert" })).toBe(true);
  expect(signsOut({ disabled: true })).toBe(true);
  expect(signsOut({ disabled: false, name: "B", teams: [] })).toBe(false);
  expect(signsOut(null)).toBe(false);
});

test("a role that no account has is read as the usual one", () => {
  expect(accountRole("customer")).toBe("agent");
  expect(accountRole(null)).toBe("agent");
  expect(accountRole("learner")).toBe("learner");
});
