"""The recording of format 1 under tests/recordings is read, byte for byte, by every later version."""

import hashlib
import json
from pathlib import Path
from typing import Final

import pytest

from recordings import manifest
from recordings.reader import Segment, open_segment
from recordings.source import LocalFolder
from tests.support.recorded import picture_times_us

FORMAT_1: Final = Path(__file__).parents[2] / "recordings" / "format_1"
FOLDER: Final = LocalFolder(FORMAT_1 / "s_recorded_0001")
KEY: Final = bytes.fromhex((FORMAT_1 / "recording.key").read_text())
BEGAN_MS: Final = 1_790_000_000_000

FILES: Final = {
    1: (
        "977adf73039c9421fa42285f14b75181503f520dd89ec405bc72fcb2284aba9b",
        "2508f1880b323a12449f70f466bae4d043c72d4cd32feba98f6173f69816bc13",
    ),
    2: (
        "d965e91cdecd547e1712d15c80bdb6e56a9b705026aaa7d42e77dfa50c5962e9",
        "f4d22df9a2a3b8a5f6b73be346e7d3753c1e24926c428ad5bebbd7dc4566130f",
    ),
    3: (
        "498996553f9a54c7b6c02cd61dd9b8ce92575fa9917d938c1b37155a7d7be24f",
        "bd4100abe31634b88c2816156f73b920703454b42becfc90a918e0ad0c513047",
    ),
    4: (
        "876eb330bfeba44969d8c86f42528e95ddcdd6984d9b9d39728942256cf5fbe3",
        "d1d4e8b8b713a73d1ce375239e71237491b9d4030a59dfa97ad72c2ddc5fcb8d",
    ),
    5: (
        "e68f79ab0e3b596d5be2ff241874ce97134a125fbc47786966329eca1f90eacb",
        "11525c1e4c5e4c95cfaf8a3b12fecfc4f8b1897dbd5226f49658667403805d69",
    ),
}
"""Of each segment: the last record's hash, and the SHA-256 of its stream."""


def opened(number: int) -> Segment:
    return open_segment(FOLDER, number, KEY)


def test_its_manifest_is_what_was_recorded() -> None:
    found = manifest.read(FOLDER)
    assert found.unreadable == ()
    assert [
        (
            one.header.track,
            one.header.stream,
            one.header.width_px,
            one.header.started_at_ms - BEGAN_MS,
            one.ended_at_ms - BEGAN_MS,
            one.whole,
        )
        for one in found.segments
    ] == [
        ("video", 0, 320, 0, 3000, True),
        ("events", 0, 0, 0, 3000, True),
        ("video", 0, 320, 10_000, 11_500, True),
        ("video", 1, 160, 10_000, 11_500, True),
        ("video", 0, 160, 20_000, 20_999, False),
    ]


@pytest.mark.parametrize("number", FILES)
def test_its_chain_and_its_content_are_what_was_recorded(number: int) -> None:
    found = opened(number)
    *_, last = found.hashes()
    assert (last.hex(), hashlib.sha256(found.read(0, found.size)).hexdigest()) == FILES[number]


@pytest.mark.parametrize(("number", "count"), [(1, 90), (3, 45), (4, 30), (5, 30)])
def test_its_pictures_are_decoded(number: int, count: int) -> None:
    found = opened(number)
    assert len(picture_times_us(found.read(0, found.size))) == count


def test_its_events_are_read() -> None:
    found = opened(2)
    events = [json.loads(line) for line in found.read(0, found.size).splitlines()]
    assert {event["kind"] for event in events} == {
        "pointer_shape",
        "pointer_at",
        "activity",
        "pointed",
        "inked",
    }
    assert events[0]["png"] == "iVBORw0KGgo="
    assert [event["at_ms"] for event in events] == sorted(event["at_ms"] for event in events)
