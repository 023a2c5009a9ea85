"""The five modes, once, as data. Every other place reads them here (SPEC M).

Ability by mode; each cell says when the captured machine allows it:

    SESSION  once the session is accepted          PROMPT  its own prompt, once, then while the mode lasts
    EACH     its own prompt each time              LOCAL   only the person sitting there
    DROPPED  dropped there, and refused by the server
"""

import enum
from collections.abc import Mapping
from typing import Final


class Mode(enum.StrEnum):
    """What the people in a session may do with the captured desktop."""

    OBSERVER = "observer"
    DESKTOP_SHARING = "desktop_sharing"
    FULL_CONTROL = "full_control"
    ADMIN = "admin"
    DEMO = "demo"


class Ability(enum.StrEnum):
    """One thing that somebody may do on the captured machine."""

    PICTURE = "picture"
    INPUT = "input"
    ELEVATED_WINDOWS = "elevated_windows"
    ELEVATION = "elevation"
    REBOOT = "reboot"
    CLIPBOARD = "clipboard"
    FILES = "files"
    SCRIPTS = "scripts"
    INSPECTION = "inspection"
    POINTING = "pointing"
    MONITORS = "monitors"


class Allowed(enum.StrEnum):
    """When a mode allows an ability."""

    SESSION = "session"
    PROMPT = "prompt"
    EACH = "each"
    DROPPED = "dropped"
    LOCAL = "local"


_S, _P, _E, _D, _L = Allowed.SESSION, Allowed.PROMPT, Allowed.EACH, Allowed.DROPPED, Allowed.LOCAL

_COLUMNS: Final = (Mode.FULL_CONTROL, Mode.OBSERVER, Mode.ADMIN, Mode.DESKTOP_SHARING, Mode.DEMO)
_TABLE: Final[Mapping[Ability, tuple[Allowed, ...]]] = {
    #                         full  obs.  admin share demo
    Ability.PICTURE:          (_S,  _S,   _S,   _S,   _S),
    Ability.INPUT:            (_P,  _D,   _P,   _P,   _D),
    Ability.ELEVATED_WINDOWS: (_D,  _D,   _S,   _D,   _D),
    Ability.ELEVATION:        (_D,  _D,   _E,   _D,   _D),
    Ability.REBOOT:           (_D,  _D,   _E,   _D,   _D),
    Ability.CLIPBOARD:        (_E,  _D,   _E,   _E,   _D),
    Ability.FILES:            (_E,  _D,   _E,   _E,   _D),
    Ability.SCRIPTS:          (_D,  _D,   _E,   _D,   _D),
    Ability.INSPECTION:       (_S,  _E,   _S,   _E,   _D),
    Ability.POINTING:         (_S,  _S,   _S,   _S,   _S),
    Ability.MONITORS:         (_L,  _L,   _L,   _L,   _L),
}  # fmt: skip

MATRIX: Final[Mapping[tuple[Mode, Ability], Allowed]] = {
    (mode, ability): cells[column]
    for ability, cells in _TABLE.items()
    for column, mode in enumerate(_COLUMNS)
}
"""The whole table; total: every mode has, for every ability, a cell."""

LADDER: Final = (Mode.OBSERVER, Mode.DESKTOP_SHARING, Mode.FULL_CONTROL, Mode.ADMIN)
"""Modes on the customer's desktop, from the least to the most. Going up needs the customer's click there."""


def allowed(mode: Mode, ability: Ability) -> Allowed:
    """When `mode` allows `ability`."""
    return MATRIX[mode, ability]


def has_input(mode: Mode | None) -> bool:
    """Whether a remote hand can ever act in this mode."""
    return mode is not None and allowed(mode, Ability.INPUT) is not Allowed.DROPPED


def is_raise(before: Mode | None, after: Mode) -> bool:
    """Whether going from `before` to `after` gives more, so that the customer has to click (SPEC C3).

    The start of a session (`None`) is a raise to anything. Demo shows the agent's own desktop and stands
    beside the ladder: entering or leaving it is always a raise for the machine that is to be shown.
    """
    if before is None or Mode.DEMO in (before, after):
        return before is not after
    return LADDER.index(after) > LADDER.index(before)
