"""How fast a peer may speak (SPEC L2)."""

from server.ws.pace import Bucket


def test_a_burst_passes_and_then_the_pace_counts_l2() -> None:
    bucket = Bucket(per_second=50, burst=100)
    assert all(bucket.takes(1, 10.0) for _ in range(100))
    assert not bucket.takes(1, 10.0)
    assert not bucket.takes(1, 10.01)
    assert bucket.takes(1, 10.03)
    assert bucket.takes(100, 20.0)


def test_what_does_not_fit_costs_nothing_l3() -> None:
    bucket = Bucket(per_second=10, burst=10)
    assert not bucket.takes(11, 0.0)
    assert bucket.takes(10, 0.0)
