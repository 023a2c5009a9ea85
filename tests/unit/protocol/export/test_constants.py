"""The protocol's numbers and tables as TypeScript."""

from protocol import limits
from protocol.export.constants import numbers, offsets, render
from protocol.media import HEADER_BYTES


def test_limits_are_numbers_by_name_l1() -> None:
    found = numbers(limits)
    assert found["HEARTBEAT_SECONDS"] == 2.0
    assert found["MESSAGE_LIMIT_BYTES"] == 65536
    assert all(name.isupper() for name in found)


def test_the_header_starts_where_spec_says_f1() -> None:
    assert list(offsets().values()) == [0, 1, 2, 3, 4, 8, 16, 18, 20, 21]
    assert HEADER_BYTES == 24


def test_tables_are_constants() -> None:
    text = "\n\n".join(render())
    assert "export const HEARTBEAT_SECONDS = 2;" in text
    assert "export const BACKOFF_FIRST_SECONDS = 0.25;" in text
    assert 'export const LADDER: readonly Mode[] = ["observer", ' in text
    assert "  replaced: { status: 409, close: 4409, retry: false }," in text
    assert "1006, 1011" in text
