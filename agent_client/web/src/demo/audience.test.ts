import { expect, test } from "vitest";

import type { Machine, Person, Presence, Role } from "../protocol/protocol.gen";
import { audienceOf, showsNow } from "./audience";

function person(person_id: string, role: Role = "viewer", presence: Presence = "present"): Person {
  return { person_id, name: person_id, role, language: "en", presence };
}

const BROWSER: Machine = {
  peer_id: "r_1",
  platform: "browser",
  system: "",
  version: "browser",
  abilities: { capture: true, inject: false, sentence: "" },
  elevated: false,
  asking_rights: false,
  presence: "present",
};

test("raised hands come first, in the order in which they went up; staff is no audience (V2)", () => {
  const people = [person("ana", "agent"), person("a"), person("b", "viewer", "away"), person("c")];
  const { viewers, watching } = audienceOf({ people, raised: ["c", "a"] });
  expect(viewers.map((one) => one.person_id)).toEqual(["c", "a", "b"]);
  expect(watching).toBe(2);
});

test("the desktop program shows, unless this tab does", () => {
  const program: Machine = { ...BROWSER, platform: "linux_x11" };
  expect(showsNow({ machine: program }, "nothing")).toBe("program");
  expect(showsNow({ machine: program }, "stopped")).toBe("program");
  expect(showsNow({ machine: program }, "starting")).toBe("starting");
  expect(showsNow({ machine: { ...program, presence: "away" } }, "nothing")).toBe("nothing");
  expect(showsNow({ machine: BROWSER }, "stopped")).toBe("stopped");
  expect(showsNow({}, "nothing")).toBe("nothing");
});
