"""A machine that slept is noticed by its clocks."""

import threading
from collections.abc import Iterator

import pytest

from customer_client.platform.power import PowerWatch, clocks
from tests.support.wait import until


class Clocks:
    """Two clocks that a test moves, both in one step."""

    def __init__(self) -> None:
        self.now = (100.0, 100.0)
        self.read_times = 0

    def go(self, *, awake: float = 0.0, asleep: float = 0.0) -> None:
        self.now = (self.now[0] + awake, self.now[1] + awake + asleep)

    def read(self) -> tuple[float, float]:
        self.read_times += 1
        return self.now

    def looked_again(self) -> None:
        seen = self.read_times
        until(lambda: self.read_times > seen + 1, what="another look")


class Watched:
    def __init__(self) -> None:
        self.clocks = Clocks()
        self.slept: list[float] = []
        self.watch = PowerWatch(self.slept.append, self.clocks.read, every_seconds=0.001)


@pytest.fixture
def watched() -> Iterator[Watched]:
    made = Watched()
    yield made
    made.watch.close()


def test_a_sleep_is_told_once_with_its_length(watched: Watched) -> None:
    watched.clocks.go(asleep=3600.0)
    until(lambda: watched.slept, what="the resume")
    watched.clocks.looked_again()
    assert watched.slept == [3600.0]


def test_a_second_sleep_is_told_again(watched: Watched) -> None:
    watched.clocks.go(asleep=60.0)
    until(lambda: watched.slept == [60.0], what="the first resume")
    watched.clocks.go(awake=5.0, asleep=90.0)
    until(lambda: watched.slept == [60.0, 90.0], what="the second resume")


def test_time_that_passes_awake_is_no_sleep(watched: Watched) -> None:
    watched.clocks.go(awake=3600.0)
    watched.clocks.looked_again()
    watched.clocks.go(asleep=0.5)
    watched.clocks.looked_again()
    assert watched.slept == []


def test_a_closed_watch_tells_nobody(watched: Watched) -> None:
    watched.watch.close()
    watched.clocks.go(asleep=60.0)
    assert watched.slept == []


def test_it_may_be_closed_from_its_own_callback() -> None:
    closed = threading.Event()
    clocks_here = Clocks()

    def on_resume(_seconds: float) -> None:
        watch.close()
        closed.set()

    watch = PowerWatch(on_resume, clocks_here.read, every_seconds=0.001)
    clocks_here.go(asleep=60.0)
    assert closed.wait(5.0)


def test_this_machine_has_both_clocks() -> None:
    awake, passed = clocks()
    assert 0.0 < awake <= passed + 1.0
