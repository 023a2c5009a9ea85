"""The layer of pointers and ink on a real X display: seen, seen beside, and never in anybody's way."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from customer_client.core.question import Right
from customer_client.ui.compositing_x11 import X11Compositing
from customer_client.ui.front import BannerView, ConsentView, Someone
from customer_client.ui.overlay import InkMark, PointerMark
from protocol.ids import PersonId, RequestId
from protocol.limits import INK_FADES_SECONDS
from protocol.modes import Mode
from protocol.roles import Role
from tests.support.compositor import composited
from tests.support.own_windows import Watched, own_windows
from tests.support.rfb import rfb_hand
from tests.support.wait import until
from tests.support.x_eyes import Picture, XEyes, changed, x_eyes
from tests.support.xserver import XServer, xvnc
from tests.support.xwindow import Window, text_window

ANA: Final = PersonId("person_ana")
RED: Final = (255, 0, 0)
LINE_Y_PX, LEFT_PX, RIGHT_PX = 300, 120, 520
ACROSS: Final = tuple((x_px, LINE_Y_PX) for x_px in range(LEFT_PX, RIGHT_PX + 1, 8))
HALF_WIDTH_PX: Final = 6
"""Half a stroke with its light edge, and one for rounding."""
QUIET_SECONDS: Final = 0.6
SEEN_WITHIN_SECONDS: Final = 10.0

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]


@pytest.fixture(scope="module")
def display() -> Iterator[XServer]:
    with xvnc(1280, 720, openbox=True) as server:
        yield server


@pytest.fixture
def eyes(display: XServer) -> Iterator[XEyes]:
    with x_eyes(display) as opened:
        yield opened


@pytest.fixture
async def windows(display: XServer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Watched]:
    async with own_windows(display, monkeypatch) as found:
        yield found


def ink(points_px: tuple[tuple[int, int], ...] = ACROSS, stroke_id: str = "stroke_first") -> InkMark:
    return InkMark(ANA, "#ff0000", RequestId(stroke_id), points_px, done=True)


def is_red(picture: Picture, x_px: int, y_px: int) -> bool:
    return bool((picture[y_px, x_px] == RED).all())


async def seen(eyes: XEyes, x_px: int, y_px: int) -> Picture:
    """The picture once it is red here."""
    return await asyncio.to_thread(
        eyes.picture_when, lambda picture: is_red(picture, x_px, y_px), f"ink at {x_px}, {y_px}"
    )


@contextmanager
def xterm(display: XServer, eyes: XEyes) -> Iterator[None]:
    """A real terminal full of text, over the left of the display."""
    say = "for i in $(seq 60); do echo line $i of a text that is read beside the ink; done; cat"
    process = subprocess.Popen(
        ["xterm", "-geometry", "120x50+0+0", "-e", "sh", "-c", say],
        env=display.environment(),
        stderr=subprocess.DEVNULL,
    )
    try:
        before: list[Picture] = []

        def stands(picture: Picture) -> bool:
            alike = bool(before) and not any(changed(before[-1], picture))
            before.append(picture)
            return alike and is_text(picture[LINE_Y_PX - 40 : LINE_Y_PX + 40, LEFT_PX:RIGHT_PX])

        eyes.picture_when(stands, "the terminal")
        yield
    finally:
        process.terminate()
        process.wait(10.0)


def is_text(part: Picture) -> bool:
    dark = (part.sum(axis=2) < 200).mean()
    return bool(0.02 < dark < 0.5)


async def test_without_compositing_only_the_stroke_covers_the_text_y3(
    display: XServer, windows: Watched, eyes: XEyes
) -> None:
    with xterm(display, eyes):
        before = eyes.picture()
        windows.front.overlay.ink(ink())
        during = await seen(eyes, 300, LINE_Y_PX)
        left, top, right, bottom = changed(before, during)
        assert top >= LINE_Y_PX - HALF_WIDTH_PX
        assert bottom <= LINE_Y_PX + HALF_WIDTH_PX
        assert left >= LEFT_PX - HALF_WIDTH_PX
        assert right <= RIGHT_PX + HALF_WIDTH_PX
        assert all(is_red(during, x_px, LINE_Y_PX) for x_px in range(LEFT_PX, RIGHT_PX))
        await asyncio.to_thread(
            eyes.picture_when, lambda picture: not any(changed(before, picture)), "the text, as it was"
        )


async def test_ink_fades_within_its_time_and_then_nothing_draws_y3(windows: Watched, eyes: XEyes) -> None:
    before = eyes.picture()
    loop = asyncio.get_running_loop()
    windows.front.overlay.ink(ink())
    await seen(eyes, 300, LINE_Y_PX)
    began = loop.time()
    await asyncio.sleep(QUIET_SECONDS)
    eyes.drawn()
    await asyncio.sleep(QUIET_SECONDS)
    assert eyes.drawn() == [], "nothing is painted again while it does not fade yet"
    await asyncio.to_thread(eyes.picture_when, lambda picture: not any(changed(before, picture)), "no ink")
    assert loop.time() - began == pytest.approx(INK_FADES_SECONDS, abs=1.5)
    await asyncio.sleep(QUIET_SECONDS)
    eyes.drawn()
    ticks = cpu_ticks(windows)
    await asyncio.sleep(2 * QUIET_SECONDS)
    assert eyes.drawn() == []
    assert cpu_ticks(windows) - ticks <= 1, "at rest it costs nothing"


async def test_only_what_was_touched_is_painted(windows: Watched, eyes: XEyes) -> None:
    windows.front.overlay.ink(ink())
    await seen(eyes, 300, LINE_Y_PX)
    await asyncio.sleep(QUIET_SECONDS)
    eyes.drawn()
    far = tuple((x_px, 600) for x_px in range(900, 1000, 5))
    windows.front.overlay.ink(ink(far, "stroke_second"))
    await seen(eyes, 950, 600)
    areas = eyes.drawn()
    assert areas
    # The server shows a shaped window's other parts again too; they are as thin as what is drawn on them.
    assert all(is_near_a_line(top, LINE_Y_PX) or is_near_a_line(top, 600) for _, top, _, _ in areas)
    assert all(height_px <= 2 * HALF_WIDTH_PX for _, _, _, height_px in areas)
    windows.front.overlay.clear()


async def test_clicks_and_keys_go_through_to_the_window_below_y3(
    display: XServer, windows: Watched, eyes: XEyes
) -> None:
    with text_window(display.environment()) as below, rfb_hand(display.rfb_port) as hand:
        windows.front.overlay.ink(ink())
        windows.front.overlay.point(PointerMark(ANA, "Ana Ruiz", "#ff0000", (200, 200)))
        during = await seen(eyes, 300, LINE_Y_PX)
        assert is_red(during, 203, 208), "the arrow"
        for x_px, y_px in ((300, LINE_Y_PX), (203, 208), (240, 232)):
            hand.click(x_px, y_px)
            await asyncio.to_thread(clicked, below, x_px, y_px)
        hand.type("through")
        await asyncio.to_thread(
            until, lambda: below.text == "through", within_seconds=SEEN_WITHIN_SECONDS, what="the keys"
        )
        windows.front.overlay.clear()


def is_near_a_line(top_px: int, line_y_px: int) -> bool:
    return abs(top_px - line_y_px) <= 2 * HALF_WIDTH_PX


def clicked(window: Window, x_px: int, y_px: int) -> None:
    press = {"mouse": "MouseButtonPress", "button": "LeftButton", "x": x_px, "y": y_px}
    until(lambda: press in window.said, within_seconds=SEEN_WITHIN_SECONDS, what="the click")


async def test_a_pointer_moves_carries_a_name_and_goes_y1(windows: Watched, eyes: XEyes) -> None:
    before = eyes.picture()
    overlay = windows.front.overlay
    overlay.point(PointerMark(ANA, "Ana Ruiz", "#ff0000", (600, 400)))
    named = await seen(eyes, 603, 408)
    left, top, right, bottom = changed(before, named)
    assert (left, top) == pytest.approx((600, 400), abs=4)
    assert right > 660, "the name stands beside it"
    assert bottom > 430
    overlay.point(PointerMark(ANA, "Ana Ruiz", "#ff0000", (800, 400)))
    moved = await seen(eyes, 803, 408)
    assert changed(before, moved)[0] >= 790, "nothing is left where it was"
    overlay.point(PointerMark(ANA, "Ana Ruiz", "#ff0000", None))
    await asyncio.to_thread(eyes.picture_when, lambda picture: not any(changed(before, picture)), "no arrow")


async def test_nobody_draws_on_a_question_c5(windows: Watched, eyes: XEyes) -> None:
    windows.front.overlay.ink(ink())
    await seen(eyes, 300, LINE_Y_PX)
    windows.front.ask(ConsentView("q_first", Right.VIEW, Someone("Ana", Role.AGENT), (), "Ayuda"))
    await windows.window("remote help")
    asked = eyes.picture()
    assert not is_red(asked, 300, LINE_Y_PX)
    windows.front.overlay.ink(ink(stroke_id="stroke_second"))
    await asyncio.sleep(QUIET_SECONDS)
    assert not is_red(eyes.picture(), 300, LINE_Y_PX)
    windows.front.withdraw()
    windows.front.overlay.ink(ink(stroke_id="stroke_third"))  # the twin
    await seen(eyes, 300, LINE_Y_PX)
    windows.front.overlay.clear()


async def test_nobody_draws_over_who_is_here(windows: Watched, eyes: XEyes) -> None:
    ana = Someone("Ana", Role.AGENT)
    windows.front.show(BannerView("Ayuda", (ana,), Mode.OBSERVER, since="14:32"))
    left, top, width, height = await windows.window("^Auxilio$")
    middle_px = left + width // 2
    windows.front.overlay.ink(ink(tuple((middle_px, y_px) for y_px in range(0, 300, 4))))
    drawn = await seen(eyes, middle_px, top + height + 20)
    column = drawn[top : top + height, middle_px]
    assert not (column == RED).all(axis=1).any()
    windows.front.overlay.clear()


async def test_with_two_pixels_for_one_of_qts_it_lies_where_it_should(
    display: XServer, eyes: XEyes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QT_SCALE_FACTOR", "2")
    before = eyes.picture()
    async with own_windows(display, monkeypatch) as windows:
        windows.front.overlay.ink(ink())
        left, top, right, bottom = changed(before, await seen(eyes, 300, LINE_Y_PX))
        assert (left, right) == pytest.approx((LEFT_PX, RIGHT_PX), abs=2 * HALF_WIDTH_PX)
        assert (top, bottom) == pytest.approx((LINE_Y_PX, LINE_Y_PX), abs=2 * HALF_WIDTH_PX)


async def test_where_windows_are_composited_it_is_seen_through(
    eyes: XEyes, display: XServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", display.display)
    monkeypatch.setenv("XAUTHORITY", "/dev/null")
    assert not X11Compositing().is_on()
    async with own_windows(display, monkeypatch) as windows:
        with composited(display), xterm(display, eyes):
            assert X11Compositing().is_on()
            before = eyes.picture()
            windows.front.overlay.ink(ink())
            during = await seen(eyes, 300, LINE_Y_PX)
            left, top, right, bottom = changed(before, during)
            assert (top, bottom) == pytest.approx((LINE_Y_PX, LINE_Y_PX), abs=HALF_WIDTH_PX)
            assert (left, right) == pytest.approx((LEFT_PX, RIGHT_PX), abs=HALF_WIDTH_PX)
            pale = await asyncio.to_thread(eyes.picture_when, is_pale, "fading ink")
            assert is_text(pale[LINE_Y_PX - 40 : LINE_Y_PX + 40, LEFT_PX:RIGHT_PX])
            await asyncio.to_thread(
                eyes.picture_when, lambda picture: not any(changed(before, picture)), "the text, as it was"
            )


def is_pale(picture: Picture) -> bool:
    red, green, _ = (int(part) for part in picture[LINE_Y_PX, 300])
    return red > 200 and 60 < green < 220


def cpu_ticks(windows: Watched) -> int:
    fields = Path(f"/proc/{windows.front._process.pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
