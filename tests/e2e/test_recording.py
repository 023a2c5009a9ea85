"""A real session, recorded by the customer's leave, and played with all that happened in step (SPEC N).

A clock runs on the recorded desktop, so that each picture says when it was taken.
"""

import logging
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

import av
import pytest
from playwright.sync_api import Page, expect

from deploy.trial.desktop import wait_for_keyboard, window_named
from protocol.ids import SessionId
from protocol.modes import Mode
from protocol.roles import Role
from tests.support.company import Company, company, reads, tab, write
from tests.support.players import chromium_plays, decode, probe
from tests.support.replayed_session import RESTS_MS, ROUNDING_MS, Replay, found
from tests.support.scene import SOON_SECONDS
from tests.support.wait import until
from tests.support.x_clock import behind_ms, clock_in, clock_on

log = logging.getLogger(__name__)

LIMIT_MS: Final = 100
"""So far the picture may be from the timeline's time."""
SPEED: Final = 4
ARROW_MS: Final = 5_000
BLACK: Final = 24
"""No pixel of a black picture is brighter."""
AGENT, CUSTOMER, BOSS = "Lucía Ferrer", "Carmen Ñandú", "Olga Rey"
GREETING = "Good morning, what happens when you print?"
ANSWER = "Nothing at all"
WHISPER = "It looks like the driver"
UNSEEN = "I look away for a moment"
GOODBYE = "It prints again"


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
    pauses_or_goes_on(firm)
    recording_is(agent, "paused")
    answers(firm, UNSEEN)
    pauses_or_goes_on(firm)
    recording_is(agent, "on")
    has_a_private_moment(firm)
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


def pauses_or_goes_on(firm: Company) -> None:
    """What comes first in the banner opens a list; what comes first there is pressed."""
    at_banner(firm)
    firm.stage.person.hand.chord(" ")
    window_named(firm.stage.on.x, "Auxilio: more")
    presses(firm, "Tab", " ")


def has_a_private_moment(firm: Company) -> None:
    """For a second everyone sees black."""
    hidden = firm.stage.agent.locator("[data-curtain=private]")
    for count in (1, 0):
        at_banner(firm)
        presses(firm, "Tab", " ")
        expect(hidden).to_have_count(count)
        firm.stage.agent.wait_for_timeout(1_000)  # something has to be recorded of this


def at_banner(firm: Company) -> None:
    """The person takes the keyboard's way into the banner."""
    desk = firm.stage.on
    firm.stage.person.hand.chord("Control", "Alt", "Shift", "Home")
    wait_for_keyboard(desk.x, window_named(desk.x, "^Auxilio$"))


def presses(firm: Company, *keys: str) -> None:
    """One after the other, as a person does: a list that opens has to be there before the next."""
    for key in keys:
        firm.stage.agent.wait_for_timeout(RESTS_MS)
        firm.stage.person.hand.chord(key)


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
    return found(page, session_id)


def keeps_step(replay: Replay) -> None:
    """At five places the picture is of the timeline's time, and all that stands beside it too."""
    places = (
        replay.at("recording_answered") + 1_500,
        replay.at("consent_answered", 1) + 1_000,
        replay.at("flagged"),
        replay.at("recording_paused") - 300,
        replay.at("private_moment", 1) + 1_500,
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
    behind = []
    for _ in range(15):
        behind.append(replay.behind_ms(replay.now()))
        page.wait_for_timeout(100)
    tells("the timeline while it plays", behind)
    assert abs(median(behind)) <= LIMIT_MS, behind
    page.get_by_test_id("speed").select_option(str(SPEED))
    begun, seen_ms = replay.now(), page.evaluate("performance.now()")
    page.wait_for_timeout(1_500)
    pace = (replay.now().position_ms - begun.position_ms) / (page.evaluate("performance.now()") - seen_ms)
    log.warning("at speed %s: %.1f", SPEED, pace)
    assert 0.4 * SPEED < pace < 1.2 * SPEED
    page.get_by_test_id("play").click()
    page.get_by_test_id("speed").select_option("1")

    page.get_by_test_id("replay-events").locator("[data-fact=recording_paused] button").click()
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
        are_in_time(f"its time in segment {one['number']}", pictures_in(path, one["started_at_ms"]))
    assert decode(film) == sum(len(probe(path)) for path in streams)
    pictures = pictures_in(film, videos[0]["started_at_ms"])
    are_in_time("its time in the film", pictures)
    holds_nothing_hidden(replay, pictures)
    for seen in replay.seen:
        position_ms = replay.opened_at + seen.position_ms
        last = [one.at_ms for one in pictures if one.at_ms <= position_ms + ROUNDING_MS][-1]
        assert abs(replay.opened_at + seen.shown_ms - last) <= ROUNDING_MS, "the last one by then"
    seconds = (videos[-1]["ended_at_ms"] - videos[0]["started_at_ms"]) / 1000
    played = chromium_plays(film, seconds / 2)
    log.warning("a film of %.1f s in %s segments, in Chromium %.1f s", seconds, len(videos), played.duration)
    assert abs(played.duration - seconds) < 0.5
    assert abs(played.at - played.duration) < 0.5


@dataclass(frozen=True)
class Picture:
    """One picture of a file: when it is shown (UTC), and how far that is behind its clock; None: black."""

    at_ms: float
    behind_ms: float | None


def pictures_in(path: Path, began_at_ms: int) -> list[Picture]:
    """Every picture of this file, whose time 0 was then."""
    made = []
    with av.open(str(path)) as file:
        for picture in file.decode(video=0):
            luma, at_ms = picture.to_ndarray(format="gray"), began_at_ms + picture.time * 1000
            is_black = luma.max() <= BLACK
            made.append(Picture(at_ms, None if is_black else behind_ms(at_ms, clock_in(luma))))
    return made


def are_in_time(where: str, pictures: list[Picture]) -> None:
    """Each shows the clock of its own time."""
    behind = [one.behind_ms for one in pictures if one.behind_ms is not None]
    tells(where, behind)
    assert abs(median(behind)) <= LIMIT_MS, behind


def holds_nothing_hidden(replay: Replay, pictures: list[Picture]) -> None:
    """No picture is of the pause, and all of the private moment are black."""
    # What comes first after either may have been drawn just before its end.
    paused = replay.at("recording_paused") + 1, replay.at("recording_resumed") - LIMIT_MS
    private = replay.at("private_moment") + 1, replay.at("private_moment", 1) - LIMIT_MS
    drawn = [one.at_ms - one.behind_ms for one in pictures if one.behind_ms is not None]
    for from_ms, to_ms in (paused, private):
        assert [at_ms - from_ms for at_ms in drawn if from_ms <= at_ms < to_ms] == []
    black = [one for one in pictures if one.behind_ms is None]
    log.warning("%d black pictures", len(black))
    assert black
    assert all(private[0] - 1_000 < one.at_ms < private[1] + 1_000 for one in black)


def tells(where: str, behind: list[float]) -> None:
    """The figures, for whoever runs this."""
    worst = max(behind, key=abs)
    log.warning("behind %s (%d): median %.0f ms, worst %.0f ms", where, len(behind), median(behind), worst)
