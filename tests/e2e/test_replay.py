"""The replay in a real browser, from a real server: its picture shows a clock, so that it can be judged."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page

from tests.support.crowd import outsider
from tests.support.replay_page import Reading, opened, reading, signed_in
from tests.support.replay_scene import (
    AGENT,
    BOSS,
    FILM,
    PAUSED_FROM_S,
    RECORDED_FROM_S,
    RECORDED_TO_S,
    STILL_FROM_S,
    STILL_TO_S,
    Past,
    office_of_the_past,
)
from tests.support.screens import Judge, opened_pages
from tests.support.server_process import ServerProcess, server_process
from tests.support.wait import until

TIMEOUT_SECONDS = 300
CLOCK_LIMIT_MS: Final = 100
FRAME_MS: Final = 1000 // FILM.frames_per_second
LENGTH_MS: Final = FILM.seconds * 1000
_AXE: Final = Path(__file__).parents[2] / "agent_client/web/node_modules/axe-core/axe.min.js"

pytestmark = [pytest.mark.slow, pytest.mark.timeout(TIMEOUT_SECONDS)]


@dataclass
class Room:
    """A page at the replay, and the server behind it."""

    server: ServerProcess
    page: Page
    past: Past
    open_page: Callable[[], Page]

    def open(self, moment: str = "", session_id: str = "") -> None:
        opened(self.page, self.server.url, session_id or self.past.session_id, moment)

    def now(self) -> Reading:
        """What is shown now; there is a picture."""
        found = reading(self.page)
        assert found is not None
        return found

    def arrives(self, at_s: float) -> None:
        """Wait until the picture of this moment stands there."""
        until(
            lambda: (
                (found := reading(self.page)) is not None
                and abs(found.position_ms - at_s * 1000) <= 1
                and abs(found.clock_ms - (at_s * 1000) % LENGTH_MS) <= FRAME_MS
            ),
            within_seconds=15,
            what=f"the picture of second {at_s}",
        )

    def button(self, name: str) -> None:
        self.page.get_by_test_id(name).click()


@pytest.fixture(scope="module")
def place() -> Iterator[tuple[ServerProcess, Past]]:
    with server_process(tls="off") as server, outsider(server.url) as newcomer:
        yield server, office_of_the_past(server, newcomer)


@pytest.fixture
def room(place: tuple[ServerProcess, Past]) -> Iterator[Room]:
    server, past = place
    with opened_pages() as open_page:
        page = open_page()
        page.set_viewport_size({"width": 1440, "height": 900})
        signed_in(page, server.url, BOSS)
        yield Room(server, page, past, open_page)


def test_nothing_is_shown_before_a_reason_was_given_n9(room: Room) -> None:
    page = room.open_page()
    signed_in(page, room.server.url, AGENT)
    page.goto(f"{room.server.url}/#/replay/{room.past.session_id}")
    page.get_by_test_id("reason-form").wait_for()
    assert reading(page) is None
    page.get_by_text("In your own words").click()
    assert page.get_by_test_id("reason-submit").is_disabled()
    page.get_by_test_id("reason-own").fill("A question of the customer")
    page.get_by_test_id("reason-submit").click()
    page.get_by_test_id("replay").wait_for()
    page.locator("[data-fact=looked]", has_text="A question of the customer").wait_for()


def test_the_picture_keeps_step_with_the_timeline(room: Room) -> None:
    room.open(f"?t={RECORDED_FROM_S + 5}")
    room.arrives(RECORDED_FROM_S + 5)
    room.button("play")
    until(lambda: room.now().position_ms > (RECORDED_FROM_S + 6) * 1000, within_seconds=15, what="a second")
    readings = []
    for _ in range(20):
        readings.append(room.now())
        room.page.wait_for_timeout(90)
    late = [one.position_ms % LENGTH_MS - one.clock_ms for one in readings]
    # A picture stands until the next one: so far is no lateness.
    assert all(-1 <= each <= CLOCK_LIMIT_MS + FRAME_MS for each in late), late
    assert sorted(late)[len(late) // 2] <= CLOCK_LIMIT_MS, late
    assert all(abs(one.shown_ms % LENGTH_MS - one.clock_ms) < 1 for one in readings)


def test_a_seek_arrives_anywhere_forth_and_back(room: Room) -> None:
    room.open()
    for at_s in (RECORDED_FROM_S, 99.9, STILL_TO_S + 12.3, 61.7, RECORDED_TO_S - 1, PAUSED_FROM_S - 0.5, 72):
        room.page.goto(f"{room.server.url}/#/replay/{room.past.session_id}?t={at_s}")
        room.arrives(at_s)


def test_a_step_goes_one_picture_on_and_one_back(room: Room) -> None:
    room.open(f"?t={RECORDED_FROM_S + 7}")
    room.arrives(RECORDED_FROM_S + 7)
    for key, at_s in (
        ("Shift+ArrowRight", 67.1),
        ("Shift+ArrowRight", 67.2),
        ("Shift+ArrowLeft", 67.1),
        (",", 67.0),
        (",", 66.9),
        (".", 67.0),
    ):
        room.page.keyboard.press(key)
        room.arrives(at_s)


def test_it_plays_eight_times_as_fast(room: Room) -> None:
    room.open(f"?t={RECORDED_FROM_S}")
    room.arrives(RECORDED_FROM_S)
    for _ in range(4):
        room.page.keyboard.press("+")
    assert room.page.get_by_test_id("speed").input_value() == "8"
    room.page.keyboard.press("Space")
    until(lambda: room.now().position_ms > 64_000, within_seconds=15, what="a start")
    begun, seen = room.now(), room.page.evaluate("performance.now()")
    room.page.wait_for_timeout(2_000)
    gone = room.now().position_ms - begun.position_ms
    passed = room.page.evaluate("performance.now()") - seen
    assert gone / passed > 5, (gone, passed)
    assert room.now().position_ms % LENGTH_MS - room.now().clock_ms < 8 * CLOCK_LIMIT_MS


def test_silence_is_left_out_when_that_is_wanted(room: Room) -> None:
    room.open(f"?t={STILL_FROM_S - 1}")
    room.arrives(STILL_FROM_S - 1)
    room.page.get_by_role("switch", name="Skip silence").check(force=True)
    room.button("play")
    until(
        lambda: room.now().position_ms > (STILL_TO_S - 2) * 1000, within_seconds=20, what="the end of silence"
    )
    assert room.page.get_by_test_id("fold").count() >= 2


def test_a_pause_shows_why_there_is_no_picture_n4(room: Room) -> None:
    room.open(f"?t={PAUSED_FROM_S + 5}")
    room.page.get_by_test_id("replay-curtain").get_by_text("Carmen Ñandú paused it").wait_for()
    assert room.page.locator("[data-gap=paused]").count() == 1
    room.page.keyboard.press("Home")
    room.page.get_by_test_id("replay-curtain").get_by_text("Nothing was recorded here").wait_for()


def test_the_list_goes_to_a_moment_and_tells_who_was_there(room: Room) -> None:
    room.open(f"?t={RECORDED_TO_S - 5}")
    room.page.get_by_test_id("replay-events").get_by_text("Allowed: Full control").click()
    room.arrives(75)
    now = room.page.get_by_test_id("replay-now")
    now.get_by_text("Full control").wait_for()
    now.get_by_text("Iván Soto").wait_for()
    room.page.get_by_test_id("replay-events").get_by_text("The view has ended").wait_for()
    room.page.get_by_test_id("replay-tab-customer").click()
    room.page.get_by_test_id("replay-chat-customer").get_by_text("segunda planta").wait_for()
    assert room.page.get_by_text("¡Ya imprime!").count() == 0
    room.page.get_by_test_id("replay-tab-inner").click()
    room.page.get_by_text("Nothing has been said up to here.").wait_for()


def test_pointer_and_ink_are_drawn_where_they_were_y2(room: Room) -> None:
    room.open(f"?t={RECORDED_FROM_S + 1}")
    overlay = room.page.get_by_test_id("overlay")
    until(lambda: overlay.get_attribute("data-strokes") == "1", within_seconds=15, what="the ink")
    assert overlay.get_attribute("data-pointers") != ""
    room.page.keyboard.press("l")
    until(lambda: overlay.get_attribute("data-strokes") == "0", within_seconds=15, what="the ink to fade")


def test_a_session_without_a_recording_replays_its_log(room: Room) -> None:
    room.open(session_id=room.past.bare_id)
    room.page.get_by_test_id("replay-curtain").get_by_text("This session was not recorded").wait_for()
    room.button("play")
    room.page.locator("[data-fact=opened][data-when=now]").wait_for()
    room.page.get_by_test_id("replay-events").get_by_text("Iván Soto came").click()
    room.page.get_by_test_id("replay-now").get_by_text("Iván Soto").wait_for()


def test_last_minutes_begin_that_long_before_the_end(room: Room) -> None:
    room.open("?last=2")
    until(
        lambda: (found := reading(room.page)) is not None and abs(found.position_ms - 180_000) < 1,
        within_seconds=15,
        what="two minutes before the end",
    )


@pytest.mark.parametrize("moment", [f"?t={RECORDED_FROM_S + 1}", f"?t={PAUSED_FROM_S + 1}"])
def test_the_replay_is_accessible(room: Room, moment: str) -> None:
    room.open(moment)
    room.page.get_by_test_id("lanes").wait_for()
    slider = room.page.get_by_role("slider", name="Timeline")
    assert "minute" in (slider.get_attribute("aria-valuetext") or "")
    room.page.evaluate(_AXE.read_text())
    for width in (1440, 390):
        room.page.set_viewport_size({"width": width, "height": 900})
        room.page.wait_for_timeout(200)
        found = room.page.evaluate(
            "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => "
            "[id, nodes.map(({ html }) => html.slice(0, 160))]))"
        )
        assert found == [], json.dumps(found, indent=1)


def test_every_screen_of_the_replay_is_full_fits_and_speaks_one_language(
    request: pytest.FixtureRequest, room: Room
) -> None:
    page, server, past = room.page, room.server, room.past
    judge = Judge(server.url, page, room.open_page(), writes=request.config.getoption("--screens"))
    shown = page.get_by_test_id("replay")
    room.open(f"?t={RECORDED_FROM_S + 1}")
    judge.see("replay", shown.wait_for)
    page.goto(f"{server.url}/#/replay/{past.session_id}?t={PAUSED_FROM_S + 3}")
    judge.see("replay-paused", page.get_by_test_id("replay-curtain").wait_for)
    judge.see("replay-export", lambda: room.button("export"))
    page.goto(f"{server.url}/#/")
    page.goto(f"{server.url}/#/replay/{past.other_id}")
    judge.see("replay-reason", page.get_by_test_id("reason-form").wait_for)
    judge.verdict()
