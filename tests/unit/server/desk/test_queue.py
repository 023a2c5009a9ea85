"""The order of the queue and what is promised (SPEC Q)."""

from protocol.ids import SessionId
from server.desk.queue import Candidate, expected_wait_seconds, in_order, next_for


def candidate(name: str, since_ms: int) -> Candidate:
    return Candidate(SessionId(name), "Ana", "es", "", since_ms, program_ready=False)


def test_who_waits_longest_is_next_q3() -> None:
    queue = [candidate("s_b", 2), candidate("s_a", 2), candidate("s_c", 1)]
    assert [one.session_id for one in in_order(queue)] == ["s_c", "s_a", "s_b"]
    assert next_for(queue) == candidate("s_c", 1)
    assert next_for([]) is None


def test_the_expected_wait_is_said_only_when_it_is_known_q1() -> None:
    assert expected_wait_seconds(1, [60, 60], 1) is None
    assert expected_wait_seconds(1, [60, 90, 600], 0) is None
    assert expected_wait_seconds(1, [60, 90, 600], 1) == 90
    assert expected_wait_seconds(4, [60, 90, 600], 2) == 180
