"""A private moment on a real display: from the person's click on nothing of the desktop leaves (SPEC N5)."""

import logging
import os
import time
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame

from customer_client.app.program import now_ms
from customer_client.core import events as ev
from customer_client.core.picture import EncodedFrame
from customer_client.ui.front import GoPrivate
from protocol.consent import LoweredBy
from protocol.input import HeldBack, Input, Key
from protocol.pointer import PointerAt, PointerShape
from tests.support.h264 import plane_of
from tests.support.machine_playbook import ANA
from tests.support.revoked_program import Revoked, revoked_program
from tests.support.wait import until
from tests.support.xserver import xvnc

TRIALS = 300 if os.environ.get("AUXILIO_LONG") else 30
WITHIN_MS = 100
CHANGES = 30
"""So often the desktop changes while it is covered: whoever still looked would see it."""
BLACK, NO_COLOUR = 16, 128
SOON_SECONDS = 10.0
NOW_SECONDS = 0.002

log = logging.getLogger(__name__)
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture
def revoked(tmp_path: Path) -> Iterator[Revoked]:
    with pytest.MonkeyPatch.context() as patch, xvnc() as server:
        patch.setenv("DISPLAY", server.display)
        patch.setenv("XAUTHORITY", os.devnull)
        with revoked_program(server, tmp_path) as revoked:
            yield revoked


def go_private(revoked: Revoked, *, on: bool) -> tuple[int, float]:
    """As the windows tell it; how many pictures had gone when the program had heard it, and when, in ms."""
    heard: list[tuple[int, float]] = []

    def act() -> None:
        revoked.program.act(GoPrivate(on=on))
        heard.append((len(revoked.sent.newest), time.monotonic_ns() / 1e6))

    revoked.loop.call_soon_threadsafe(act)
    until(lambda: bool(heard), what="the click")
    return heard[0]


def changed(revoked: Revoked) -> None:
    painted = revoked.painted[0]
    until(lambda: revoked.painted[0] > painted + CHANGES, what="a desktop that goes on changing")


def decoded(frames: list[EncodedFrame]) -> list[VideoFrame]:
    """What a viewer sees who begins with the first of them."""
    codec = av.CodecContext.create("h264", "r")
    pictures = [picture for frame in frames for picture in codec.decode(av.Packet(frame.data))]
    return [*pictures, *codec.decode(None)]


def has_shape(pointers: list[PointerAt | PointerShape]) -> bool:
    return any(isinstance(one, PointerShape) and one.png for one in pointers)


def is_black(picture: VideoFrame) -> bool:
    luma, *chroma = (plane_of(picture, number) for number in range(3))
    return bool(np.all(luma == BLACK) and all(np.all(plane == NO_COLOUR) for plane in chroma))


def test_from_the_click_on_only_black_leaves_and_soon_n5(revoked: Revoked) -> None:
    revoked.allow()
    sent, delays_ms = revoked.sent, []
    for _ in range(TRIALS):
        sent.newest.clear()
        until(lambda: len(sent.newest) > 2, within_seconds=SOON_SECONDS, what="pictures of the desktop")
        gone, clicked_ms = go_private(revoked, on=True)
        until(lambda: sent.newest[-1].blank, within_seconds=SOON_SECONDS, what="black")
        delays_ms.append(max(0.0, sent.sent_ms[-1] - clicked_ms))
        changed(revoked)
        after = list(sent.newest)[gone:]
        assert all(frame.blank for frame in after), "not one picture of the desktop after the click"
        assert after[0].key
        assert len(after) <= 2, "black costs nothing while it lasts"
        assert all(is_black(picture) for picture in decoded(after))
        go_private(revoked, on=False)
        until(lambda: not sent.newest[-1].blank, within_seconds=SOON_SECONDS, what="the desktop again")
        real = next(frame for frame in list(sent.newest)[gone:] if not frame.blank)
        assert (real.key, real.blank) == (True, False)
        assert not is_black(decoded([real])[0])
    ordered = sorted(delays_ms)
    log.info("black after the click: p50 %.0f, max %.0f ms", ordered[len(ordered) // 2], ordered[-1])
    assert ordered[len(ordered) // 2] <= WITHIN_MS, ordered


def test_the_pointer_is_hidden_and_comes_back_n5(revoked: Revoked) -> None:
    revoked.allow()
    pointers = revoked.sent.pointers
    revoked.person.move(200, 200)
    revoked.person.move(220, 210)
    until(lambda: has_shape(pointers), what="a shape")
    go_private(revoked, on=True)
    hidden = len(pointers)
    assert isinstance(pointers[-1], PointerShape)
    assert pointers[-1].png == ""
    revoked.person.move(500, 400)
    changed(revoked)
    later = pointers[hidden:]
    assert not any(isinstance(one, PointerAt) or one.png for one in later), "neither place nor shape"
    go_private(revoked, on=False)
    until(
        lambda: any(isinstance(one, PointerShape) and one.png for one in pointers[hidden:]), what="the shape"
    )
    revoked.person.move(510, 400)
    until(lambda: any(isinstance(one, PointerAt) for one in pointers[hidden:]), what="the place")


def test_nobody_drives_a_desktop_that_they_cannot_see_n5(revoked: Revoked) -> None:
    revoked.allow()
    hand, epoch = revoked.program.hand, revoked.program.session.epoch
    key = Key(seq=1, key="ShiftLeft", down=True)

    def tried(seq: int) -> HeldBack | None:
        seen = hand.take(ANA.person_id, Input(epoch=epoch, events=(key.model_copy(update={"seq": seq}),)))
        assert seen is not None
        return seen.held_back

    assert tried(1) is None
    go_private(revoked, on=True)
    assert tried(2) is HeldBack.PRIVATE
    go_private(revoked, on=False)
    until(lambda: not revoked.program.session.private, what="the end of it")
    assert tried(3) is None


def test_a_moment_begun_while_another_ends_stays_black_n5(revoked: Revoked) -> None:
    revoked.allow()
    for on in (True, False):
        go_private(revoked, on=on)
    begun, _ = go_private(revoked, on=True)
    until(lambda: revoked.program.session.private, what="the second one")
    changed(revoked)
    assert all(frame.blank for frame in list(revoked.sent.newest)[begun:])


def test_the_end_of_the_view_ends_it_and_shows_nothing_n5(revoked: Revoked) -> None:
    revoked.allow()
    go_private(revoked, on=True)
    revoked.loop.call_soon_threadsafe(
        revoked.program.post, ev.TakenBack(now_ms(), None, LoweredBy.LOCAL_PERSON)
    )
    until(lambda: revoked.program.session.mode is None, what="the end of the view")
    ended = len(revoked.sent.sent_ms)
    changed(revoked)
    assert len(revoked.sent.sent_ms) == ended
    revoked.allow()
    assert not revoked.sent.newest[-1].blank
