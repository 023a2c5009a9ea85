"""Pictures through the relay on real sockets (SPEC F, L, D2)."""

import asyncio
import socket

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from protocol.consent import LoweredBy
from protocol.control import LoweredHere, LowerMode
from protocol.direct import KeyFrameWanted, Watch
from protocol.limits import VIEWER_BUFFER_LIMIT_BYTES
from protocol.link_messages import PeerKind
from protocol.media import Header, Kind, pack, unpack
from protocol.screen import MonitorId
from tests.support.live_server import AGENT, live_server
from tests.support.live_session import live, picture, until_watched

FRAME_BYTES = 64 * 1024


async def closed(media: ClientConnection) -> int | None:
    async with asyncio.timeout(5):
        try:
            while True:
                await media.recv()
        except ConnectionClosed:
            return media.close_code


async def test_a_newcomer_sees_the_present_picture_at_once_f5() -> None:
    async with live_server() as server:
        session = await live(server)
        first = await session.console.media()
        source = await session.machine.media()
        await until_watched(session.machine, 0)
        group = [picture(1, key=True), picture(2), picture(3)]
        pointer = pack(Header(Kind.POINTER_AT, False, 0, 0, 1), b'{"type":"pointer_at"}')
        for frame in (*group, pointer):
            await source.send(frame)
        for _ in range(4):
            await first.recv()
        late = await server.open(PeerKind.CONSOLE, AGENT, session.session_id)
        second = await late.media()
        assert [await second.recv() for _ in range(4)] == [pointer, *group]


async def test_a_viewer_is_asked_for_a_key_frame_when_there_is_none_to_begin_with_f5() -> None:
    async with live_server() as server:
        session = await live(server)
        source = await session.machine.media()
        viewer = await session.console.media()
        assert (await session.machine.hear(KeyFrameWanted)).stream == 0
        await source.send(picture(7))
        await source.send(picture(8, key=True))
        assert await viewer.recv() == picture(8, key=True)


async def test_only_the_chosen_monitor_is_sent_m5() -> None:
    async with live_server() as server:
        session = await live(server)
        source, viewer = await session.machine.media(), await session.console.media()
        await until_watched(session.machine, 0)
        await session.console.say(Watch(streams=(MonitorId(1),)))
        await until_watched(session.machine, 1)
        for frame in (picture(1, key=True, stream=0), picture(1, key=True, stream=1)):
            await source.send(frame)
        assert await viewer.recv() == picture(1, key=True, stream=1)


async def test_all_monitors_are_sent_to_who_wants_all_and_one_to_who_wants_one_m7() -> None:
    async with live_server() as server:
        session = await live(server)
        source, viewer = await session.machine.media(), await session.console.media()
        other_peer = await server.open(PeerKind.CONSOLE, AGENT, session.session_id)
        other = await other_peer.media()
        await until_watched(session.machine, 0)
        await session.console.say(Watch(streams=(MonitorId(0), MonitorId(1))))
        await until_watched(session.machine, 0, 1)
        frames = [picture(1, key=True), picture(1, key=True, stream=1), picture(2)]
        for frame in frames:
            await source.send(frame)
        assert [await viewer.recv() for _ in frames] == frames
        assert [await other.recv(), await other.recv()] == [frames[0], frames[2]]


async def test_a_machine_shows_nothing_before_the_view_is_allowed_nor_after_it_is_taken_back_c4() -> None:
    async with live_server() as server:
        session = await live(server)
        source, viewer = await session.machine.media(), await session.console.media()
        await until_watched(session.machine, 0)
        await source.send(picture(1, key=True))
        assert await viewer.recv() == picture(1, key=True)
        await session.console.say(LowerMode(mode=None))
        await until_watched(session.machine)
        await source.send(picture(2))
        await session.machine.say(LoweredHere(mode=None, epoch=2, by=LoweredBy.STAFF))
        await session.console.fact("lowered")
        await source.send(b"broken")
        assert await closed(source) == 4400
        counts = server.relay.counts()
        assert (counts["media_frames_out_total"], counts["media_frames_refused_total"]) == (1, 1)


async def test_a_viewer_who_never_reads_slows_nobody_and_is_bounded_f6_l8() -> None:
    async with live_server() as server:
        session = await live(server)
        source = await session.machine.media()
        stuck_peer = await server.open(PeerKind.CONSOLE, AGENT, session.session_id)
        stuck, quick = await stuck_peer.media(), await session.console.media()
        stuck.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        stuck.transport.pause_reading()
        await until_watched(session.machine, 0)
        count = 3 * VIEWER_BUFFER_LIMIT_BYTES // FRAME_BYTES
        for seq in range(count):
            await source.send(picture(seq, key=seq % 60 == 0, size_bytes=FRAME_BYTES))
            frame = await quick.recv()
            assert isinstance(frame, bytes)
            header, _ = unpack(frame)
            assert header.seq == seq, "the quick one misses nothing"
        room = server.relay.room(session.session_id)
        assert room is not None
        viewer = room.viewers[stuck_peer.peer_id]
        assert viewer.skipped > 0
        assert viewer.waiting_bytes <= VIEWER_BUFFER_LIMIT_BYTES
        stuck.transport.abort()


async def test_a_viewer_who_never_catches_up_is_closed_f6() -> None:
    async with live_server(slow_viewer_seconds=0.3) as server:
        session = await live(server)
        source = await session.machine.media()
        stuck = await session.console.media()
        stuck.transport.pause_reading()
        await until_watched(session.machine, 0)
        for seq in range(200):
            await source.send(picture(seq, key=seq % 60 == 0, size_bytes=FRAME_BYTES))
        await until_watched(session.machine)
        assert server.relay.counts()["media_viewers"] == 0
        stuck.transport.abort()


async def test_a_broken_frame_closes_the_machines_media_link_and_loses_no_place_f3_k10() -> None:
    async with live_server() as server:
        session = await live(server)
        source = await session.machine.media()
        await source.send(b"\x09" * 30)
        assert await closed(source) == 4400
        again = await session.machine.media(fresh=True)
        viewer = await session.console.media()
        await until_watched(session.machine, 0)
        await again.send(picture(1, key=True))
        assert await viewer.recv() == picture(1, key=True)


async def test_a_viewer_says_nothing_on_its_media_link_f4() -> None:
    async with live_server() as server:
        session = await live(server)
        viewer = await session.console.media()
        await viewer.send(picture(1, key=True))
        assert await closed(viewer) == 4400


async def test_a_media_link_opened_again_replaces_the_older_one_k8() -> None:
    async with live_server() as server:
        session = await live(server)
        older = await session.console.media()
        newer = await session.console.media(fresh=True)
        assert await closed(older) == 4409
        source = await session.machine.media()
        await until_watched(session.machine, 0)
        await source.send(picture(1, key=True))
        assert await newer.recv() == picture(1, key=True)


async def test_a_signed_out_viewer_loses_the_picture_within_a_second_d5() -> None:
    async with live_server() as server:
        session = await live(server)
        viewer = await session.console.media()
        await until_watched(session.machine, 0)
        await server.hub.sign_out(AGENT.person_id)
        async with asyncio.timeout(1):
            assert await closed(viewer) == 4401
