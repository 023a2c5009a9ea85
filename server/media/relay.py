"""The relay: one machine's frames to every viewer who may see them. One header is read, nothing decoded."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from protocol.control import Watched
from protocol.direct import KeyFrameWanted
from protocol.errors import ANSWERS, BadMessage, ErrorCode
from protocol.ids import PeerId, SessionId
from protocol.limits import SESSION_BUFFER_LIMIT_BYTES
from protocol.media import Header, Kind, unpack
from protocol.screen import MonitorId
from server.media.stream import Stream
from server.media.viewer import Viewer
from server.runtime.pictures import FrameOutlet, TellSource

REPLACED_CLOSE = ANSWERS[ErrorCode.REPLACED].close
STREAMS_LIMIT = 16


@dataclass(slots=True)
class Room:
    """The picture of one session: who sends, who may see, who is there to see."""

    session_id: SessionId
    source: PeerId | None = None
    first: int = 0
    allowed: frozenset[PeerId] = frozenset()
    outlets: dict[PeerId, FrameOutlet] = field(default_factory=dict[PeerId, FrameOutlet])
    viewers: dict[PeerId, Viewer] = field(default_factory=dict[PeerId, Viewer])
    streams: dict[int, Stream] = field(default_factory=dict[int, Stream])
    pointer: dict[Kind, bytes] = field(default_factory=dict[Kind, bytes])
    watched: frozenset[int] = frozenset()
    alarms: dict[int, asyncio.TimerHandle] = field(default_factory=dict[int, asyncio.TimerHandle])

    def streams_of(self, viewer: Viewer) -> frozenset[int]:
        """The streams that this viewer looks at; at least one."""
        return frozenset({self.first}) if viewer.streams is None else viewer.streams

    def served(self) -> list[Viewer]:
        """Every viewer that gets its picture from here now."""
        return [v for peer, v in self.viewers.items() if peer in self.allowed and not v.direct]


class Relay:
    """All rooms. Implements `Pictures` for the hub and `PictureLinks` for the media sockets.

    Lives on one event loop; nothing here waits. Call `connect` before the first frame.
    """

    def __init__(self) -> None:
        self._rooms: dict[SessionId, Room] = {}
        self._tell: TellSource = lambda _session, _peer, _message: None
        self.frames_in = self.frames_out = self.frames_refused = self.bytes_in = 0

    def connect(self, tell_source: TellSource) -> None:
        """How the relay speaks to captured machines: the hub's `tell_source`."""
        self._tell = tell_source

    def counts(self) -> dict[str, int]:
        """Plain figures for /metrics, by name."""
        viewers = [viewer for room in self._rooms.values() for viewer in room.viewers.values()]
        return {
            "media_viewers": len(viewers),
            "media_most_waiting_bytes": max((viewer.waiting_bytes for viewer in viewers), default=0),
            "media_frames_in_total": self.frames_in,
            "media_frames_out_total": self.frames_out,
            "media_frames_refused_total": self.frames_refused,
            "media_bytes_in_total": self.bytes_in,
        }

    def room(self, session_id: SessionId) -> Room | None:
        """The picture of this session, while there is one: for figures and tests."""
        return self._rooms.get(session_id)

    # What the hub says

    def show_to(
        self, session_id: SessionId, viewers: frozenset[PeerId], source: PeerId | None, first: int
    ) -> None:
        """Exactly these viewers may have this source's picture; `first` is shown until they choose."""
        room = self._room(session_id)
        if source != room.source:
            self._forget_pictures(room)
            if room.source is not None and room.watched:
                self._tell(session_id, room.source, Watched(streams=()))
        before, room.allowed = room.allowed, viewers
        room.source, room.first = source, first
        for peer, viewer in room.viewers.items():
            if peer not in viewers:
                viewer.stop()
            elif peer not in before:
                self._start(room, viewer, room.streams_of(viewer))
        self._tell_watched(room, again=True)

    def watch(self, session_id: SessionId, peer: PeerId, streams: Sequence[int]) -> None:
        """This viewer chose these monitors; what it has of them already goes on."""
        room, viewer = self._viewer(session_id, peer)
        if room is None or viewer is None:
            return
        before = room.streams_of(viewer)
        viewer.streams = frozenset(streams)
        for stream in before - viewer.streams:
            viewer.skip(stream)
        if viewer.streams != before:
            self._restart(room, peer, viewer, viewer.streams - before)

    def want_key(self, session_id: SessionId, peer: PeerId, stream: int) -> None:
        """This viewer cannot decode further without a key frame."""
        room, viewer = self._viewer(session_id, peer)
        if (
            room is not None
            and viewer is not None
            and peer in room.allowed
            and stream in room.streams_of(viewer)
        ):
            viewer.skip(stream)
            self._ask_for_key(room, stream)

    def direct(self, session_id: SessionId, peer: PeerId, *, drawn: bool) -> None:
        """This viewer draws from the direct path now, or is back on the relay."""
        room, viewer = self._viewer(session_id, peer)
        if room is None or viewer is None or viewer.direct is drawn:
            return
        viewer.direct = drawn
        if drawn:
            viewer.skip_all()
            self._tell_watched(room)
        else:
            self._restart(room, peer, viewer, room.streams_of(viewer))

    def drop(self, session_id: SessionId, peer: PeerId | None, code: int) -> None:
        """Close this peer's media socket; None: all of the session's, and forget the session."""
        room = self._rooms.get(session_id)
        if room is None:
            return
        for one in list(room.outlets) if peer is None else [peer]:
            outlet = room.outlets.get(one)
            if outlet is not None:
                self.detach(session_id, one, outlet)
                outlet.close(code)
        if peer is None:
            self._forget_pictures(room)
            self._rooms.pop(session_id, None)

    # What media sockets say

    def attach_viewer(
        self, session_id: SessionId, peer: PeerId, outlet: FrameOutlet, *, from_now_on: bool = False
    ) -> Viewer:
        """This viewer's socket is open; an older one of the same peer is closed.

        `from_now_on`: it begins with a new key frame each time that it is let in, never with what was kept.
        """
        room = self._room(session_id)
        before = room.viewers.get(peer)
        self._replace_outlet(room, peer, outlet)
        viewer = Viewer(outlet, before.streams if before else None, from_now_on=from_now_on)
        room.viewers[peer] = viewer
        if peer in room.allowed:
            self._start(room, viewer, room.streams_of(viewer))
        self._tell_watched(room)
        return viewer

    def attach_source(
        self, session_id: SessionId, peer: PeerId, outlet: FrameOutlet
    ) -> Callable[[bytes], None]:
        """The machine's socket is open. The answer takes its frames; ProtocolError for broken ones."""
        room = self._room(session_id)
        self._replace_outlet(room, peer, outlet)
        if room.source == peer:
            self._forget_pictures(room)
            self._tell_watched(room, again=True)

        def take(frame: bytes) -> None:
            self._take(room, peer, outlet, frame)

        return take

    def detach(self, session_id: SessionId, peer: PeerId, outlet: FrameOutlet) -> None:
        """This socket is gone. Nothing happens when another one has taken its place."""
        room = self._rooms.get(session_id)
        if room is None or room.outlets.get(peer) is not outlet:
            return
        del room.outlets[peer]
        if room.viewers.pop(peer, None) is not None:
            self._tell_watched(room)

    # The frames' way

    def _take(self, room: Room, peer: PeerId, outlet: FrameOutlet, frame: bytes) -> None:
        header, _ = unpack(frame)
        self.frames_in += 1
        self.bytes_in += len(frame)
        if room.source != peer or room.outlets.get(peer) is not outlet:
            self.frames_refused += 1
        elif header.kind is Kind.VIDEO:
            self._take_picture(room, header, frame)
        else:
            room.pointer[header.kind] = frame
            for viewer in room.served():
                viewer.push_pointer(header.kind, frame)

    def _take_picture(self, room: Room, header: Header, frame: bytes) -> None:
        stream = room.streams.setdefault(header.stream, Stream())
        # What viewers only wish for is no stream of the machine's.
        if not stream.has_come and sum(one.has_come for one in room.streams.values()) >= STREAMS_LIMIT:
            raise BadMessage(f"more than {STREAMS_LIMIT} streams")
        if not stream.take(header, frame):
            self._ask_for_key(room, header.stream)
            return
        for viewer in room.served():
            if header.stream in room.streams_of(viewer):
                self.frames_out += viewer.push_picture(header.stream, frame, key=header.key)
        self._make_room(room)
        for number in self._starved(room) if stream.is_kept else {header.stream, *self._starved(room)}:
            if number in room.streams and room.streams[number].has_come:
                self._ask_for_key(room, number)

    def _make_room(self, room: Room) -> None:
        """A session buffers no more than its limit for all its viewers: the slowest ones skip (SPEC L6)."""
        viewers = room.served()
        while sum(viewer.waiting_bytes for viewer in viewers) > SESSION_BUFFER_LIMIT_BYTES:
            slowest = max(viewers, key=lambda viewer: viewer.waiting_bytes)
            slowest.skip_heaviest()

    def _starved(self, room: Room) -> set[int]:
        """The streams of which somebody can show nothing more before a key frame."""
        return {number for one in room.served() for number in room.streams_of(one) if one.starves(number)}

    def _start(self, room: Room, viewer: Viewer, numbers: frozenset[int]) -> None:
        """Give a viewer what it needs to see the present picture of these streams, at once if we have it."""
        for kind, frame in room.pointer.items():
            viewer.push_pointer(kind, frame)
        for number in sorted(numbers):
            stream = room.streams.get(number)
            kept = stream is not None and stream.is_kept and number in room.watched
            if stream is not None and kept and not viewer.from_now_on:
                viewer.start_over(number, stream.group)
                self.frames_out += len(stream.group)
            else:
                viewer.start_over(number, ())

    def _restart(self, room: Room, peer: PeerId, viewer: Viewer, numbers: frozenset[int]) -> None:
        if peer in room.allowed:
            self._start(room, viewer, numbers)
        self._tell_watched(room)

    def _tell_watched(self, room: Room, *, again: bool = False) -> None:
        """Tell the machine which streams to send, and ask for a key frame of what somebody starves for.

        What nobody watched for a while is old: a newcomer must not see it.
        """
        served = room.served() if room.source is not None else []
        watched = frozenset(number for viewer in served for number in room.streams_of(viewer))
        for number in room.watched - watched:
            if number in room.streams:
                room.streams[number].clear()
        if room.source is not None and (again or watched != room.watched):
            streams = tuple(MonitorId(number) for number in sorted(watched))
            self._tell(room.session_id, room.source, Watched(streams=streams))
        room.watched = watched
        for number in self._starved(room) & watched:
            self._ask_for_key(room, number)

    def _ask_for_key(self, room: Room, number: int) -> None:
        """At most once in each gap, and then once more when the gap is over, if it is still wanted."""
        stream = room.streams.get(number)
        if stream is None:
            stream = room.streams[number] = Stream()
        loop = asyncio.get_running_loop()
        # Also while an alarm is set: a key frame since then has met only the wishes before it.
        at_seconds = stream.ask_at(loop.time())
        if number in room.alarms:
            return
        if at_seconds <= loop.time():
            self._say_key(room, number)
        else:
            room.alarms[number] = loop.call_at(at_seconds, self._say_key, room, number)

    def _say_key(self, room: Room, number: int) -> None:
        room.alarms.pop(number, None)
        stream = room.streams.get(number)
        if stream is None or not stream.wants_key or room.source is None or number not in room.watched:
            return
        stream.asked(asyncio.get_running_loop().time())
        self._tell(room.session_id, room.source, KeyFrameWanted(stream=MonitorId(number)))

    def _forget_pictures(self, room: Room) -> None:
        for alarm in room.alarms.values():
            alarm.cancel()
        room.alarms.clear()
        room.streams.clear()
        room.pointer.clear()
        for viewer in room.viewers.values():
            viewer.skip_all()

    def _replace_outlet(self, room: Room, peer: PeerId, outlet: FrameOutlet) -> None:
        older = room.outlets.get(peer)
        room.outlets[peer] = outlet
        if older is not None:
            older.close(REPLACED_CLOSE)

    def _room(self, session_id: SessionId) -> Room:
        return self._rooms.setdefault(session_id, Room(session_id))

    def _viewer(self, session_id: SessionId, peer: PeerId) -> tuple[Room | None, Viewer | None]:
        room = self._rooms.get(session_id)
        return room, room.viewers.get(peer) if room else None
