import { describe, expect, it } from "vitest";

import plays from "../../../../tests/vectors/link.json";
import { Link, type Step } from "./link";

interface Call {
  readonly call: "opened" | "heard" | "tick" | "lost" | "renew" | "left";
  readonly at: number;
  readonly code: number;
  readonly jitter: number;
  readonly ticket: string;
  readonly message: { readonly type: string; readonly resume?: string };
  readonly steps: readonly Step[];
  readonly state: string;
}

function play(link: Link, call: Call): Step[] {
  switch (call.call) {
    case "opened":
      return link.opened(call.at);
    case "heard":
      link.heard(call.message, call.at);
      return [];
    case "tick":
      return link.tick(call.at);
    case "lost":
      return link.lost(call.code, call.at, call.jitter);
    case "renew":
      link.renew(call.ticket);
      return [];
    case "left":
      link.left();
      return [];
  }
}

describe("SPEC K: a link", () => {
  it.each(plays)("decides as in Python: $name", ({ calls }) => {
    const link = new Link("1.0", "first_ticket_00001");
    for (const call of calls as unknown as Call[]) {
      expect(play(link, call)).toStrictEqual(call.steps);
      expect(link.state).toBe(call.state);
    }
  });

  it("opens no socket while it has no key", () => {
    const link = new Link("1.0", "first_ticket_00001");
    link.opened(0);
    link.lost(1006, 1, 0);
    expect(() => link.opened(2)).toThrow("need_ticket");
  });
});

it("a captured machine describes itself at each hello, as it is then (K1, C7)", () => {
  const abilities = { capture: true, inject: false, sentence: "" };
  let epoch = 0;
  const link = new Link("browser", "t".repeat(43), () => ({
    platform: "browser",
    system: "",
    abilities,
    screen: { monitors: [] },
    epoch,
  }));
  expect(link.opened(0)).toMatchObject([{ message: { machine: { epoch: 0 } } }]);
  link.heard({ type: "welcome", resume: "r".repeat(43) }, 0);
  epoch = 3;
  link.lost(1006, 1, 0);
  expect(link.opened(2)).toMatchObject([{ message: { resume: "r".repeat(43), machine: { epoch: 3 } } }]);
});
