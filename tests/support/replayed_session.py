"""A replay of a real session whose desktop showed a clock: what the page shows, held against the log."""

import base64
import json
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.sync_api import Page, expect

from protocol.chat import Room, Said
from protocol.facts import Entry
from protocol.fold import fold
from protocol.ids import SessionId
from protocol.modes import Mode
from protocol.session import SessionState
from tests.support.replay_page import Reading, reading
from tests.support.scene import SOON_SECONDS
from tests.support.wait import until
from tests.support.x_clock import AT, behind_ms

PICTURE_WITHIN_MS: Final = 1_000
"""The clock is drawn anew all the time: what is older is another moment's picture."""
ROUNDING_MS: Final = 1.1
"""Files count in 1/90000 s, the log in whole milliseconds."""
RESTS_MS: Final = 300
_HOLDS: Final = "has mouse and keyboard"
_MODES: Final = {None: "No view yet", Mode.OBSERVER: "Observing", Mode.FULL_CONTROL: "Full control"}
_BYTES: Final = """async path => {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(path + ': ' + (await answer.text()));
  const bytes = new Uint8Array(await answer.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 32768)
    text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
}"""


@dataclass
class Replay:
    """Somebody's page at the replay, and what it goes by.

    Attributes:
        entries: The log, as they may read it.
        segments: As the record names them.
        seen: Whatever a test wants to look at again.
    """

    page: Page
    session_id: SessionId
    entries: list[Entry]
    segments: list[dict[str, Any]]
    seen: list[Reading] = field(default_factory=list[Reading])

    @property
    def opened_at(self) -> int:
        return self.entries[0].at

    def at(self, kind: str, which: int = 0) -> int:
        """When this happened, UTC."""
        return [one.at for one in self.entries if one.fact.type == kind][which]

    def now(self) -> Reading:
        """What is shown; there is a picture."""
        found = reading(self.page, AT)
        assert found is not None
        return found

    def behind_ms(self, shown: Reading) -> float:
        """How far what is seen is behind the timeline."""
        return behind_ms(self.opened_at + shown.position_ms, shown.clock_ms)

    def off_ms(self, shown: Reading) -> float:
        """How far the picture is from the time that the replay shows it for."""
        return behind_ms(self.opened_at + shown.shown_ms, shown.clock_ms)

    def arrives(self, at_ms: int) -> Reading:
        """Go to this moment; its picture, as soon as it rests."""
        position_ms = at_ms - self.opened_at
        self.page.evaluate("t => location.hash = location.hash.split('?')[0] + '?t=' + t", position_ms / 1000)

        def rests() -> bool:
            before = reading(self.page, AT)
            self.page.wait_for_timeout(RESTS_MS)
            return (
                before is not None
                and before == reading(self.page, AT)
                and before.gap == "none"
                and abs(before.position_ms - position_ms) < 1
                and -ROUNDING_MS <= before.position_ms - before.shown_ms < PICTURE_WITHIN_MS
            )

        until(rests, within_seconds=SOON_SECONDS, what=f"the picture of {position_ms} ms")
        return self.now()

    def people_and_mode_are_of(self, at_ms: int) -> None:
        """The panel says who was there at this moment, in which mode, and who had control."""
        state = fold(
            SessionState(session_id=self.session_id), (one for one in self.entries if one.at <= at_ms)
        )
        now = self.page.get_by_test_id("replay-now")
        expect(now.locator("p").first).to_have_text(_MODES[state.mode])
        shown = now.locator("[data-person]")
        expect(shown).to_have_count(len(state.people))
        said = shown.evaluate_all("all => all.map(one => [one.dataset.person, one.textContent])")
        for person, (person_id, text) in zip(state.people, said, strict=True):
            assert (person.person_id, person.name in text) == (person_id, True)
            assert (_HOLDS in text) == (person.person_id == state.holder_id), text

    def chat_is_of(self, at_ms: int) -> None:
        """Both rooms hold what had been said by this moment, and nothing later."""
        for room in Room:
            said = [
                one.fact.text
                for one in self.entries
                if isinstance(one.fact, Said) and one.fact.room is room and one.at <= at_ms
            ]
            self.page.get_by_test_id(f"replay-tab-{room}").click()
            lines = self.page.get_by_test_id(f"replay-chat-{room}").locator("li")
            expect(lines).to_have_count(len(said))
            for number, text in enumerate(said):
                expect(lines.nth(number)).to_contain_text(text)
        self.page.get_by_test_id("replay-tab-events").click()

    def bytes_of(self, path: str) -> bytes:
        """What the server gives this person for this address."""
        return _bytes(self.page, f"/api/records/{self.session_id}{path}")


def found(page: Page, session_id: SessionId) -> Replay:
    """The replay that this page has opened, with all that it goes by."""
    told = json.loads(_bytes(page, f"/api/records/{session_id}"))
    entries = [Entry.model_validate_json(json.dumps(one)) for one in told["entries"]]
    return Replay(page, session_id, entries, told["segments"])


def _bytes(page: Page, path: str) -> bytes:
    return base64.b64decode(page.evaluate(_BYTES, path))
