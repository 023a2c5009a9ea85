"""The question about recording, and the banner's buttons for it: only a hand gives (SPEC N)."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Final

import pytest

from customer_client.ui.front import (
    BannerView,
    ChoseRecording,
    EndAll,
    GoPrivate,
    Recorded,
    RecordingView,
    Someone,
    TellRecording,
)
from deploy.trial.desktop import wait_for_keyboard, window_named
from protocol.limits import CONSENT_INERT_SECONDS
from protocol.modes import Mode
from protocol.recording_messages import RecordingDeed
from protocol.roles import Role
from tests.support.own_terminal import Terminal
from tests.support.own_windows import Watched, own_windows
from tests.support.rfb import Rfb, rfb_hand
from tests.support.xserver import XServer, xvnc

ANA = Someone("Ana Ruiz", Role.AGENT)
QUESTION = RecordingView("rec_first", ANA, "Ayuda")
YES = ChoseRecording("rec_first", allowed=True)
NO = ChoseRecording("rec_first", allowed=False)
WATCHED = BannerView("Ayuda", (ANA,), Mode.OBSERVER)
TITLE: Final = "remote help"
BANNER: Final = "^Auxilio$"
XTEST_TRIES: Final = 100
NOTHING_WITHIN_SECONDS: Final = 0.4
"""That nothing happens can only be waited for."""
ALLOW_FROM_RIGHT_PX, BUTTONS_FROM_BOTTOM_PX = 100, 76

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


@pytest.fixture
async def terminal() -> AsyncIterator[Terminal]:
    made = Terminal()
    yield made
    await made.close()


async def quiet(windows: Watched) -> None:
    """Nothing was done, and nothing is."""
    await asyncio.sleep(NOTHING_WITHIN_SECONDS)
    assert windows.acts == []


async def at_banner(windows: Watched, view: BannerView) -> None:
    """This banner stands there, and has the keyboard."""
    windows.front.show(view)
    await windows.window(BANNER)
    windows.front.attend()
    window = await asyncio.to_thread(window_named, windows.display, BANNER)
    await asyncio.to_thread(wait_for_keyboard, windows.display, window)
    await asyncio.sleep(NOTHING_WITHIN_SECONDS)  # it may have had it before; its button gets it now


async def press(hand: Rfb, *keys: str) -> None:
    for key in keys:
        hand.chord(key)
        await asyncio.sleep(NOTHING_WITHIN_SECONDS)  # a list that opens has to be there before the next


async def in_list(windows: Watched, hand: Rfb, *keys: str) -> None:
    """Open the banner's list by its key; these go into it once it stands there."""
    before = await asyncio.to_thread(windows.shown)
    hand.chord(" ")
    await windows.until_more(before)
    await press(hand, *keys)


async def test_only_a_persons_hand_allows_recording_and_not_at_once_n2_c5(
    windows: Watched, hand: Rfb
) -> None:
    windows.front.ask_recording(QUESTION)
    left, top, width, height = await windows.window(TITLE)
    x_px, y_px = left + width - ALLOW_FROM_RIGHT_PX, top + height - BUTTONS_FROM_BOTTOM_PX
    for _ in range(10):
        hand.click(x_px, y_px)
    await quiet(windows)
    await asyncio.sleep(CONSENT_INERT_SECONDS)  # this very time is what is tested
    await windows.run("xdotool", *("mousemove", str(x_px), str(y_px), "click", "1") * (XTEST_TRIES // 2))
    await windows.run("xdotool", *("key", "space", "key", "Return") * (XTEST_TRIES // 4))
    await quiet(windows)
    hand.click(x_px, y_px)  # the twin: the same click, by hand
    await windows.until_acts(1)
    assert windows.acts == [YES]


async def test_no_is_an_answer_at_once_and_the_policys_question_is_the_same_one_n1(
    windows: Watched, hand: Rfb
) -> None:
    windows.front.ask_recording(RecordingView("rec_first", None, "Ayuda"))
    await windows.window(TITLE)
    await press(hand, "Tab", " ")
    assert windows.acts == [NO]


async def test_a_question_that_is_taken_back_is_gone_c5(windows: Watched) -> None:
    windows.front.ask_recording(QUESTION)
    await windows.window(TITLE)
    windows.front.withdraw()
    await windows.until_gone(TITLE)
    await quiet(windows)


async def test_the_banner_pauses_goes_on_and_ends_the_recording_by_keys_n4(
    windows: Watched, hand: Rfb
) -> None:
    await at_banner(windows, BannerView("Ayuda", (ANA,), Mode.OBSERVER, recorded=Recorded.ON))
    await in_list(windows, hand, "Tab", " ")
    await windows.until_acts(1)
    await at_banner(windows, BannerView("Ayuda", (ANA,), Mode.OBSERVER, recorded=Recorded.PAUSED))
    await in_list(windows, hand, "Tab", " ")
    await windows.until_acts(2)
    await at_banner(windows, BannerView("Ayuda", (ANA,), Mode.OBSERVER, recorded=Recorded.ON))
    await in_list(windows, hand, "Tab", "Tab", " ")
    await windows.until_acts(3)
    deeds = (RecordingDeed.PAUSE, RecordingDeed.RESUME, RecordingDeed.WITHDRAW)
    assert windows.acts == [TellRecording(deed) for deed in deeds]


async def test_a_private_moment_begins_by_any_press_and_ends_by_a_hand_only_n5(
    windows: Watched, hand: Rfb
) -> None:
    await at_banner(windows, WATCHED)
    await windows.run("xdotool", "key", "space")
    await windows.until_acts(1)
    assert windows.acts == [GoPrivate(on=True)]
    await at_banner(windows, BannerView("Ayuda", (ANA,), Mode.OBSERVER, private=True))
    await windows.run("xdotool", *("key", "space", "key", "Return") * 10)
    await asyncio.sleep(NOTHING_WITHIN_SECONDS)
    assert windows.acts == [GoPrivate(on=True)]
    await press(hand, " ")
    assert windows.acts == [GoPrivate(on=True), GoPrivate(on=False)]


async def test_the_banner_takes_the_keyboard_only_when_asked_to_and_gives_it_back(
    windows: Watched, hand: Rfb
) -> None:
    await at_banner(windows, WATCHED)
    await press(hand, "Tab", " ")
    assert windows.acts == [EndAll()]
    await press(hand, "Escape", " ", "Return")
    assert windows.acts == [EndAll()], "what is typed goes elsewhere again"


async def test_the_headline_and_the_end_stay_in_sight_with_three_colleagues(windows: Watched) -> None:
    names = ("Lucía Ferrer", "María del Carmen Ortega", "Joaquín Etxeberria", "Lea Muñoz")
    crowd = tuple(Someone(name, Role.EXPERT) for name in names)
    view = BannerView(
        "Ayuda", crowd, Mode.FULL_CONTROL, crowd[0].name, "14:32", linked=False, recorded=Recorded.ENDING
    )
    windows.front.show(view)
    left, _, width, height = await windows.window(BANNER)
    assert left >= 0
    assert left + width <= 1280
    assert height < 90, "two lines at most"


@pytest.mark.parametrize(("word", "act"), [("sí", YES), ("no", NO)])
async def test_recording_is_answered_at_the_terminal_n2(
    terminal: Terminal, word: str, act: ChoseRecording
) -> None:
    terminal.front.ask_recording(QUESTION)
    terminal.type("sí\n")
    shown = await terminal.until_shown("Podrá responder")
    assert "Nunca qué teclas pulsa" in shown
    assert "escriba pausar o retirar" in shown
    await asyncio.sleep(CONSENT_INERT_SECONDS + 0.1)
    assert terminal.acts == []
    terminal.type(f"{word}\n")
    await terminal.until_acts(1)
    assert terminal.acts == [act]


async def test_the_recording_and_the_private_moment_have_words_at_the_terminal_n4_n5(
    terminal: Terminal,
) -> None:
    terminal.front.show(BannerView("Ayuda", (ANA,), Mode.OBSERVER, recorded=Recorded.ON))
    shown = await terminal.until_shown("privado: un momento privado")
    assert "Se está grabando" in shown
    assert "pausar: pausar la grabación" in shown
    view = BannerView("Ayuda", (ANA,), Mode.OBSERVER, recorded=Recorded.PAUSED, private=True)
    terminal.front.show(view)
    shown = await terminal.until_shown("mostrar: volver a mostrar mi pantalla")
    assert "seguir: seguir grabando" in shown
    terminal.front.show(BannerView("Ayuda", (ANA,), Mode.OBSERVER, recorded=Recorded.ENDING))
    assert "retirar:" not in await terminal.until_shown("Terminando la grabación…")
    terminal.front.attend()
    terminal.type("pausar\nseguir\nretirar\nprivado\nmostrar\n")
    await terminal.until_acts(5)
    deeds = (RecordingDeed.PAUSE, RecordingDeed.RESUME, RecordingDeed.WITHDRAW)
    assert terminal.acts[:3] == [TellRecording(deed) for deed in deeds]
    assert terminal.acts[3:] == [GoPrivate(on=True), GoPrivate(on=False)]
