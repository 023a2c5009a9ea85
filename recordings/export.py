"""Everything that a session's folder and its recording key tell, as files that any program reads."""

from collections.abc import Callable
from pathlib import Path

from recordings import manifest
from recordings.export_film import make_film
from recordings.reader import open_segment
from recordings.source import Folder

EVENTS_NAME = "events.jsonl"


def film_name(stream: int) -> str:
    """The file of this monitor's film."""
    return f"monitor_{stream}.mp4"


def export_folder(
    folder: Folder, key: bytes, out: Path, report: Callable[[str, float], None] = lambda _name, _done: None
) -> list[Path]:
    """Write a film of each monitor, and all events in order, into the folder `out`; it is made if need be.

    Args:
        folder: The session's files.
        key: Its recording key.
        out: Where to; files of the same names are replaced.
        report: Hears a file's name and how far it is, 0..1.

    Raises:
        SegmentBroken: a record was changed.
        KeyWrong: the key is another session's.
    """
    out.mkdir(parents=True, exist_ok=True)
    found = manifest.read(folder)
    made = []
    for stream in found.streams:
        name = film_name(stream)

        def done(share: float, name: str = name) -> None:
            report(name, share)

        make_film(folder, key, stream, out / name, report=done)
        made.append(out / name)
    if found.events():
        made.append(out / EVENTS_NAME)
        with made[-1].open("wb") as file:
            for one in found.events():
                segment = open_segment(folder, one.header.number, key)
                file.writelines(segment.pieces(0, segment.size))
    return made
