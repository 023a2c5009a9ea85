"""The relay (SPEC F, L, D2)."""

import asyncio

import pytest

from protocol.control import Watched
from protocol.direct import KeyFrameWanted
from protocol.errors import BadMessage
from protocol.ids import PeerId, SessionId
from protocol.limits import KEY_FRAME_REQUEST_GAP_SECONDS, VIEWER_BUFFER_LIMIT_BYTES
from protocol.media import Header, Kind, pack
from protocol.screen import MonitorId
from server.media.relay import STREAMS_LIMIT, Relay
from server.media.viewer import Viewer
from tests.support.live_session import picture

ONE = SessionId("s_one")
MACHINE, ANN, BEN = PeerId("r_machine"), PeerId("r_ann0"), PeerId("r_ben0")


class Outlet:
    def __init__(self) -> None:
        self.woken = 0
        self.code: int | None = None

    def wake(self) -> None:
        self.woken += 1

    def close(self, code: int) -> None:
        self.code = code


class Stage:
    """A relay with one session, in which Ann and Ben may see."""

    def __init__(self) -> None:
        self.relay = Relay()
        self.told: list[Watched | KeyFrameWanted] = []
        self.relay.connect(lambda _session, _peer, message: self.told.append(message))
        self.relay.show_to(ONE, frozenset({ANN, BEN}), MACHINE, 0)
        self.source = Outlet()
        self.take = self.relay.attach_source(ONE, MACHINE, self.source)
        self.told.clear()

    def view(self, peer: PeerId) -> Viewer:
        return self.relay.attach_viewer(ONE, peer, Outlet())


def everything(viewer: Viewer) -> list[bytes]:
    frames = []
    while (frame := viewer.pop()) is not None:
        frames.append(frame)
    return frames


async def test_every_viewer_gets_every_frame_as_it_came_f4() -> None:
    stage = Stage()
    ann, ben = stage.view(ANN), stage.view(BEN)
    frames = [picture(1, key=True), picture(2)]
    for frame in frames:
        stage.take(frame)
    assert everything(ann) == everything(ben) == frames
    assert stage.relay.counts()["media_frames_out_total"] == 4


async def test_the_machine_hears_which_streams_are_watched_whenever_that_changes() -> None:
    stage = Stage()
    outlet = Outlet()
    stage.relay.attach_viewer(ONE, ANN, outlet)
    stage.view(BEN)
    stage.relay.watch(ONE, BEN, [1])
    stage.relay.detach(ONE, ANN, outlet)
    watched = [one.streams for one in stage.told if isinstance(one, Watched)]
    assert watched == [(0,), (0, 1), (1,)]


async def test_wishes_for_a_key_frame_are_merged_l7() -> None:
    stage = Stage()
    stage.view(ANN)
    stage.view(BEN)
    for _ in range(5):
        stage.relay.want_key(ONE, ANN, 0)
    assert stage.told.count(KeyFrameWanted(stream=MonitorId(0))) == 1


async def test_a_wish_after_a_key_frame_that_met_an_earlier_one_is_not_lost_l7() -> None:
    stage = Stage()
    stage.view(ANN)
    stage.relay.want_key(ONE, ANN, 0)
    stage.take(picture(1, key=True))
    asked = asyncio.Event()
    stage.relay.connect(lambda _session, _peer, message: asked.set())
    stage.relay.want_key(ONE, ANN, 0)
    async with asyncio.timeout(10 * KEY_FRAME_REQUEST_GAP_SECONDS):
        await asked.wait()


async def test_a_gap_in_the_frames_waits_for_a_key_frame_f3() -> None:
    stage = Stage()
    ann = stage.view(ANN)
    for frame in (picture(1, key=True), picture(3), picture(4), picture(5, key=True)):
        stage.take(frame)
    assert everything(ann) == [picture(1, key=True), picture(5, key=True)]


async def test_what_nobody_watched_for_a_while_is_not_shown_as_the_present_f5() -> None:
    stage = Stage()
    outlet = Outlet()
    stage.relay.attach_viewer(ONE, ANN, outlet)
    stage.take(picture(1, key=True))
    stage.relay.detach(ONE, ANN, outlet)
    assert everything(stage.view(BEN)) == []


async def test_a_viewer_without_the_right_gets_nothing_not_even_what_is_queued_s5() -> None:
    stage = Stage()
    ann = stage.view(ANN)
    stage.take(picture(1, key=True))
    stage.relay.show_to(ONE, frozenset({BEN}), MACHINE, 0)
    stage.take(picture(2, key=True))
    assert everything(ann) == []


async def test_a_machine_without_a_right_is_not_relayed_c4() -> None:
    stage = Stage()
    ann = stage.view(ANN)
    stage.relay.show_to(ONE, frozenset(), None, 0)
    stage.take(picture(1, key=True))
    stage.relay.show_to(ONE, frozenset({ANN}), MACHINE, 0)
    assert everything(ann) == []
    stage.take(picture(2, key=True))
    assert everything(ann) == [picture(2, key=True)]


async def test_the_older_socket_of_a_machine_is_not_listened_to_k8() -> None:
    stage = Stage()
    ann = stage.view(ANN)
    stage.relay.attach_source(ONE, MACHINE, Outlet())
    assert stage.source.code == 4409
    stage.take(picture(1, key=True))
    assert everything(ann) == []


async def test_the_pointer_goes_to_newcomers_first_and_only_its_newest_place_counts_p2() -> None:
    stage = Stage()
    ann = stage.view(ANN)

    def pointer(place: bytes) -> bytes:
        return pack(Header(Kind.POINTER_AT, False, 0, 0, 1), place)

    stage.take(picture(1, key=True))
    stage.take(pointer(b"a"))
    stage.take(pointer(b"b"))
    assert everything(ann) == [pointer(b"b"), picture(1, key=True)]
    assert everything(stage.view(BEN)) == [pointer(b"b"), picture(1, key=True)]


async def test_a_viewer_on_the_direct_path_is_not_served_and_starts_over_from_a_key_frame_d2() -> None:
    stage = Stage()
    ann = stage.view(ANN)
    stage.take(picture(1, key=True))
    stage.relay.direct(ONE, ANN, drawn=True)
    stage.relay.direct(ONE, ANN, drawn=True)
    assert stage.told[-1] == Watched(streams=())
    stage.take(picture(2))
    assert everything(ann) == []
    stage.relay.direct(ONE, ANN, drawn=False)
    assert Watched(streams=(MonitorId(0),)) in stage.told[-2:]
    stage.take(picture(3))
    stage.take(picture(4, key=True))
    assert everything(ann) == [picture(4, key=True)]


async def test_a_session_buffers_no_more_than_its_limit_l6() -> None:
    stage = Stage()
    peers = [PeerId(f"r_{number:04d}") for number in range(6)]
    stage.relay.show_to(ONE, frozenset(peers), MACHINE, 0)
    viewers = [stage.view(peer) for peer in peers]
    size_bytes = VIEWER_BUFFER_LIMIT_BYTES // 8
    for seq in range(7):
        stage.take(picture(seq, key=seq == 0, size_bytes=size_bytes))
    assert sum(viewer.waiting_bytes for viewer in viewers) <= 4 * VIEWER_BUFFER_LIMIT_BYTES
    assert any(viewer.skipped for viewer in viewers)


async def test_there_are_no_more_streams_than_a_machine_may_have_monitors() -> None:
    stage = Stage()
    for number in range(STREAMS_LIMIT):
        stage.take(picture(1, key=True, stream=number))
    with pytest.raises(BadMessage):
        stage.take(picture(1, key=True, stream=STREAMS_LIMIT))


async def test_dropping_a_session_closes_every_socket_and_forgets_it() -> None:
    stage = Stage()
    outlet = Outlet()
    stage.relay.attach_viewer(ONE, ANN, outlet)
    stage.relay.drop(ONE, None, 4410)
    assert (outlet.code, stage.source.code) == (4410, 4410)
    assert stage.relay.room(ONE) is None
    stage.take(picture(1, key=True))
    stage.relay.watch(ONE, ANN, [0])
    stage.relay.want_key(ONE, ANN, 0)
    stage.relay.drop(ONE, ANN, 4410)
    stage.relay.detach(ONE, ANN, outlet)


async def test_dropping_one_peer_leaves_the_others() -> None:
    stage = Stage()
    ann, ben = Outlet(), stage.view(BEN)
    stage.relay.attach_viewer(ONE, ANN, ann)
    stage.relay.drop(ONE, ANN, 1000)
    stage.take(picture(1, key=True))
    assert ann.code == 1000
    assert everything(ben) == [picture(1, key=True)]


async def test_one_viewer_shows_several_monitors_and_moves_nobody_else_m7() -> None:
    stage = Stage()
    ann, ben = stage.view(ANN), stage.view(BEN)
    stage.take(picture(1, key=True))
    stage.relay.watch(ONE, ANN, [0, 1])
    assert stage.told[-1] == KeyFrameWanted(stream=MonitorId(1))
    stage.take(picture(2))
    stage.take(picture(7, stream=1))
    stage.take(picture(8, stream=1, key=True))
    assert everything(ann) == [picture(1, key=True), picture(2), picture(8, stream=1, key=True)]
    assert everything(ben) == [picture(1, key=True), picture(2)]
    watched = [one.streams for one in stage.told if isinstance(one, Watched)]
    assert watched == [(0,), (0, 1)]


async def test_who_goes_from_all_to_one_keeps_its_picture_and_loses_the_others_m7() -> None:
    stage = Stage()
    ann = stage.view(ANN)
    stage.relay.watch(ONE, ANN, [0, 1])
    stage.take(picture(1, key=True))
    stage.take(picture(1, key=True, stream=1))
    stage.relay.watch(ONE, ANN, [1])
    stage.take(picture(2))
    stage.take(picture(2, stream=1))
    assert everything(ann) == [picture(1, key=True, stream=1), picture(2, stream=1)]
    assert stage.told[-1] == Watched(streams=(MonitorId(1),))


async def test_a_viewer_of_several_monitors_begins_each_with_its_kept_group_f5() -> None:
    stage = Stage()
    stage.view(ANN)
    stage.relay.watch(ONE, ANN, [0, 1])
    frames = [picture(1, key=True), picture(1, key=True, stream=1), picture(2, stream=1)]
    for frame in frames:
        stage.take(frame)
    ben = stage.view(BEN)
    stage.relay.watch(ONE, BEN, [1, 0])
    assert everything(ben) == frames


async def test_a_stream_that_was_skipped_for_another_gets_its_key_frame_without_a_change_m7() -> None:
    stage = Stage()
    ann = stage.view(ANN)
    stage.relay.watch(ONE, ANN, [0, 1])
    stage.take(picture(1, key=True, stream=1, size_bytes=VIEWER_BUFFER_LIMIT_BYTES - 1000))
    stage.take(picture(1, key=True, size_bytes=2000))
    assert ann.starves(1)
    room = stage.relay.room(ONE)
    assert room is not None
    assert room.streams[1].wants_key
    assert not room.streams[0].wants_key


async def test_monitors_that_are_only_wished_for_take_no_place_of_the_machines_m7() -> None:
    stage = Stage()
    stage.view(ANN)
    stage.relay.watch(ONE, ANN, range(100, 116))
    for number in range(STREAMS_LIMIT):
        stage.take(picture(1, key=True, stream=number))
    with pytest.raises(BadMessage):
        stage.take(picture(1, key=True, stream=STREAMS_LIMIT))
