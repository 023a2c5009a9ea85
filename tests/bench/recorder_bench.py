"""What recording adds: `python -m tests.bench.recorder_bench [--sessions 4] [--rounds 4] [--json FILE]`.

The server runs in a process of its own. Its sessions' machines send real 1080p H.264 from here, recorded or
not in turns; what is measured is the server's processor time and memory, on the same pictures.
"""

import argparse
import asyncio
import multiprocessing
import multiprocessing.connection
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Final

import av
import psutil
from websockets.sync.client import ClientConnection, connect

from protocol.codec import encode
from protocol.consent import Answer
from protocol.ids import RequestId, SessionId
from protocol.limits import PROTOCOL_VERSION
from protocol.link_messages import MediaHello, Ping
from protocol.media import Codec, Header, Kind, pack
from protocol.recording_messages import AskRecording, OrderRecording, RecordingGiven, StopRecording
from server.media.recorder import Recorder
from server.media.recorder_room import Room
from server.media.relay import Relay
from server.security.clock import SystemClock
from tests.bench.figures import Figure, Table, of
from tests.support.fakes_server import FakeWorld
from tests.support.live_server import LiveServer, live_server
from tests.support.live_session import LiveSession, live
from tests.support.recording_stage import ROOMY

CPU_GOAL: Final = "≤ 1"
MEMORY_GOAL: Final = "≤ 2"
GROUP_FRAMES: Final = 60
_PROFILE: Final = b"\x42\xc0\x28"
SETTLES_SECONDS: Final = 4.0
"""A key frame comes every two seconds, and then the first second is on the disk."""
WINDOW_SECONDS: Final = 6.0


@dataclass(frozen=True, slots=True)
class Film:
    """How the pictures are: how many a second, and how coarse."""

    name: str
    frames_per_second: int
    quantizer: int


FILMS: Final = (Film("ordinary, 10 a second", 10, 34), Film("all moving, 30 a second", 30, 26))


@dataclass(slots=True)
class Stand:
    """A running server: where it listens, its process, its machines' media tickets, and how to tell it."""

    url: str
    process: psutil.Process
    tickets: list[str]
    tell: "multiprocessing.connection.Connection"

    def recorded(self, *, on: bool) -> dict[str, int]:
        """Record every session, or none, from now on; the recorder's figures before."""
        self.tell.send("on" if on else "off")
        counts: dict[str, int] = self.tell.recv()
        return counts


def film(asked: Film) -> list[bytes]:
    """Two seconds of a moving 1080p test picture, one access unit each; the first one is a key frame."""
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = 1920, 1080, "yuv420p"
    encoder.time_base, encoder.gop_size = Fraction(1, asked.frames_per_second), GROUP_FRAMES
    encoder.options = {
        "preset": "ultrafast",
        "tune": "zerolatency",
        "profile": "baseline",
        "qp": str(asked.quantizer),
        "x264-params": "scenecut=0:threads=1",
    }
    source = f"testsrc2=size=1920x1080:rate={asked.frames_per_second}"
    made: list[bytes] = []
    with av.open(source, format="lavfi") as pictures:
        for number, picture in enumerate(pictures.decode(video=0)):
            if number == GROUP_FRAMES:
                break
            shown = picture.reformat(format="yuv420p")
            shown.pts = number
            made += [bytes(packet) for packet in encoder.encode(shown)]
    return made


def serve(say: "multiprocessing.connection.Connection", sessions: int, folder: str) -> None:
    """The server's process."""
    asyncio.run(_serve(say, sessions, Path(folder)))


async def _serve(say: "multiprocessing.connection.Connection", count: int, folder: Path) -> None:
    clock, made = SystemClock(), list[Recorder]()

    def recorder_of(relay: Relay) -> Recorder:
        async def key_of(_session_id: SessionId) -> bytes:
            return bytes(32)

        made.append(Recorder(relay, clock, key_of, folder, Room(folder, ROOMY)))
        return made[0]

    world = FakeWorld(clock=clock)  # type: ignore[arg-type]  # because this one goes
    async with live_server(world, recorder=recorder_of) as server:
        made[0].connect(server.hub.recording_failed)
        await made[0].start()
        sessions = [await live(server) for _ in range(count)]
        say.send((server.url, [await _ticket(server, session) for session in sessions]))
        await _obey(say, sessions, made[0])
        await made[0].stop()


async def _ticket(server: LiveServer, session: LiveSession) -> str:
    machine = session.machine
    ticket = await server.hub.doorman.media_ticket(machine.peer_id, machine.kind, session.session_id)
    assert ticket is not None
    return ticket


async def _obey(
    say: "multiprocessing.connection.Connection", sessions: list[LiveSession], recorder: Recorder
) -> None:
    turn = 0
    while True:
        while not say.poll():
            for session in sessions:
                for peer in (session.page, session.machine, session.console):
                    await peer.say(Ping(number=1))
            await asyncio.sleep(1)
        word = say.recv()
        if word == "stop":
            return
        say.send(recorder.counts())
        turn += 1
        for session in sessions:
            await (_record(session, turn) if word == "on" else session.console.say(StopRecording()))


async def _record(session: LiveSession, turn: int) -> None:
    await session.console.say(AskRecording(request_id=RequestId(f"rec_{turn}")))
    asked = await session.machine.hear(OrderRecording)
    await session.machine.say(RecordingGiven(request_id=asked.request_id, answer=Answer.ALLOWED))
    await session.console.fact("recording_answered")


@contextmanager
def stand(sessions: int) -> Iterator[Stand]:
    """A server in its own process."""
    ours, theirs = multiprocessing.Pipe()
    with tempfile.TemporaryDirectory(prefix="auxilio-bench-") as folder:
        process = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs, sessions, folder))
        process.start()
        assert process.pid is not None
        url, tickets = ours.recv()
        try:
            yield Stand(url, psutil.Process(process.pid), tickets, ours)
        finally:
            ours.send("stop")
            process.join(20)


@contextmanager
def shown(here: Stand, asked: Film, units: list[bytes]) -> Iterator[None]:
    """Every session's machine sends this film, at its pace, until the block ends."""
    with ExitStack() as opened:
        link = partial(connect, f"{here.url}/ws/media", compression=None, max_size=None, ping_interval=None)
        sockets = [opened.enter_context(link()) for _ in here.tickets]
        for media, ticket in zip(sockets, here.tickets, strict=True):
            media.send(encode(MediaHello(protocol=PROTOCOL_VERSION, ticket=ticket)).decode())
        stop = threading.Event()
        sending = threading.Thread(target=_send, args=(sockets, asked, units, stop), daemon=True)
        sending.start()
        try:
            yield
            assert sending.is_alive(), "the machines were cut off"
        finally:
            stop.set()
            sending.join()


def _send(sockets: list[ClientConnection], asked: Film, units: list[bytes], stop: threading.Event) -> None:
    began, seq = time.monotonic(), 0
    while not stop.wait(max(0.0, began + seq / asked.frames_per_second - time.monotonic())):
        place, pts_us = seq % len(units), time.monotonic_ns() // 1000
        header = Header(Kind.VIDEO, place == 0, 0, seq, pts_us, 1920, 1080, Codec.H264, _PROFILE)
        frame = pack(header, units[place])
        for one in sockets:
            one.send(frame)
        seq += 1


def cpu_percent(here: Stand) -> float:
    """The server's processor time in the window, as a share of one core."""
    before, began = sum(here.process.cpu_times()[:2]), time.monotonic()
    time.sleep(WINDOW_SECONDS)
    used = sum(here.process.cpu_times()[:2]) - before
    return 100 * used / (time.monotonic() - began)


def measure(table: Table, *, sessions: int = 4, rounds: int = 4) -> list[Figure]:
    """All of it: each film on a server of its own, recorded and not recorded in turns."""
    figures = []
    for asked in FILMS:
        units = film(asked)
        with stand(sessions) as here, shown(here, asked, units):
            figures += _turns(here, asked, units, sessions, rounds)
    table.add(*figures)
    return figures


def _turns(here: Stand, asked: Film, units: list[bytes], sessions: int, rounds: int) -> list[Figure]:
    here.recorded(on=True)  # so that what is loaded once is loaded
    time.sleep(SETTLES_SECONDS)
    counts: dict[str, int] = {}
    without: list[float] = []
    with_it: list[float] = []
    grown: list[float] = []
    for _ in range(rounds):
        here.recorded(on=False)
        time.sleep(SETTLES_SECONDS)
        without.append(cpu_percent(here))
        before = here.process.memory_info().rss
        here.recorded(on=True)
        time.sleep(SETTLES_SECONDS)
        with_it.append(cpu_percent(here))
        grown.append((here.process.memory_info().rss - before) / 2**20 / sessions)
    counts = here.recorded(on=False)
    added = [(on - off) / sessions for on, off in zip(with_it, without, strict=True)]
    subject = f"1080p {asked.name}, {sessions} sessions"
    bits = statistics.mean(map(len, units)) * 8 * asked.frames_per_second / 1e6
    skipped = counts["recordings_frames_skipped_total"]
    return [
        Figure("recorder", subject, "the film", bits, unit="Mbit/s"),
        of("recorder", subject, "server's CPU, not recorded", without, unit="% of a core"),
        of("recorder", subject, "server's CPU, recorded", with_it, unit="% of a core"),
        of("recorder", subject, "added per session", added, unit="% of a core", goal=CPU_GOAL),
        of("recorder", subject, "memory added per session", grown, unit="MiB", goal=MEMORY_GOAL),
        Figure("recorder", subject, "pictures left out", skipped, unit="", goal="0"),
    ]


def main() -> None:
    """From the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sessions", type=int, default=4)
    arguments.add_argument("--rounds", type=int, default=4)
    arguments.add_argument("--json", type=Path)
    given = arguments.parse_args()
    table = Table()
    measure(table, sessions=given.sessions, rounds=given.rounds)
    if given.json:
        given.json.write_text(table.json())


if __name__ == "__main__":
    main()
