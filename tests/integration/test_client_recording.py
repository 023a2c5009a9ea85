"""The desktop program, a real server, a real display: asked to be recorded, and what the person does then."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame

from protocol.direct import DrawnDirect
from protocol.errors import ErrorCode
from protocol.ids import RequestId
from protocol.input import HeldBack, Input, InputSeen, Text
from protocol.limits import LOCAL_HAND_HOLD_SECONDS
from protocol.link_messages import Fault
from protocol.modes import Mode
from protocol.recording import RecordingState
from protocol.recording_messages import AskRecording, ResumeRecording, StopRecording
from protocol.signalling import Answer, DirectWanted, Offer
from tests.support.direct_viewer import DirectViewer
from tests.support.h264 import plane_of
from tests.support.program_session import Everything, everything
from tests.support.xserver import XServer, xvnc

HOLD_SECONDS = LOCAL_HAND_HOLD_SECONDS + 0.2
"""The person's own keys come first for so long."""
TAPE = RequestId("rec_first")
BLACK, NO_COLOUR = 16, 128

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(120),
    pytest.mark.blocks("the viewer is aiortc, which opens its sockets on the event loop"),
]


@pytest.fixture(scope="module")
def display() -> Iterator[XServer]:
    with xvnc(1280, 720, openbox=True) as server:
        yield server


async def asked(all_: Everything, request_id: RequestId = TAPE) -> None:
    """The view is allowed, and the agent asks to record."""
    if all_.console.state is None or all_.console.state.mode is None:
        await all_.raised(Mode.OBSERVER)
    await all_.console.say(AskRecording(request_id=request_id))
    await all_.console.until(lambda now: now.recording is not None)


async def recorded(all_: Everything) -> None:
    await asked(all_)
    await all_.program.allow()
    await all_.console.until(
        lambda now: now.recording is not None and now.recording.state is RecordingState.ON
    )


async def test_a_yes_records_and_the_person_pauses_and_lets_go_on_n2_n4(
    display: XServer, tmp_path: Path
) -> None:
    async with everything(display, tmp_path) as all_:
        await recorded(all_)
        await all_.program.at_banner(" ", "Tab", " ")
        now = await all_.console.until(
            lambda now: now.recording is not None and now.recording.state is RecordingState.PAUSED
        )
        assert now.recording is not None
        assert now.recording.paused_by == now.customer_id
        await all_.console.say(ResumeRecording())
        await all_.console.hear(Fault, lambda one: one.code is ErrorCode.NOT_ALLOWED)
        await all_.program.at_banner(" ", "Tab", " ")
        await all_.console.until(
            lambda now: now.recording is not None and now.recording.state is RecordingState.ON
        )


async def test_a_no_records_nothing_and_changes_nothing_else_n1(display: XServer, tmp_path: Path) -> None:
    async with everything(display, tmp_path) as all_:
        await asked(all_)
        await all_.program.refuse()
        now = await all_.console.until(lambda now: now.recording is None)
        assert now.mode is Mode.OBSERVER
        await asked(all_, RequestId("rec_second"))
        await all_.console.say(StopRecording())
        await all_.console.until(lambda now: now.recording is None)
        await all_.program.until_not_asked()


async def test_withdrawn_with_the_cable_out_it_is_over_when_the_link_is_back_n4(
    display: XServer, tmp_path: Path
) -> None:
    async with everything(display, tmp_path) as all_:
        await recorded(all_)
        await asyncio.to_thread(all_.server.kill)
        await all_.program.at_banner(" ", "Tab", "Tab", " ")
        assert '"deed": "withdraw"' in all_.program.journal
        await asyncio.to_thread(all_.server.start)
        all_.console.state = None
        back = await all_.console.until(lambda now: now.recording is None)
        assert back.mode is Mode.OBSERVER


async def test_in_a_private_moment_everyone_sees_black_and_nobody_drives_n5(
    display: XServer, tmp_path: Path
) -> None:
    async with everything(display, tmp_path) as all_:
        await asyncio.to_thread(display.run, "xsetroot", "-solid", "#c08040")
        await all_.raised(Mode.OBSERVER)
        now = await all_.raised(Mode.FULL_CONTROL)
        far = DirectViewer()
        await all_.console.say(DirectWanted(attempt=1))
        offer = await all_.console.hear(Offer)
        await all_.console.say(Answer(attempt=1, sdp=await far.answer(offer.sdp)))
        try:
            await far.until(far.pictures)
            await all_.console.say(DrawnDirect(attempt=1))
            await asyncio.sleep(HOLD_SECONDS)
            far.say(Input(epoch=now.epoch, events=(Text(seq=1, text="a"),)))
            await far.until(lambda: InputSeen(epoch=now.epoch, seq=1) in far.heard)
            assert not is_black(shown(far))

            await all_.program.at_banner(" ")
            await all_.console.until(lambda now: now.private)
            await asyncio.to_thread(display.run, "xsetroot", "-solid", "#40c080")
            await far.until(lambda: is_black(shown(far)))
            await asyncio.sleep(HOLD_SECONDS)
            far.say(Input(epoch=now.epoch, events=(Text(seq=2, text="b"),)))
            await far.until(lambda: any(held(one) is HeldBack.PRIVATE for one in far.heard))
            assert is_black(shown(far))

            await all_.program.at_banner(" ")
            await all_.console.until(lambda now: not now.private)
            await far.until(lambda: not is_black(shown(far)))
        finally:
            await far.close()


def held(message: object) -> HeldBack | None:
    return message.held_back if isinstance(message, InputSeen) else None


def shown(far: DirectViewer) -> VideoFrame:
    """What the viewer sees now."""
    codec = av.CodecContext.create("h264", "r")
    pictures = [
        frame for _, unit in far.pictures() for frame in codec.decode(av.Packet(unit))
    ] + codec.decode(None)
    return pictures[-1]


def is_black(picture: VideoFrame) -> bool:
    luma, *chroma = (plane_of(picture, number) for number in range(3))
    return bool(np.all(luma == BLACK) and all(np.all(plane == NO_COLOUR) for plane in chroma))
