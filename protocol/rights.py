"""Who may do what in a session, once, as data. The server and the console read it here (SPEC H)."""

import enum
from collections.abc import Mapping
from typing import Final

from protocol.roles import Role


class Deed(enum.StrEnum):
    """One thing that somebody in a session may do, where the mode and the moment allow it."""

    SEE = "see"
    TALK = "talk"
    READ_INNER = "read_inner"
    WRITE_INNER = "write_inner"
    NOTE = "note"
    TAKE = "take"
    """Take customers from the queue."""
    ASK_MODE = "ask_mode"
    HOLD = "hold"
    LOWER = "lower"
    WORK = "work"
    """Ask for files, clipboard, inspection, scripts, services, a reboot."""
    POINT = "point"
    GHOST = "ghost"
    TAKE_FLOOR = "take_floor"
    INVITE = "invite"
    TRANSFER = "transfer"
    TAKE_OVER = "take_over"
    JOIN_TEAM = "join_team"
    """Join any session of their teams, with a reason."""
    END = "end"
    PRESENT = "present"
    RAISE_HAND = "raise_hand"
    RECORD = "record"
    """Ask for a recording, pause it, let it go on, end it."""
    FLAG = "flag"
    """Mark a moment, to come back to it."""


_C, _A, _E, _S = Role.CUSTOMER, Role.AGENT, Role.EXPERT, Role.SUPERVISOR
_L, _O, _V = Role.LEARNER, Role.ADMIN, Role.VIEWER

RIGHTS: Final[Mapping[Deed, frozenset[Role]]] = {
    Deed.SEE:         frozenset({_A, _E, _S, _L, _O, _V}),
    Deed.TALK:        frozenset({_C, _A, _E, _S, _O, _V}),
    Deed.READ_INNER:  frozenset({_A, _E, _S, _L, _O}),
    Deed.WRITE_INNER: frozenset({_A, _E, _S, _O}),
    Deed.NOTE:        frozenset({_A, _E, _S, _O}),
    Deed.TAKE:        frozenset({_A, _E, _S, _O}),
    Deed.ASK_MODE:    frozenset({_A, _E, _S, _O}),
    Deed.HOLD:        frozenset({_A, _E, _S, _O}),
    Deed.LOWER:       frozenset({_C, _A, _E, _S, _O}),
    Deed.WORK:        frozenset({_A, _E, _S, _O}),
    Deed.POINT:       frozenset({_A, _E, _S, _O}),
    Deed.GHOST:       frozenset({_S}),
    Deed.TAKE_FLOOR:  frozenset({_S}),
    Deed.INVITE:      frozenset({_A, _E, _S, _O}),
    Deed.TRANSFER:    frozenset({_A, _E, _S, _O}),
    Deed.TAKE_OVER:   frozenset({_S}),
    Deed.JOIN_TEAM:   frozenset({_S, _L}),
    Deed.END:         frozenset({_C, _A, _E, _S, _O}),
    Deed.PRESENT:     frozenset({_A, _E, _S, _O}),
    Deed.RAISE_HAND:  frozenset({_V}),
    Deed.RECORD:      frozenset({_A, _S, _O}),
    Deed.FLAG:        frozenset({_A, _E, _S, _O}),
}  # fmt: skip
"""The whole table; total: every deed has its roles. The role of an account is the role in a session too."""


def may(role: Role, deed: Deed) -> bool:
    """Whether people of this role may ever do this."""
    return role in RIGHTS[deed]
