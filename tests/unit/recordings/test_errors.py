"""What is wrong with a log is said in a sentence."""

import pytest

from protocol.errors import ErrorCode
from recordings.errors import (
    ChainBroken,
    Damage,
    ExportRefused,
    KeyWrong,
    NotKept,
    RecordingsError,
    SegmentBroken,
    StoreBroken,
    StoreFull,
)


@pytest.mark.parametrize("damage", Damage)
def test_a_broken_chain_says_where_and_what_to_do(damage: Damage) -> None:
    broken = ChainBroken("s_0001", 7, damage)
    assert isinstance(broken, RecordingsError)
    assert broken.code is ErrorCode.OURS
    assert str(broken) == (
        f"Entry 7 of session s_0001 {damage}: this log is not what was written. "
        "Keep it as it is, and compare it with a backup."
    )


CHANGED = "this recording is not what was written. Keep it as it is, and compare it with a backup."
SENTENCES: dict[RecordingsError, str] = {
    SegmentBroken("0001.rec", 3, Damage.CHANGED): f"Record 3 of 0001.rec was changed: {CHANGED}",
    SegmentBroken(
        "0001.rec", 0, Damage.CUT_OFF
    ): "The header of 0001.rec is missing, with all that followed: " + CHANGED,
    KeyWrong("0001.rec"): "This key does not open 0001.rec. Give the recording key of its own session.",
    NotKept("0001.rec"): "There is no 0001.rec here. It may have been deleted when its time was over.",
    StoreFull("/data"): "There is no room left for recordings in /data. Make room there, then record again.",
    StoreBroken("/data", "Input/output error"): "Recordings cannot be kept in /data: Input/output error. "
    "Check the disk or the object store.",
    ExportRefused("nothing was recorded."): "This cannot be exported: nothing was recorded.",
}


def test_every_error_says_what_happened_and_what_to_do() -> None:
    assert [str(error) for error in SENTENCES] == list(SENTENCES.values())
    assert NotKept.code is ErrorCode.UNKNOWN
    assert ExportRefused.code is ErrorCode.INVALID
