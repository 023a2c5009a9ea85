"""What recording costs: `python -m tests.bench.recording_bench [--sessions 20] [--json FILE]`.

The pictures are 1920x1080, made by the product's own encoder of a desktop of text; times are simulated: an
hour takes seconds. CPU is this process's, all of it: muxing, sealing, hashing, writing.
An hour of ordinary work is 55 % rest, 25 % typing, 15 % reading and scrolling, 5 % changing windows.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from recordings import manifest
from recordings.export_film import make_film
from recordings.reader import open_segment
from recordings.source import LocalFolder
from recordings.walk import walk
from recordings.writer import FLUSH_EVERY_SECONDS, Tape
from tests.bench.figures import Figure, Table, of
from tests.bench.recording_scene import BLOCK_MS, Picture, pictures, scrolling, typing, work
from tests.support.recorded import BEGAN_MS, KEY, SESSION

MIB: Final = 1024 * 1024
BENCH: Final = "recording"
SUBJECT: Final = "1080p"
WARM_UP_SESSIONS: Final = 3
MINUTE_MS: Final = 60_000
TEN_MINUTES_MS: Final = 10 * MINUTE_MS
HOUR_MS: Final = 60 * MINUTE_MS
FLUSH_MS: Final = int(FLUSH_EVERY_SECONDS * 1000)
SEEKS: Final = 200


@dataclass(slots=True)
class Session:
    """One recorded session, and how far it is."""

    tape: Tape
    seq: int = 0
    flushed_ms: int = BEGAN_MS

    def play(self, some: Iterable[Picture], began_ms: int, ends_ms: int) -> None:
        """These pictures, and a hand that moves the pointer for half a second before each; then a rest."""
        last_ms = began_ms
        for picture in some:
            at_ms = began_ms + picture.at_ms
            self._move(max(last_ms, at_ms - 500), at_ms)
            self._flush(at_ms)
            header = picture.header(self.seq, (at_ms - BEGAN_MS) * 1000)
            assert self.tape.video(0, header, picture.payload, at_ms)
            self.seq += 1
            last_ms = at_ms
        self._flush(ends_ms)

    def _move(self, since_ms: int, until_ms: int) -> None:
        for at_ms in range(since_ms, until_ms, 16):
            place = {"monitor": 0, "x_norm": at_ms * 7 % 65536, "y_norm": at_ms * 3 % 65536}
            self.tape.event(at_ms, "pointer_at", {"type": "pointer_at", "at": place})

    def _flush(self, at_ms: int) -> None:
        while at_ms >= self.flushed_ms + FLUSH_MS:
            self.flushed_ms += FLUSH_MS
            self.tape.flush(self.flushed_ms)


def cost(table: Table, sessions: int) -> None:
    """A minute of thirty changed pictures a second, many sessions side by side."""
    minute = list(pictures([scrolling] * 6))
    sizes = [len(picture.payload) / 1000 for picture in minute]
    table.add(of(BENCH, SUBJECT, "a frame, all of it scrolling", sizes, unit="kB"))
    with tempfile.TemporaryDirectory() as folder:
        cpus, memory, running = [], [], []
        for number in range(sessions + WARM_UP_SESSIONS):
            before_bytes, before_cpu = resident_bytes(), time.process_time()
            one = begun(Path(folder) / str(number))
            one.play(minute, BEGAN_MS, BEGAN_MS + MINUTE_MS)
            cpus.append(100 * (time.process_time() - before_cpu) / 60)
            memory.append((resident_bytes() - before_bytes) / MIB)
            running.append(one)
        cpus, memory = cpus[WARM_UP_SESSIONS:], memory[WARM_UP_SESSIONS:]
        table.add(of(BENCH, SUBJECT, "CPU, 30 frames/s", cpus, unit="% of a core", goal="≤ 1"))
        mean = sum(memory) / len(memory)
        table.add(Figure(BENCH, SUBJECT, "memory, mean", mean, count=len(memory), unit="MiB", goal="≤ 2"))
        for one in running:
            one.tape.close(BEGAN_MS + MINUTE_MS)


def idle(table: Table) -> None:
    """An hour in which nothing changes but a clock in the corner, once a minute."""
    first, *letters = pictures([typing] * 2)
    with tempfile.TemporaryDirectory() as folder:
        one = begun(Path(folder) / "idle")
        began_cpu = time.process_time()
        ticks = [replace(letters[minute], at_ms=minute * MINUTE_MS) for minute in range(1, 60)]
        one.play([first, *ticks], BEGAN_MS, BEGAN_MS + HOUR_MS)
        one.tape.close(BEGAN_MS + HOUR_MS)
        cpu = 100 * (time.process_time() - began_cpu) / 3600
        written = folder_bytes(Path(folder) / "idle")
        table.add(Figure(BENCH, SUBJECT, "an idle hour", written / 1e6, unit="MB", goal="≤ 2"))
        table.add(Figure(BENCH, SUBJECT, "CPU, idle", cpu, unit="% of a core"))


def hour(table: Table) -> None:
    """An hour of ordinary work: its bytes, its cost, and how long verifying it and seeking in it take.

    Ten minutes are encoded; the hour is those six times, each with a key frame at its start.
    """
    ten_minutes = list(pictures(work(TEN_MINUTES_MS // BLOCK_MS)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hour"
        one = begun(path)
        began_cpu = time.process_time()
        for began_ms in range(BEGAN_MS, BEGAN_MS + HOUR_MS, TEN_MINUTES_MS):
            one.play(ten_minutes, began_ms, began_ms + TEN_MINUTES_MS)
        one.tape.close(BEGAN_MS + HOUR_MS)
        cpu = 100 * (time.process_time() - began_cpu) / 3600
        written = folder_bytes(path) / 1e6
        count = one.seq
        table.add(Figure(BENCH, SUBJECT, "an ordinary hour", written, count=count, unit="MB", goal="≤ 120"))
        table.add(Figure(BENCH, SUBJECT, "CPU, ordinary", cpu, unit="% of a core", goal="≤ 1"))
        reads(table, path)


def reads(table: Table, path: Path) -> None:
    """Verifying and seeking in a recording."""
    table.add(of(BENCH, SUBJECT, "verify an hour's files", timed(lambda: verified(path), 3), goal="≤ 2,000"))
    table.add(of(BENCH, SUBJECT, "open the manifest", timed(lambda: manifest.read(LocalFolder(path)), 20)))
    rng = random.Random(3)
    film = timed(lambda: make_film(LocalFolder(path), KEY, 0, path / "film.mp4"), 1)
    table.add(of(BENCH, SUBJECT, "export an hour as MP4", film))
    segment = open_segment(LocalFolder(path), 1, KEY)
    keys = [one for one in segment.index if one.key]

    def seek() -> None:
        one = rng.choice(keys)
        segment.read(one.offset, one.offset + one.size)

    table.add(of(BENCH, SUBJECT, "read a key frame anywhere", timed(seek, SEEKS), goal="≤ 200"))


def verified(path: Path) -> None:
    """The chain of every file, as `python -m recordings verify` walks it."""
    for file in sorted(path.glob("*.rec")):
        assert walk(file).rest == 0


def begun(folder: Path) -> Session:
    """A session that begins to be recorded here."""
    folder.mkdir()
    return Session(Tape(folder, SESSION, KEY, 1))


def timed(act: Callable[[], object], count: int) -> list[float]:
    """How long each of these many took, in milliseconds."""
    return list(_timed(act, count))


def _timed(act: Callable[[], object], count: int) -> Iterator[float]:
    for _ in range(count):
        began = time.perf_counter()
        act()
        yield (time.perf_counter() - began) * 1000


def folder_bytes(folder: Path) -> int:
    """All files of a folder, added up."""
    return sum(path.stat().st_size for path in folder.iterdir())


def resident_bytes() -> int:
    """What of this process is in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


def measure(table: Table, sessions: int = 20) -> None:
    """All figures of recording."""
    cost(table, sessions)
    idle(table)
    hour(table)


def main() -> None:
    """Measure, and print a table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sessions", type=int, default=20, help="how many are recorded side by side")
    asked.add_argument("--json", type=Path, help="write the figures here")
    given = asked.parse_args()
    table = Table()
    measure(table, given.sessions)
    print(table.markdown())
    if given.json:
        given.json.write_text(table.json())


if __name__ == "__main__":
    main()
