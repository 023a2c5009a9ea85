"""The port to the person, kept by the windows and by the terminal alike: only a person's own hand allows."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from customer_client.core.question import Right
from customer_client.errors import NoTerminal, NoWindows
from customer_client.ui.front import (
    BannerView,
    Chose,
    ChoseWork,
    ConsentView,
    EndAll,
    FrontCrashed,
    GiveFloorTo,
    Someone,
    StopControl,
    StopWorkHere,
    UnderWay,
    Wants,
    WorkView,
)
from customer_client.ui.overlay import PointerMark
from customer_client.ui.qt_front import open_windows
from customer_client.ui.text import TextFront
from customer_client.ui.words import Language
from protocol.ids import PersonId
from protocol.limits import CONSENT_INERT_SECONDS
from protocol.modes import Mode
from protocol.roles import Role
from protocol.work import FilesWork, Interpreter, RebootWork, ScriptWork, Way, What
from tests.support.own_terminal import Terminal
from tests.support.own_windows import Watched, own_windows
from tests.support.rfb import rfb_hand
from tests.support.xserver import XServer, xvnc

ANA = Someone("Ana Ruiz", Role.AGENT)
QUESTION = ConsentView("q_first", Right.VIEW, ANA, (), "Ayuda")
YES = Chose("q_first", Right.VIEW, allowed=True)
NO = Chose("q_first", Right.VIEW, allowed=False)
TITLE = "remote help"
XTEST_TRIES = 100
NOTHING_WITHIN_SECONDS = 0.3
"""That nothing happens can only be waited for."""
CLICK_EVERY_SECONDS = 0.05
ALLOW_FROM_RIGHT_PX, BUTTONS_FROM_BOTTOM_PX = 100, 76

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60)]


@pytest.fixture(scope="module")
def display() -> Iterator[XServer]:
    with xvnc(1280, 720, openbox=True) as server:
        yield server


@pytest.fixture
async def windows(display: XServer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Watched]:
    async with own_windows(display, monkeypatch) as found:
        yield found


async def asked(windows: Watched, *, wait: bool = True) -> tuple[int, int]:
    """The question stands there, and can be allowed; where the button is."""
    windows.front.ask(QUESTION)
    left, top, width, height = await windows.window(TITLE)
    if wait:
        await asyncio.sleep(CONSENT_INERT_SECONDS + 0.3)  # this very time is what is tested
    return left + width - ALLOW_FROM_RIGHT_PX, top + height - BUTTONS_FROM_BOTTOM_PX


async def test_a_persons_click_allows(windows: Watched) -> None:
    x_px, y_px = await asked(windows)
    with rfb_hand(windows.display.rfb_port) as hand:
        hand.click(x_px, y_px)
    await windows.until_acts(1)
    assert windows.acts == [YES]


async def test_a_persons_keys_allow(windows: Watched) -> None:
    await asked(windows)
    with rfb_hand(windows.display.rfb_port) as hand:
        for key in ("Tab", "Tab", " "):
            hand.chord(key)
    await windows.until_acts(1)
    assert windows.acts == [YES]


async def test_injected_clicks_and_keys_never_allow(windows: Watched) -> None:
    """100 tries of XTEST, with the pointer on the button, which has the focus then."""
    x_px, y_px = await asked(windows)
    click = ("mousemove", str(x_px), str(y_px), "click", "1")
    await windows.run("xdotool", *click * (XTEST_TRIES // 2))
    await windows.run("xdotool", *("key", "space", "key", "Return") * (XTEST_TRIES // 4))
    assert windows.acts == []
    with rfb_hand(windows.display.rfb_port) as hand:  # the twin: the same key, by hand
        hand.chord("Return")
    await windows.until_acts(1)
    assert windows.acts == [YES]


async def test_a_person_who_moves_while_a_program_clicks_allows_nothing(windows: Watched) -> None:
    x_px, y_px = await asked(windows)
    with rfb_hand(windows.display.rfb_port) as hand:
        for step in range(20):
            hand.move(x_px + step % 2, y_px)
            hand.chord("Shift")
            await windows.run("xdotool", "click", "1")
    assert windows.acts == []


async def test_nothing_can_be_allowed_for_three_seconds(windows: Watched) -> None:
    x_px, y_px = await asked(windows, wait=False)
    begin = time.monotonic()
    with rfb_hand(windows.display.rfb_port) as hand:
        while not windows.acts and time.monotonic() - begin < CONSENT_INERT_SECONDS + 3:
            hand.click(x_px, y_px)
            await asyncio.sleep(CLICK_EVERY_SECONDS)
    assert windows.acts == [YES]
    # The window stood there for a moment before it was found; a click between two looks counts a little late.
    assert time.monotonic() - begin > CONSENT_INERT_SECONDS - 0.5


async def test_closing_the_window_is_a_no(windows: Watched) -> None:
    await asked(windows, wait=False)
    await windows.run("xdotool", "search", "--onlyvisible", "--name", TITLE, "windowclose")
    windows.front.withdraw()
    windows.front.ask(QUESTION)
    await windows.window(TITLE)
    with rfb_hand(windows.display.rfb_port) as hand:
        hand.chord("Tab")
        hand.chord(" ")
    await windows.until_acts(1)
    assert NO in windows.acts
    assert YES not in windows.acts


async def test_a_withdrawn_question_is_gone(windows: Watched) -> None:
    x_px, y_px = await asked(windows)
    windows.front.withdraw()
    await asyncio.sleep(NOTHING_WITHIN_SECONDS)
    with rfb_hand(windows.display.rfb_port) as hand:
        hand.click(x_px, y_px)
    await asyncio.sleep(NOTHING_WITHIN_SECONDS)
    assert windows.acts == []


async def test_the_banners_buttons_take_back_and_end(windows: Watched) -> None:
    windows.front.show(BannerView("Ayuda", (ANA,), Mode.FULL_CONTROL, "Ana Ruiz", "14:32"))
    left, top, width, height = await windows.window("^Auxilio$")
    with rfb_hand(windows.display.rfb_port) as hand:
        hand.click(left + width - 170, top + height // 2)
        await windows.until_acts(1)
        hand.click(left + width - 50, top + height // 2)
        await windows.until_acts(2)
    assert windows.acts == [StopControl(), EndAll()]


async def test_windows_that_crash_are_told(windows: Watched) -> None:
    windows.front._process.kill()
    await windows.until_acts(1)
    assert windows.acts == [FrontCrashed()]


async def test_without_a_display_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    with pytest.raises(NoWindows, match="--text"):
        await open_windows(Language.ENGLISH, print)


@pytest.fixture
async def terminal() -> AsyncIterator[Terminal]:
    made = Terminal()
    yield made
    await made.close()


async def test_a_person_allows_at_the_terminal(terminal: Terminal) -> None:
    terminal.front.ask(QUESTION)
    await asyncio.sleep(CONSENT_INERT_SECONDS + 0.1)
    terminal.type("sí\n")
    await terminal.until_acts(1)
    assert terminal.acts == [YES]


async def test_what_was_typed_before_the_question_opened_is_forgotten(terminal: Terminal) -> None:
    terminal.type("yes")
    terminal.front.ask(QUESTION)
    terminal.type("yes\nyes\nye")
    await asyncio.sleep(CONSENT_INERT_SECONDS + 0.1)
    terminal.type("s\n")
    await asyncio.sleep(NOTHING_WITHIN_SECONDS)
    assert terminal.acts == []
    terminal.type("no\n")
    await terminal.until_acts(1)
    assert terminal.acts == [NO]


async def test_words_take_back_and_end_at_the_terminal(terminal: Terminal) -> None:
    terminal.type("parar\n")
    await terminal.until_acts(1)
    terminal.type("terminar\n")
    await terminal.until_acts(2)
    assert terminal.acts == [StopControl(), EndAll()]


async def test_a_pipe_is_no_person() -> None:
    read, write = os.pipe()
    with os.fdopen(read) as typed, os.fdopen(write, "w") as shown, pytest.raises(NoTerminal):
        TextFront(typed, shown, Language.ENGLISH, print)


def to_be_asked(what: What) -> WorkView:
    return WorkView("work_first", what, ANA, "Ayuda")


async def test_a_person_allows_work_at_the_terminal_j1(terminal: Terminal) -> None:
    terminal.front.ask_work(to_be_asked(RebootWork()))
    terminal.type("sí\n")
    await asyncio.sleep(CONSENT_INERT_SECONDS + 0.1)
    assert terminal.acts == []
    terminal.type("sí\n")
    await terminal.until_acts(1)
    assert terminal.acts == [ChoseWork("work_first", allowed=True)]


async def test_a_script_is_printed_whole_and_nothing_in_it_moves_the_terminal_j5(terminal: Terminal) -> None:
    terminal.front.ask_work(
        to_be_asked(ScriptWork(interpreter=Interpreter.SH, text="echo 1\n\x1b[2Jecho 2", sha256="ab" * 32))
    )
    shown = await terminal.until_shown("abababab abababab")
    assert "| echo 1\r\n| ⟨U+001B⟩[2Jecho 2\r\n" in shown
    terminal.type("no\n")
    await terminal.until_acts(1)
    assert terminal.acts == [ChoseWork("work_first", allowed=False)]


async def test_files_are_named_at_the_terminal_before_they_are_sent_j1(
    terminal: Terminal, tmp_path: Path
) -> None:
    chosen = tmp_path / "notes.txt"
    chosen.write_text("hello")
    terminal.front.ask_work(to_be_asked(FilesWork(way=Way.FROM_MACHINE)))
    await asyncio.sleep(CONSENT_INERT_SECONDS + 0.1)
    terminal.type("sí\n")
    terminal.type(f"{tmp_path}/nothing\n{chosen}\n")
    await terminal.until_shown("Elegidos: 1")
    assert terminal.acts == []
    terminal.type("sí\n")
    await terminal.until_acts(1)
    assert terminal.acts == [ChoseWork("work_first", allowed=True, paths=(str(chosen),))]


@pytest.mark.parametrize(("word", "alone"), [("solo", True), ("sí", False)])
async def test_a_repair_is_left_alone_by_its_own_word_c10(
    terminal: Terminal, word: str, *, alone: bool
) -> None:
    terminal.front.ask(ConsentView("q_first", Right.ADMIN, ANA, (), "Ayuda", offers_leave_alone=True))
    await asyncio.sleep(CONSENT_INERT_SECONDS + 0.1)
    terminal.type(f"{word}\n")
    await terminal.until_acts(1)
    assert terminal.acts == [Chose("q_first", Right.ADMIN, allowed=True, leave_alone=alone)]


async def test_leaving_alone_is_no_answer_where_it_is_not_offered_c10(terminal: Terminal) -> None:
    terminal.front.ask(QUESTION)
    await asyncio.sleep(CONSENT_INERT_SECONDS + 0.1)
    terminal.type("solo\nno\n")
    await terminal.until_acts(1)
    assert terminal.acts == [NO]


async def test_the_floor_and_work_have_numbers_at_the_terminal_o4_j4(terminal: Terminal) -> None:
    works = (UnderWay("work_first", RebootWork()),)
    to_ana = Wants(PersonId("person_ana"), "Ana Ruiz")
    terminal.front.show(
        BannerView("Ayuda", (ANA,), Mode.ADMIN, floor_is_here=True, may_give=(to_ana,), works=works)
    )
    shown = await terminal.until_shown("parar 1: Detener: reinicio")
    assert "dar 1: Dar el control a Ana Ruiz" in shown
    terminal.type("dar 2\nparar 0\ndar uno\ndar 1\n")
    await terminal.until_acts(1)
    terminal.type("parar 1\n")
    await terminal.until_acts(2)
    assert terminal.acts == [GiveFloorTo(to_ana.person_id), StopWorkHere("work_first")]


async def test_what_was_written_is_printed_plainly(terminal: Terminal) -> None:
    terminal.front.said("Ana\x1b[2J", "one\ntwo\x07")
    shown = await terminal.until_shown("Responda en la página donde pidió ayuda.")
    assert "Ana[2J ha escrito:\r\none two\r\n" in shown


async def test_a_terminal_has_no_layer_to_draw_on_y3(
    terminal: Terminal, caplog: pytest.LogCaptureFixture
) -> None:
    terminal.front.overlay.point(PointerMark(PersonId("person_ana"), "Ana", "#ff0000", (1, 1)))
    assert "not drawn" in caplog.text
