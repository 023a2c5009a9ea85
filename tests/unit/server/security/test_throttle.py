import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.security.throttle import (
    CODE_FROM_NETWORK,
    SIGN_IN_ACCOUNT,
    Rule,
    Throttle,
    network_prefix,
    wait_seconds,
)

RULE = Rule(free=3, within_seconds=100, first_wait_seconds=4, longest_wait_seconds=20)


@pytest.mark.parametrize(
    ("failures", "now", "wait"),
    [
        ([], 0, 0),
        ([1, 2], 2, 0),
        ([1, 2, 3], 3, 4),
        ([1, 2, 3], 5, 2),
        ([1, 2, 3], 7, 0),
        ([1, 2, 3, 4], 4, 8),
        ([1, 2, 3, 4, 5], 5, 16),
        ([1, 2, 3, 4, 5, 6], 6, 20),
        ([1, 2, 3], 102, 0),
    ],
)
def test_waits_grow_with_failures_and_end_with_time(failures: list[float], now: float, wait: float) -> None:
    assert wait_seconds(RULE, failures, now) == wait


@given(st.lists(st.floats(min_value=0, max_value=1000), max_size=60).map(sorted))
def test_no_wait_is_negative_or_over_its_bound(failures: list[float]) -> None:
    assert 0 <= wait_seconds(RULE, failures, 1000.0) <= RULE.longest_wait_seconds


def test_the_sixth_wrong_code_from_one_network_waits() -> None:
    throttle = Throttle()
    for second in range(5):
        assert throttle.wait_seconds(CODE_FROM_NETWORK, "n", second) == 0
        throttle.failed(CODE_FROM_NETWORK, "n", second)
    assert throttle.wait_seconds(CODE_FROM_NETWORK, "n", 5.0) > 0
    assert throttle.wait_seconds(CODE_FROM_NETWORK, "other", 5.0) == 0
    assert throttle.wait_seconds(CODE_FROM_NETWORK, "n", 605.0) == 0


def test_a_success_forgets_the_failures() -> None:
    throttle = Throttle()
    for _ in range(12):
        throttle.failed(SIGN_IN_ACCOUNT, "a", 0)
    throttle.succeeded("a")
    throttle.succeeded("nobody")
    assert throttle.wait_seconds(SIGN_IN_ACCOUNT, "a", 0) == 0


def test_the_memory_is_bounded() -> None:
    throttle = Throttle()
    for number in range(20_010):
        throttle.failed(RULE, str(number), 0)
    for _ in range(3):
        throttle.failed(RULE, "0", 0)
    assert len(throttle._failures) == 20_000


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("unknown", "unknown"),
    ],
)
def test_a_household_is_one_network(address: str, network: str) -> None:
    assert network_prefix(address) == network
