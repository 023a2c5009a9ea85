"""The local hand where the system marks what is injected."""

from collections.abc import Callable

import pytest

from customer_client.inject.listen import Ears
from customer_client.platform.local_hand import Listeners
from customer_client.platform.local_hand_portable import PortableLocalHand


class Machine:
    """A machine to listen to; it keeps what it was told."""

    def __init__(self) -> None:
        self.hands: list[int] = []
        self.panics: list[int] = []
        self.ended = self.banners = 0
        listeners = Listeners(self.hands.append, self.panics.append, self._failed, self._banner)
        self.hand = PortableLocalHand(listeners, lambda: 5, self._start)

    def _failed(self, crash: Exception) -> None:
        raise crash

    def _banner(self) -> None:
        self.banners += 1

    def _start(self, ears: Ears) -> Callable[[], None]:
        self.ears = ears
        return self._end

    def _end(self) -> None:
        self.ended += 1


@pytest.fixture
def machine() -> Machine:
    return Machine()


def test_the_persons_own_events_are_told_and_injected_ones_are_not(machine: Machine) -> None:
    machine.ears.pointer(injected=True)
    machine.ears.key("Pause", down=True, injected=True)
    machine.ears.key("Pause", down=False, injected=True)
    assert machine.hands == machine.panics == []
    machine.ears.pointer(injected=False)
    machine.ears.key("other a", down=True, injected=False)
    machine.ears.key("other a", down=False, injected=False)
    assert machine.hands == [5, 5, 5]
    assert machine.panics == []
    assert machine.hand.tells_apart


def test_a_panic_chord_is_told_once_its_last_key_is_down(machine: Machine) -> None:
    for key in ("ControlRight", "AltLeft", "ShiftLeft"):
        machine.ears.key(key, down=True, injected=False)
    assert machine.panics == []
    machine.ears.key("End", down=True, injected=False)
    machine.ears.key("End", down=False, injected=False)
    assert machine.panics == [5]
    machine.ears.key("ShiftLeft", down=False, injected=False)
    machine.ears.key("End", down=True, injected=False)
    assert machine.panics == [5]


def test_an_injected_modifier_does_not_complete_the_persons_chord(machine: Machine) -> None:
    for key in ("ControlLeft", "AltLeft", "ShiftLeft"):
        machine.ears.key(key, down=True, injected=True)
    machine.ears.key("End", down=True, injected=False)
    assert machine.panics == []


def test_after_closing_nobody_is_called(machine: Machine) -> None:
    machine.hand.close()
    machine.hand.close()
    machine.ears.pointer(injected=False)
    machine.ears.key("Pause", down=True, injected=False)
    assert machine.ended == 1
    assert machine.hands == machine.panics == []


def test_the_persons_own_banner_chord_is_told_and_an_injected_one_is_not(machine: Machine) -> None:
    chord = ("ControlLeft", "AltLeft", "ShiftLeft", "Home")
    for key in chord:
        machine.ears.key(key, down=True, injected=True)
    assert machine.banners == 0
    for key in chord:
        machine.ears.key(key, down=True, injected=False)
    assert machine.banners == 1
    assert machine.panics == []
