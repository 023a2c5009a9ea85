import { describe, expect, test } from "vitest";

import { ABILITY_VALUES, DEED_VALUES, ROLE_VALUES } from "./protocol.gen";
import { allowed, allows, may } from "./rights";

describe("who may do what", () => {
  test("a learner sees and reads, and does nothing (H3)", () => {
    expect(DEED_VALUES.filter((deed) => may("learner", deed))).toEqual(["see", "read_inner", "join_team"]);
    expect(may("agent", "hold")).toBe(true);
  });

  test("only a supervisor takes over, takes the floor and has a ghost (H1)", () => {
    for (const deed of ["take_over", "take_floor", "ghost"] as const)
      expect(ROLE_VALUES.filter((role) => may(role, deed))).toEqual(["supervisor"]);
  });

  test("without a mode nothing is allowed, in admin everything is (M2)", () => {
    expect(ABILITY_VALUES.filter((one) => allows(undefined, one))).toEqual([]);
    expect(ABILITY_VALUES.filter((one) => !allows("admin", one))).toEqual([]);
    expect(allowed("full_control", "inspection")).toBe("session");
  });
});
