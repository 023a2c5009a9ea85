"""The forms of a copy: a film, what was said beside it, the log for other programs."""

import io
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from protocol.chat import Said
from protocol.demo import DemoOpened
from protocol.facts import Entry, Joined, Opened
from protocol.ids import PersonId
from recordings.caption import Cue
from recordings.errors import ExportRefused
from recordings.export_film import make_film
from recordings.export_words import write_csv, write_json, write_vtt
from recordings.manifest import Manifest
from recordings.manifest import read as read_manifest
from server.runtime.exporting import ChatPlace, Form, Material, Wish

FILM_NAME: Final = "film.mp4"
WORDS_NAME: Final = "film.vtt"
"""Players show it beside the film of the same name."""


class RecordingExporter:
    """`runtime.exporting.Exporter` by the programs of `recordings`."""

    def make(self, wish: Wish, material: Material, path: Path, progress: Callable[[float], None]) -> None:
        """Write the copy to this path, telling from 0 to 1 how much is done. Blocking; in any thread.

        Raises:
            RecordingsError: it cannot be made; the sentence says why.
        """
        match wish.form:
            case Form.MP4:
                _film(wish, material, path, progress)
            case Form.VTT:
                began_ms = _began_ms(read_manifest(material.folder), wish, material)
                with path.open("w", encoding="utf-8") as out:
                    write_vtt(cues(material.entries), began_ms, out)
            case Form.JSON:
                with path.open("w", encoding="utf-8") as out:
                    write_json(material.session_id, material.entries, out)
            case Form.CSV:
                with path.open("w", encoding="utf-8", newline="") as out:
                    write_csv(material.entries, out)


def cues(entries: Iterable[Entry]) -> list[Cue]:
    """Everything that was said in these entries, with the names of those days."""
    names: dict[PersonId, str] = {}
    found: list[Cue] = []
    for entry in entries:
        match entry.fact:
            case Opened(customer=person) | Joined(person=person) | DemoOpened(presenter=person):
                names[person.person_id] = person.name
            case Said(person_id=person_id, text=text) if text:
                found.append(Cue(entry.at, names.get(person_id, ""), text))
            case _:
                """Nobody says anything."""
    return found


def _film(wish: Wish, material: Material, path: Path, progress: Callable[[float], None]) -> None:
    manifest = read_manifest(material.folder)
    stream = _stream(manifest, wish)
    said = cues(material.entries)
    burnt = said if wish.chat is ChatPlace.BURNT else None
    if wish.chat is not ChatPlace.SIDE:
        make_film(material.folder, material.key, stream, path, burnt, progress)
        return
    film = path.with_name(f"{path.stem}.film.mp4")
    try:
        made = make_film(material.folder, material.key, stream, film, None, progress)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as both:
            both.write(film, FILM_NAME)
            with both.open(WORDS_NAME, "w") as raw:
                raw.write(_vtt(said, made.began_at_ms))
    finally:
        film.unlink(missing_ok=True)


def _vtt(said: list[Cue], began_ms: int) -> bytes:
    out = io.StringIO()
    write_vtt(said, began_ms, out)
    return out.getvalue().encode()


def _stream(manifest: Manifest, wish: Wish) -> int:
    if wish.stream is not None:
        return wish.stream
    if not manifest.streams:
        raise ExportRefused("nothing was recorded.")
    return manifest.streams[0]


def _began_ms(manifest: Manifest, wish: Wish, material: Material) -> int:
    """When the film begins that the words go beside; without one, when the session began."""
    videos = manifest.videos(wish.stream) or manifest.videos()
    return videos[0].header.started_at_ms if videos else material.entries[0].at
