import datetime as dt
import time

from server.security.clock import SystemClock, as_datetime


def test_the_clock_is_the_machines() -> None:
    assert abs(SystemClock().now_ms() - time.time_ns() // 1_000_000) < 1000
    assert abs(SystemClock().monotonic_seconds() - time.monotonic()) < 1


def test_the_clock_stands_still_rather_than_run_back() -> None:
    year_3000 = 32_503_680_000_000
    clock = SystemClock(not_before_ms=year_3000)
    assert [clock.now_ms(), clock.now_ms()] == [year_3000, year_3000]


def test_a_moment_is_in_utc() -> None:
    assert as_datetime(1_500) == dt.datetime(1970, 1, 1, 0, 0, 1, 500_000, tzinfo=dt.UTC)
