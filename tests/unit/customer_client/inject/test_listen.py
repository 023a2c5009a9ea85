"""The panic chords in pynput's words."""

import enum

import pytest

from customer_client.core.keys import is_panic
from customer_client.inject.listen import name_of


class Key(enum.Enum):
    """Named as pynput's keys are."""

    ctrl_r = 1
    alt_gr = 2
    shift = 3
    end = 4
    pause = 5
    space = 6


@pytest.mark.parametrize(
    ("keys", "panic"),
    [
        ([Key.ctrl_r, Key.alt_gr, Key.shift, Key.end], True),
        ([Key.pause], True),
        ([Key.ctrl_r, Key.shift, Key.end], False),
        ([Key.space, "x", None], False),
    ],
)
def test_pynputs_keys_make_the_panic_chords(keys: list[object], panic: bool) -> None:
    assert is_panic(frozenset(map(name_of, keys))) is panic
