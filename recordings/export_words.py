"""What was said and done, for other programs: WebVTT beside a film, JSON and CSV of a log's entries.

Who exports decides what goes in; nothing is left out here. People's words come as they were written, and are
made harmless for what reads them: no tag begins in a subtitle, no formula in a spreadsheet.
"""

import csv
import html
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final, TextIO

from protocol.facts import Entry
from recordings.caption import Cue

LEAST_SHOWN_MS: Final = 3_000
MOST_SHOWN_MS: Final = 10_000
MS_A_LETTER: Final = 70
"""Reading takes time: about fourteen letters a second."""
CSV_COLUMNS: Final = ("seq", "at", "at_ms", "fact", "person_id", "details")


def write_vtt(cues: Sequence[Cue], began_at_ms: int, out: TextIO) -> None:
    """WebVTT for a film whose time 0 is `began_at_ms` (UTC). What was said before it is left out.

    Each cue stands until it can be read, and no longer than until the third one after it comes.
    """
    out.write("WEBVTT\n")
    in_order = sorted((cue for cue in cues if cue.at_ms >= began_at_ms), key=lambda cue: cue.at_ms)
    for number, cue in enumerate(in_order):
        later = in_order[number + 3].at_ms if number + 3 < len(in_order) else cue.at_ms + MOST_SHOWN_MS
        shown_ms = min(max(LEAST_SHOWN_MS, len(cue.text) * MS_A_LETTER), MOST_SHOWN_MS)
        end_ms = min(cue.at_ms + shown_ms, max(later, cue.at_ms + 1))
        out.write(f"\n{_clock(cue.at_ms - began_at_ms)} --> {_clock(end_ms - began_at_ms)}\n")
        lines = [html.escape(line, quote=False) for line in cue.text.splitlines() if line.strip()]
        out.write(f"<v {_voice(cue.author)}>" + "\n".join(lines) + "\n")


def write_json(session_id: str, entries: Iterable[Entry], out: TextIO) -> None:
    """One JSON object: the session's id and its entries as the protocol has them, one a line."""
    out.write(f'{{"session_id": {json.dumps(session_id)}, "entries": [')
    comes_before = ""
    for entry in entries:
        out.write(f"{comes_before}\n{entry.model_dump_json(exclude_none=True)}")
        comes_before = ","
    out.write("\n]}\n")


def write_csv(entries: Iterable[Entry], out: TextIO) -> None:
    """One line an entry, under `CSV_COLUMNS`; open `out` with newline="". `details` is JSON."""
    rows = csv.writer(out)
    rows.writerow(CSV_COLUMNS)
    rows.writerows(_row(entry) for entry in entries)


def _row(entry: Entry) -> tuple[str, ...]:
    said = entry.fact.model_dump(mode="json", exclude_none=True)
    kind, person_id = said.pop("type"), said.pop("person_id", "")
    at = datetime.fromtimestamp(entry.at / 1000, UTC).isoformat(timespec="milliseconds")
    details = json.dumps(said, ensure_ascii=False) if said else ""
    # Nothing here begins as a formula does: what people wrote stands within JSON.
    return str(entry.seq), at, str(entry.at), kind, person_id, details


def _voice(author: str) -> str:
    """A name within a tag: on one line, without what would end it."""
    return html.escape(" ".join(author.split()), quote=False)


def _clock(ms: int) -> str:
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{ms:03}"
