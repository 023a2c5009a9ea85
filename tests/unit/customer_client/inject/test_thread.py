"""The injection thread: in order, merged, bounded, and stopped at once."""

import threading
from collections.abc import Iterator

import pytest

from customer_client.core.strokes import ButtonTo, KeyTo, LetGo, MoveTo, Stroke, Turn, Write
from customer_client.errors import NoInjection
from customer_client.inject.thread import InjectionThread
from protocol.input import Button
from tests.support.injector import FakeInjector
from tests.support.wait import until

CONTROL = KeyTo("ControlLeft", down=True)
LEFT = ButtonTo(Button.LEFT, down=True)
CONTROL_UP = KeyTo("ControlLeft", down=False)
LEFT_UP = ButtonTo(Button.LEFT, down=False)
UPS = (LEFT_UP, CONTROL_UP)


@pytest.fixture
def fake() -> FakeInjector:
    return FakeInjector()


@pytest.fixture
def thread(fake: FakeInjector) -> Iterator[InjectionThread]:
    thread = InjectionThread(fake)
    yield thread
    fake.may_go.set()
    thread.close()


def done(fake: FakeInjector, *strokes: Stroke) -> None:
    until(lambda: len(fake.done) >= len(strokes))
    assert fake.done == list(strokes)


def test_strokes_are_carried_out_in_order(fake: FakeInjector, thread: InjectionThread) -> None:
    strokes = (MoveTo(1, 2), LEFT, LEFT_UP, Turn(0, -1), CONTROL, CONTROL_UP)
    assert thread.offer(strokes)
    done(fake, *strokes)


def test_text_is_typed_character_by_character(fake: FakeInjector, thread: InjectionThread) -> None:
    thread.offer([Write("añ"), CONTROL])
    done(fake, Write("a"), Write("ñ"), CONTROL)


def test_moves_that_wait_are_merged_and_the_newest_wins(fake: FakeInjector, thread: InjectionThread) -> None:
    fake.may_go.clear()
    thread.offer([MoveTo(0, 0)])
    assert fake.entered.wait(5.0)
    thread.offer(MoveTo(n, n) for n in range(5000))
    thread.offer([LEFT, MoveTo(7, 7), MoveTo(8, 8)])
    fake.may_go.set()
    done(fake, MoveTo(0, 0), MoveTo(4999, 4999), LEFT, MoveTo(8, 8))


def test_a_full_queue_refuses_what_presses_and_takes_what_lets_go(fake: FakeInjector) -> None:
    thread = InjectionThread(fake, limit=3)
    fake.may_go.clear()
    thread.offer([CONTROL])
    assert fake.entered.wait(5.0)
    assert not thread.offer([Write("abcd")])
    assert thread.offer([Write("abc")])
    assert not thread.offer([LEFT])
    assert thread.offer([KeyTo("ControlLeft", down=False)])
    fake.may_go.set()
    done(fake, CONTROL, Write("a"), Write("b"), Write("c"), CONTROL_UP)
    assert thread.offer([Write("abc")]), "there is room again"
    thread.close()


def test_stopping_forgets_the_queue_and_lets_everything_go(
    fake: FakeInjector, thread: InjectionThread
) -> None:
    thread.offer([CONTROL, LEFT])
    done(fake, CONTROL, LEFT)
    fake.may_go.clear()
    fake.entered.clear()
    thread.offer([Turn(0, 1), KeyTo("KeyA", down=True), Write("never")])
    assert fake.entered.wait(5.0)
    stopper = threading.Thread(target=thread.stop_now)
    stopper.start()
    fake.may_go.set()
    stopper.join(5.0)
    assert fake.done == [CONTROL, LEFT, Turn(0, 1), *UPS]
    thread.offer([MoveTo(1, 1)])
    done(fake, CONTROL, LEFT, Turn(0, 1), *UPS, MoveTo(1, 1))


def test_stopping_in_the_middle_of_a_text_types_no_further_character(
    fake: FakeInjector, thread: InjectionThread
) -> None:
    fake.step_seconds = 10.0
    thread.offer([Write("abc")])
    until(lambda: fake.done)
    thread.stop_now()
    thread.offer([LEFT])
    done(fake, Write("a"), LEFT)


def test_an_up_of_what_is_not_held_never_reaches_the_desktop(
    fake: FakeInjector, thread: InjectionThread
) -> None:
    thread.offer([LEFT_UP, CONTROL_UP, MoveTo(1, 1)])
    done(fake, MoveTo(1, 1))


def test_letting_go_releases_and_goes_on(fake: FakeInjector, thread: InjectionThread) -> None:
    thread.offer([CONTROL, LEFT, LetGo(), MoveTo(1, 1)])
    done(fake, CONTROL, LEFT, *UPS, MoveTo(1, 1))


def test_an_unknown_key_is_passed_over(fake: FakeInjector, thread: InjectionThread) -> None:
    thread.offer([KeyTo("Nonsense", down=True), MoveTo(1, 1)])
    done(fake, MoveTo(1, 1))


def test_a_refused_character_is_passed_over_and_the_next_text_typed(
    fake: FakeInjector, thread: InjectionThread
) -> None:
    fake.failing = NoInjection("no spare key")
    thread.offer([Write("ab")])
    assert fake.entered.wait(5.0)
    thread.stop_now()
    fake.failing = None
    thread.offer([Write("c")])
    done(fake, Write("c"))


def test_a_desktop_that_fails_is_told_and_the_thread_lives_on(fake: FakeInjector) -> None:
    crashes: list[Exception] = []
    thread = InjectionThread(fake, on_failure=crashes.append)
    fake.failing = OSError("the display is gone")
    thread.offer([CONTROL, LEFT])
    until(lambda: crashes)
    fake.failing = None
    thread.offer([MoveTo(1, 1)])
    until(lambda: MoveTo(1, 1) in fake.done)
    thread.close()


def test_closing_lets_go_and_takes_nothing_more(fake: FakeInjector) -> None:
    thread = InjectionThread(fake)
    thread.offer([CONTROL])
    until(lambda: fake.done)
    thread.close()
    thread.close()
    assert fake.closed
    assert fake.done == [CONTROL, CONTROL_UP]
    assert not thread.offer([MoveTo(1, 1)])
