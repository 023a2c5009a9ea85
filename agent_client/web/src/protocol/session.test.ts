import { describe, expect, it } from "vitest";

import scenes from "../../../../tests/vectors/session.json";
import type { Entry, SessionState } from "./protocol.gen";
import { apply, fold } from "./session";

interface Scene {
  readonly name: string;
  readonly start: SessionState;
  readonly entries: readonly Entry[];
  readonly states: readonly SessionState[];
}

/** Frozen all through, so that a change in place throws. */
function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

describe.each(frozen(scenes as unknown as Scene[]))("SPEC S3, S9: $name", (scene) => {
  it("goes through the same states as in Python", () => {
    let state = scene.start;
    scene.entries.forEach((entry, index) => {
      state = apply(state, entry);
      expect(state).toStrictEqual(scene.states[index]);
    });
  });

  it("is the same from every snapshot on", () => {
    for (const snapshot of [scene.start, ...scene.states]) {
      expect(fold(snapshot, scene.entries)).toStrictEqual(scene.states.at(-1));
    }
  });
});
