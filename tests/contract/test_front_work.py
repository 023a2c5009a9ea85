"""Questions about work and turns in the real windows: only a person's own hand answers them."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Final

import pytest

from customer_client.core.question import Right
from customer_client.ui.front import (
    BannerView,
    Chose,
    ChoseWork,
    ConsentView,
    GiveFloorTo,
    Someone,
    StopWorkHere,
    UnderWay,
    Wants,
    WorkView,
)
from deploy.trial.desktop import wait_for_keyboard, window_named
from protocol.ids import PersonId
from protocol.limits import CONSENT_INERT_SECONDS
from protocol.modes import Mode
from protocol.roles import Role
from protocol.work import FilesWork, Interpreter, RebootWork, ScriptWork, Way, What
from tests.support.file_dialog import choose_in_dialog
from tests.support.own_windows import Watched, own_windows
from tests.support.rfb import Rfb, rfb_hand
from tests.support.xserver import XServer, xvnc

ANA = Someone("Ana Ruiz", Role.AGENT)
TO_ANA = Wants(PersonId("person_ana"), "Ana Ruiz")
TO_LUIS = Wants(PersonId("person_luis"), "Luis Ortega")
SHARING = BannerView("Ayuda", (ANA,), Mode.DESKTOP_SHARING, floor_is_here=True, may_give=(TO_ANA,))
TITLE: Final = "remote help"
BANNER: Final = "^Auxilio$"
XTEST_TRIES: Final = 100
NOTHING_WITHIN_SECONDS: Final = 0.4
"""That nothing happens can only be waited for."""
ALLOW_FROM_RIGHT_PX, BUTTONS_FROM_BOTTOM_PX = 100, 76
LAST_BUT_ONE_FROM_RIGHT_PX: Final = 200
"""In the banner, beside "End session"."""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]


@pytest.fixture(scope="module")
def display() -> Iterator[XServer]:
    with xvnc(1280, 720, openbox=True) as server:
        yield server


@pytest.fixture
async def windows(display: XServer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Watched]:
    async with own_windows(display, monkeypatch) as found:
        yield found


@pytest.fixture
def hand(display: XServer) -> Iterator[Rfb]:
    with rfb_hand(display.rfb_port) as opened:
        yield opened


def script(text: str) -> ScriptWork:
    return ScriptWork(interpreter=Interpreter.SH, text=text, sha256=hashlib.sha256(text.encode()).hexdigest())


async def asked(windows: Watched, what: What) -> tuple[int, int]:
    """The question stands there and is no longer inert; where its Allow is."""
    windows.front.ask_work(WorkView("work_first", what, ANA, "Ayuda"))
    left, top, width, height = await windows.window(TITLE)
    await asyncio.sleep(CONSENT_INERT_SECONDS + 0.3)  # this very time is what is tested
    return left + width - ALLOW_FROM_RIGHT_PX, top + height - BUTTONS_FROM_BOTTOM_PX


async def quiet(windows: Watched) -> None:
    """Nothing was done, and nothing is."""
    await asyncio.sleep(NOTHING_WITHIN_SECONDS)
    assert windows.acts == []


async def test_injected_clicks_and_keys_never_allow_work_c5(windows: Watched, hand: Rfb) -> None:
    x_px, y_px = await asked(windows, RebootWork())
    await windows.run("xdotool", *("mousemove", str(x_px), str(y_px), "click", "1") * (XTEST_TRIES // 2))
    await windows.run("xdotool", *("key", "space", "key", "Return") * (XTEST_TRIES // 4))
    await quiet(windows)
    hand.click(x_px, y_px)  # the twin: the same click, by hand
    await windows.until_acts(1)
    assert windows.acts == [ChoseWork("work_first", allowed=True)]


async def test_work_cannot_be_allowed_for_three_seconds_c5(windows: Watched, hand: Rfb) -> None:
    windows.front.ask_work(WorkView("work_first", RebootWork(), ANA, "Ayuda"))
    left, top, width, height = await windows.window(TITLE)
    for _ in range(10):
        hand.click(left + width - ALLOW_FROM_RIGHT_PX, top + height - BUTTONS_FROM_BOTTOM_PX)
    await quiet(windows)


async def test_no_is_an_answer_at_once(windows: Watched, hand: Rfb) -> None:
    windows.front.ask_work(WorkView("work_first", RebootWork(), ANA, "Ayuda"))
    await windows.window(TITLE)
    await asyncio.sleep(NOTHING_WITHIN_SECONDS)
    hand.chord("Tab")
    hand.chord(" ")
    await windows.until_acts(1)
    assert windows.acts == [ChoseWork("work_first", allowed=False)]


async def test_a_long_script_is_allowed_only_after_its_end_was_seen_j5(windows: Watched, hand: Rfb) -> None:
    x_px, y_px = await asked(windows, script("echo one more line\n" * 200))
    hand.click(x_px, y_px)
    await quiet(windows)
    hand.chord("Tab")  # into the text
    hand.chord("Control", "End")
    await asyncio.sleep(NOTHING_WITHIN_SECONDS)
    hand.click(x_px, y_px)
    await windows.until_acts(1)
    assert windows.acts == [ChoseWork("work_first", allowed=True)]


async def test_a_script_in_one_endless_line_is_read_to_its_end_too_j5(windows: Watched, hand: Rfb) -> None:
    x_px, y_px = await asked(windows, script("echo " + "word " * 1900))
    hand.click(x_px, y_px)
    await quiet(windows)


async def test_a_script_that_fits_was_seen(windows: Watched, hand: Rfb) -> None:
    x_px, y_px = await asked(windows, script("echo hello"))
    hand.click(x_px, y_px)
    await windows.until_acts(1)
    assert windows.acts == [ChoseWork("work_first", allowed=True)]


async def test_files_are_chosen_by_the_person_here_j1(windows: Watched, hand: Rfb, tmp_path: Path) -> None:
    chosen = tmp_path / "notes.txt"
    chosen.write_text("hello")
    x_px, y_px = await asked(windows, FilesWork(way=Way.FROM_MACHINE))
    hand.click(x_px, y_px)
    await quiet(windows)
    hand.chord("Tab")
    hand.chord(" ")
    await asyncio.to_thread(choose_in_dialog, windows.display, hand, chosen)
    hand.click(x_px, y_px)
    await windows.until_acts(1)
    assert windows.acts == [ChoseWork("work_first", allowed=True, paths=(str(chosen),))]


async def test_a_withdrawn_question_takes_its_file_dialog_along(windows: Watched, hand: Rfb) -> None:
    await asked(windows, FilesWork(way=Way.FROM_MACHINE))
    hand.chord("Tab")
    hand.chord(" ")
    await windows.window("^Choose files")
    windows.front.withdraw()
    await windows.until_gone("^Choose files")
    assert windows.acts == []


async def test_a_withdrawn_question_takes_along_what_its_dialog_says(windows: Watched, hand: Rfb) -> None:
    await asked(windows, FilesWork(way=Way.FROM_MACHINE))
    hand.chord("Tab")
    hand.chord(" ")
    await asyncio.to_thread(keyboard_in, windows.display, "^Choose files")
    before = await asyncio.to_thread(windows.shown)
    hand.type("no such file")
    hand.chord("Return")
    await windows.until_more(before)
    windows.front.withdraw()
    await windows.until_gone("^Choose files")
    await windows.until_gone(TITLE)
    assert windows.acts == []
    x_px, y_px = await asked(windows, RebootWork())  # the windows are alive, and ask the next question
    hand.click(x_px, y_px)
    await windows.until_acts(1)
    assert windows.acts == [ChoseWork("work_first", allowed=True)]


def keyboard_in(display: XServer, title: str) -> None:
    """Wait until what is typed goes to this window."""
    wait_for_keyboard(display, window_named(display, title))


@pytest.mark.parametrize("ticked", [False, True])
async def test_leaving_a_repair_alone_is_ticked_by_hand_c10(
    windows: Watched, hand: Rfb, *, ticked: bool
) -> None:
    windows.front.ask(ConsentView("q_first", Right.ADMIN, ANA, (), "Ayuda", offers_leave_alone=True))
    await windows.window(TITLE)
    await asyncio.sleep(CONSENT_INERT_SECONDS + 0.3)
    hand.chord("Tab")
    if ticked:
        hand.chord(" ")
    for key in ("Tab", "Tab", " "):
        hand.chord(key)
    await windows.until_acts(1)
    assert windows.acts == [Chose("q_first", Right.ADMIN, allowed=True, leave_alone=ticked)]


async def banner_button(windows: Watched, view: BannerView) -> tuple[int, int]:
    """The middle of the button beside "End session"."""
    windows.front.show(view)
    left, top, width, height = await windows.window(BANNER)
    assert height < 60, "one line"
    return left + width - LAST_BUT_ONE_FROM_RIGHT_PX, top + height // 2


async def test_the_floor_is_given_by_hand_and_by_nobody_else_o4(windows: Watched, hand: Rfb) -> None:
    x_px, y_px = await banner_button(windows, SHARING)
    await windows.run("xdotool", *("mousemove", str(x_px), str(y_px), "click", "1") * 20)
    await quiet(windows)
    hand.click(x_px, y_px)
    await windows.until_acts(1)
    assert windows.acts == [GiveFloorTo(TO_ANA.person_id)]


async def test_who_asks_gets_the_floor_with_one_click_and_others_with_two_o2(
    windows: Watched, hand: Rfb
) -> None:
    view = BannerView(
        "Ayuda",
        (ANA,),
        Mode.DESKTOP_SHARING,
        floor_is_here=True,
        may_give=(TO_ANA, TO_LUIS),
        wanted=(TO_LUIS,),
    )
    windows.front.show(view)
    left, top, width, height = await windows.window(BANNER)
    y_px = top + height // 2
    hand.click(left + width - 260, y_px)
    await windows.until_acts(1)
    hand.click(left + width - 142, y_px)
    panel = await windows.window("^Auxilio: more$")
    hand.click(panel[0] + panel[2] // 2, panel[1] + panel[3] // 2)
    await windows.until_acts(2)
    assert windows.acts == [GiveFloorTo(TO_LUIS.person_id), GiveFloorTo(TO_ANA.person_id)]
    await windows.until_gone("^Auxilio: more$")


async def test_work_is_stopped_from_the_banner_j4(windows: Watched, hand: Rfb) -> None:
    work = UnderWay("work_first", FilesWork(way=Way.TO_MACHINE))
    x_px, y_px = await banner_button(windows, BannerView("Ayuda", (ANA,), Mode.ADMIN, works=(work,)))
    hand.click(x_px, y_px)
    await windows.until_acts(1)
    two = (work, UnderWay("work_second", RebootWork()))
    windows.front.show(BannerView("Ayuda", (ANA,), Mode.ADMIN, works=two))
    await asyncio.sleep(NOTHING_WITHIN_SECONDS)
    left, top, width, height = await windows.window(BANNER)
    hand.click(left + width - 180, top + height // 2)
    panel = await windows.window("^Auxilio: more$")
    hand.click(panel[0] + panel[2] // 2, panel[1] + 3 * panel[3] // 4)
    await windows.until_acts(2)
    assert windows.acts == [StopWorkHere("work_first"), StopWorkHere("work_second")]


async def test_the_banner_fits_the_screen_however_much_there_is_to_say(windows: Watched) -> None:
    crowd = tuple(Someone(f"Somebody with a rather long name {n}", Role.EXPERT) for n in range(12))
    works = tuple(UnderWay(f"work_{n}", RebootWork()) for n in range(8))
    windows.front.show(
        BannerView("Ayuda", crowd, Mode.ADMIN, crowd[0].name, "14:32", linked=False, works=works)
    )
    left, _, width, height = await windows.window(BANNER)
    assert left >= 0
    assert left + width <= 1280
    assert height < 90, "two lines at most"
    windows.front.show(BannerView("Ayuda", over=True))
    await windows.until_place(BANNER, lambda place: place[2] < 600)


async def test_what_was_written_is_shown_with_where_to_answer(windows: Watched) -> None:
    windows.front.said("Ana Ruiz", "Hello " * 500)
    _, _, width, height = await windows.window("^Auxilio: notice$")
    assert width < 700
    assert height < 300
