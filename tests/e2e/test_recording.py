"""A real session, recorded by the customer's leave, and played with all that happened in step (SPEC N).

A clock runs on the recorded desktop, so that each picture says when it was taken.
"""

import base64
import json
import logging
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final

import av
import pytest
from playwright.sync_api import Page, expect

from deploy.trial.desktop import wait_for_keyboard, window_named
from protocol.chat import Room, Said
from protocol.facts import Entry
from protocol.fold import fold
from protocol.ids import SessionId
from protocol.modes import Mode
from protocol.roles import Role
from protocol.session import SessionState
from tests.support.company import Company, company, reads, tab, write
from tests.support.players import chromium_plays, decode, probe
from tests.support.replay_page import Reading, reading
from tests.support.scene import SOON_SECONDS
from tests.support.wait import until
from tests.support.x_clock import AT, behind_ms, clock_in, clock_on

log = logging.getLogger(__name__)

LIMIT_MS: Final = 100
"""So far the picture may be from the timeline's time."""
PICTURE_WITHIN_MS: Final = 1_000
"""The clock is drawn anew all the time: what is older is another moment's picture."""
RESTS_MS: Final = 300
SPEED: Final = 4
ARROW_MS: Final = 5_000
AGENT, CUSTOMER, BOSS = "Lucía Ferrer", "Carmen Ñandú", "Olga Rey"
GREETING = "Good morning, what happens when you print?"
ANSWER = "Nothing at all"
WHISPER = "It looks like the driver"
UNSEEN = "I look away for a moment"
GOODBYE = "It prints again"
HOLDS: Final = "has mouse and keyboard"
MODES: Final = {None: "No view yet", Mode.OBSERVER: "Observing", Mode.FULL_CONTROL: "Full control"}
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
    """The supervisor's page at the replay, and the log that it goes by."""

    page: Page
    session_id: SessionId
    log: list[Entry]
    segments: list[dict[str, Any]]
    seen: list[Reading] = field(default_factory=list[Reading])

    @property
    def opened_at(self) -> int:
        return self.log[0].at

    def at(self, kind: str, which: int = 0) -> int:
        """When this happened, UTC."""
        return [one.at for one in self.log if one.fact.type == kind][which]

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
                and 0 <= before.position_ms - before.shown_ms < PICTURE_WITHIN_MS
            )

        until(rests, within_seconds=SOON_SECONDS, what=f"the picture of {position_ms} ms")
        return self.now()

    def people_and_mode_are_of(self, at_ms: int) -> None:
        """The panel says who was there at this moment, in which mode, and who had control."""
        state = fold(SessionState(session_id=self.session_id), (one for one in self.log if one.at <= at_ms))
        now = self.page.get_by_test_id("replay-now")
        expect(now.locator("p").first).to_have_text(MODES[state.mode])
        shown = now.locator("[data-person]")
        expect(shown).to_have_count(len(state.people))
        said = shown.evaluate_all("all => all.map(one => [one.dataset.person, one.textContent])")
        for person, (person_id, text) in zip(state.people, said, strict=True):
            assert (person.person_id, person.name in text) == (person_id, True)
            assert (HOLDS in text) == (person.person_id == state.holder_id), text

    def chat_is_of(self, at_ms: int) -> None:
        """Both rooms hold what had been said by this moment, and nothing later."""
        for room in Room:
            said = [
                one.fact.text
                for one in self.log
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
        return base64.b64decode(self.page.evaluate(_BYTES, f"/api/records/{self.session_id}{path}"))


@pytest.mark.timeout(300)
def test_a_recorded_session_plays_with_everything_in_step_n1_n4_n9(tmp_path: Path) -> None:
    with company(tmp_path / "pictures") as firm, clock_on(firm.stage.on):
        session_id = SessionId(firm.stage.agent.url.partition("/session/")[2])
        lives(firm)
        boss = firm.hire(BOSS, Role.SUPERVISOR)
        replay = opens(boss, session_id)
        receipt_says(firm, replay)
        keeps_step(replay)
        seeks_and_speeds(replay)
        film = exports(replay, tmp_path / "film.mp4")
        streams = downloads(replay, tmp_path)
    plays_elsewhere(replay, film, streams)


def lives(firm: Company) -> None:
    """The session: recorded, helped, paused by the customer, recorded on, ended."""
    stage, agent = firm.stage, firm.stage.agent
    tab(agent, "now")
    agent.get_by_test_id("ask-recording").click()
    stage.person.say_yes()
    recording_is(agent, "on")
    write(agent, "customer", GREETING)
    answers(firm, ANSWER)
    tab(agent, "now")
    stage.take_control()
    write(agent, "inner", WHISPER)
    agent.keyboard.press("Control+Alt+m")
    tab(agent, "now")
    agent.get_by_role("button", name="Back to observing").click()
    expect(agent.get_by_test_id("mode")).to_have_attribute("data-mode", Mode.OBSERVER)
    first_of_banner(firm)
    recording_is(agent, "paused")
    answers(firm, UNSEEN)
    first_of_banner(firm)
    recording_is(agent, "on")
    answers(firm, GOODBYE)
    agent.wait_for_timeout(2_000)  # something has to be recorded of this
    agent.get_by_role("button", name="End the session").click()
    agent.locator("aside [role=group] button").first.click()
    agent.locator("[data-curtain=ended]").wait_for()


def recording_is(page: Page, state: str) -> None:
    """The agent's page says so."""
    tab(page, "now")
    expect(page.get_by_test_id("recording")).to_have_attribute("data-state", state)


def answers(firm: Company, text: str) -> None:
    """The customer says it on their page."""
    room = firm.stage.customer.get_by_test_id("room-customer")
    room.locator("textarea").fill(text)
    room.locator("textarea").press("Enter")
    reads(firm.stage.agent, "customer", text)


def first_of_banner(firm: Company) -> None:
    """By the keyboard's way into the banner, the person presses what comes first: pause, or go on."""
    desk, hand, waits = firm.stage.on, firm.stage.person.hand, firm.stage.agent.wait_for_timeout
    hand.chord("Control", "Alt", "Shift", "Home")
    wait_for_keyboard(desk.x, window_named(desk.x, "^Auxilio$"))
    hand.chord(" ")
    window_named(desk.x, "Auxilio: more")
    for key in ("Tab", " "):
        waits(RESTS_MS)  # a list that opens has to be there before the next
        hand.chord(key)


def receipt_says(firm: Company, replay: Replay) -> None:
    """The customer's own page: who was there, what they allowed, and from when to when it was recorded."""
    page = firm.stage.customer
    page.get_by_test_id("receipt").locator("button").first.click()
    shown = page.get_by_test_id("receipt")
    shown.locator("h2").wait_for()
    said = shown.inner_text()
    clock = "ms => new Intl.DateTimeFormat(document.documentElement.lang, {timeStyle: 'medium'}).format(ms)"
    stretches = (("recording_answered", "recording_paused"), ("recording_resumed", "ended"))
    spans = [tuple(page.evaluate(clock, replay.at(kind)) for kind in pair) for pair in stretches]
    people, allowed, recorded = (
        said.partition(head)[2].partition(then)[0]
        for head, then in (
            ("Who was there", "What you allowed"),
            ("What you allowed", "When your screen was seen"),
            ("What was recorded", "Check value"),
        )
    )
    assert AGENT in people
    assert CUSTOMER in people
    for what in ("see the screen", "record the session", "use mouse and keyboard"):
        assert what in allowed, said
    assert allowed.count(f"asked by {AGENT}") == 3, said
    assert [line for line in recorded.splitlines() if line] == [f"{one} to {two}" for one, two in spans], said


def opens(page: Page, session_id: SessionId) -> Replay:
    """From the list by one click, after a reason."""
    page.get_by_role("link", name="Sessions").click()
    row = page.locator(f"[data-testid=record][data-session={session_id}]")
    expect(row.locator("[data-mark=recorded]")).to_have_count(1)
    row.get_by_role("link").click()
    page.get_by_test_id("reason-submit").click()
    page.get_by_test_id("replay").wait_for()
    told = json.loads(base64.b64decode(page.evaluate(_BYTES, f"/api/records/{session_id}")))
    entries = [Entry.model_validate_json(json.dumps(one)) for one in told["entries"]]
    return Replay(page, session_id, entries, told["segments"])


def keeps_step(replay: Replay) -> None:
    """At five places the picture is of the timeline's time, and all that stands beside it too."""
    places = (
        replay.at("recording_answered") + 1_500,
        replay.at("consent_answered", 1) + 1_000,
        replay.at("flagged"),
        replay.at("recording_paused") - 300,
        replay.at("recording_resumed") + 1_500,
    )
    for at_ms in places:
        replay.seen.append(replay.arrives(at_ms))
        replay.people_and_mode_are_of(at_ms)
        replay.chat_is_of(at_ms)
    tells("the timeline at five places", [replay.behind_ms(one) for one in replay.seen])
    off = [replay.off_ms(one) for one in replay.seen]
    tells("its own time at five places", off)
    assert max(map(abs, off)) <= LIMIT_MS, off
    replay.page.get_by_text(f"{AGENT} marked this moment").wait_for()


def seeks_and_speeds(replay: Replay) -> None:
    """It plays in step, jumps by a key and by the list, shows the pause as one, and plays faster."""
    page = replay.page
    begin = replay.arrives(replay.at("recording_answered") + 1_000)
    page.get_by_test_id("play").click()
    until(lambda: replay.now().position_ms > begin.position_ms + 500, within_seconds=SOON_SECONDS)
    found = []
    for _ in range(15):
        found.append(replay.behind_ms(replay.now()))
        page.wait_for_timeout(100)
    tells("the timeline while it plays", found)
    assert abs(median(found)) <= LIMIT_MS, found
    page.get_by_test_id("speed").select_option(str(SPEED))
    begun, seen_ms = replay.now(), page.evaluate("performance.now()")
    page.wait_for_timeout(1_500)
    pace = (replay.now().position_ms - begun.position_ms) / (page.evaluate("performance.now()") - seen_ms)
    log.warning("at speed %s: %.1f", SPEED, pace)
    assert 0.6 * SPEED < pace < 1.2 * SPEED
    page.get_by_test_id("play").click()
    page.get_by_test_id("speed").select_option("1")

    page.get_by_test_id("replay-events").get_by_text(UNSEEN).click()
    page.get_by_test_id("replay-curtain").get_by_text(f"{CUSTOMER} paused it").wait_for()
    replay.arrives(replay.at("recording_paused") - 300)
    page.keyboard.press("ArrowLeft")
    until(
        lambda: (
            abs(replay.now().position_ms - (replay.at("recording_paused") - 5_300 - replay.opened_at)) < 1
        ),
        within_seconds=SOON_SECONDS,
        what="five seconds back",
    )


def exports(replay: Replay, to: Path) -> Path:
    """The film, ordered and fetched as people do it."""
    page = replay.page
    page.get_by_test_id("export").click()
    page.get_by_test_id("export-reason").fill("The maker of the driver wants to see it")
    page.get_by_test_id("export-submit").click()
    with page.expect_download() as download:
        page.get_by_test_id("export-download").click()
    download.value.save_as(to)
    return to


def downloads(replay: Replay, folder: Path) -> list[Path]:
    """Every segment's stream as it is."""
    made = []
    for one in replay.segments:
        assert one["whole"], one
        if one["track"] == "video":
            made.append(folder / f"{one['number']}.mp4")
            made[-1].write_bytes(replay.bytes_of(f"/segments/{one['number']}"))
            assert made[-1].stat().st_size == one["bytes"]
    return made


def plays_elsewhere(replay: Replay, film: Path, streams: list[Path]) -> None:
    """ffprobe, ffmpeg and Chromium take what was exported; each picture in it is of its own time."""
    videos = [one for one in replay.segments if one["track"] == "video"]
    for one, path in zip(videos, streams, strict=True):
        assert probe(path)[0][1], "begins with a key frame"
        assert decode(path) == len(probe(path))
        in_time(f"its time in segment {one['number']}", path, one["started_at_ms"])
    assert decode(film) == sum(len(probe(path)) for path in streams)
    pictures = in_time("its time in the film", film, videos[0]["started_at_ms"])
    paused = range(replay.at("recording_paused") + 1, replay.at("recording_resumed"))
    assert [one for one in pictures if round(one.taken_at_ms) in paused] == [], "a pause is not recorded"
    for reading_ in replay.seen:
        position_ms = replay.opened_at + reading_.position_ms
        last = [one.at_ms for one in pictures if one.at_ms <= position_ms + 1][-1]
        assert abs(replay.opened_at + reading_.shown_ms - last) <= 1, "the last one that was taken by then"
    seconds = (videos[-1]["ended_at_ms"] - videos[0]["started_at_ms"]) / 1000
    played = chromium_plays(film, seconds / 2)
    log.warning("a film of %.1f s in %s segments, in Chromium %.1f s", seconds, len(videos), played.duration)
    assert abs(played.duration - seconds) < 0.5
    assert abs(played.at - played.duration) < 0.5


@dataclass(frozen=True)
class Picture:
    """One picture of a file: when it is shown, and what its clock says, both UTC."""

    at_ms: float
    taken_at_ms: float


def in_time(where: str, path: Path, began_at_ms: int) -> list[Picture]:
    """Every picture of this file, each of which shows the clock of its own time."""
    with av.open(str(path)) as file:
        shown = [
            (began_at_ms + picture.time * 1000, clock_in(picture.to_ndarray(format="gray")))
            for picture in file.decode(video=0)
        ]
    pictures = [Picture(at_ms, at_ms - behind_ms(at_ms, clock_ms)) for at_ms, clock_ms in shown]
    found = [one.at_ms - one.taken_at_ms for one in pictures]
    tells(where, found)
    assert abs(median(found)) <= LIMIT_MS, found
    return pictures


def tells(where: str, found: list[float]) -> None:
    """The figures, for whoever runs this."""
    worst = max(found, key=abs)
    log.warning("behind %s (%d): median %.0f ms, worst %.0f ms", where, len(found), median(found), worst)
