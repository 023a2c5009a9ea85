"""What is wrong with a log is said in a sentence."""

import pytest

from protocol.errors import ErrorCode
from recordings.errors import ChainBroken, Damage, RecordingsError


@pytest.mark.parametrize("damage", Damage)
def test_a_broken_chain_says_where_and_what_to_do(damage: Damage) -> None:
    broken = ChainBroken("s_0001", 7, damage)
    assert isinstance(broken, RecordingsError)
    assert broken.code is ErrorCode.OURS
    assert str(broken) == (
        f"Entry 7 of session s_0001 {damage}: this log is not what was written. "
        "Keep it as it is, and compare it with a backup."
    )
