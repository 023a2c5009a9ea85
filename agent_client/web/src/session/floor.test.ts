import { describe, expect, test } from "vitest";

import type { Person, Role, SessionState } from "../protocol/protocol.gen";
import { floorOf } from "./floor";

const person = (person_id: string, role: Role, presence: Person["presence"] = "present"): Person => ({
  person_id,
  name: person_id,
  role,
  language: "en",
  presence,
});

function session(changes: Partial<SessionState>): SessionState {
  return {
    mode: "full_control",
    customer_id: "p_c",
    holder_id: "p_a",
    covered: ["p_a", "p_e"],
    floor_wanted: [],
    people: [
      person("p_c", "customer"),
      person("p_a", "agent"),
      person("p_e", "expert"),
      person("p_s", "supervisor"),
      person("p_l", "learner"),
    ],
    ...changes,
  } as unknown as SessionState;
}

describe("the floor", () => {
  test("its owner gives it to those whom the consent covers and who are here (O2, C6)", () => {
    const floor = floorOf(session({ floor_wanted: ["p_e"] }), "p_a", "agent");
    expect(floor.isMine).toBe(true);
    expect(floor.givable.map((one) => one.person_id)).toEqual(["p_e"]);
    expect(floor.wantedBy.map((one) => one.person_id)).toEqual(["p_e"]);
    expect(floor.way).toBe("none");
    const away = session({ people: [person("p_a", "agent"), person("p_e", "expert", "away")] });
    expect(floorOf(away, "p_a", "agent").givable).toEqual([]);
  });

  test("only in desktop sharing it goes to the customer (O5)", () => {
    expect(floorOf(session({}), "p_a", "agent").canGiveToCustomer).toBe(false);
    expect(floorOf(session({ mode: "desktop_sharing" }), "p_a", "agent").canGiveToCustomer).toBe(true);
    expect(floorOf(session({ mode: "desktop_sharing" }), "p_e", "expert").canGiveToCustomer).toBe(false);
  });

  test("who is covered asks its owner, who is not asks the customer (O2, O3)", () => {
    expect(floorOf(session({}), "p_e", "expert").way).toBe("owner");
    expect(floorOf(session({ floor_wanted: ["p_e"] }), "p_e", "expert").way).toBe("asked");
    expect(floorOf(session({}), "p_s", "supervisor").way).toBe("consent");
    expect(floorOf(session({ covered: [], holder_id: undefined } as never), "p_a", "agent").way).toBe(
      "consent",
    );
  });

  test("a covered supervisor takes it; nobody else does (O2)", () => {
    const covered = session({ covered: ["p_a", "p_s", "p_e"] });
    expect(floorOf(covered, "p_s", "supervisor").canTake).toBe(true);
    expect(floorOf(covered, "p_e", "expert").canTake).toBe(false);
    expect(floorOf(session({}), "p_s", "supervisor").canTake).toBe(false);
  });

  test("in the customer's hand no click of the staff takes it (O4)", () => {
    const turn = session({ mode: "desktop_sharing", holder_id: undefined, covered: ["p_s"] } as never);
    const floor = floorOf(turn, "p_s", "supervisor");
    expect(floor).toMatchObject({ ownerId: "p_c", isCustomers: true, canTake: false, way: "owner" });
  });

  test("a learner comes to it in no way, and in observer nobody does (H3, M2)", () => {
    expect(floorOf(session({ covered: ["p_l"] }), "p_l", "learner").way).toBe("none");
    expect(floorOf(session({ mode: "observer" }), "p_e", "expert").way).toBe("none");
  });
});
