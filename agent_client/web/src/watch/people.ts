/** Who is in a demo, as its viewers read it. */

import { element } from "../help/element";
import type { PersonId, SessionState } from "../protocol/protocol.gen";
import type { Say } from "./words";

export function peopleLines(session: SessionState, me: PersonId, say: Say): HTMLElement[] {
  return session.people.map(({ person_id, name, presence }) => {
    const who = person_id === me ? say("you", { name }) : name;
    const more = [
      person_id === session.owner_id ? say("presenter") : "",
      presence === "away" ? say("away") : "",
    ].filter((word) => word !== "");
    const rest = more.length === 0 ? null : element("span", { class: "watch-soft" }, ` ${more.join(", ")}`);
    return element("li", {}, element("bdi", {}, who), rest);
  });
}
