"""A question to the person at this machine: which rights it asks for, one at a time (SPEC C2)."""

import enum
from dataclasses import dataclass
from typing import Final

from protocol.consent import Answer
from protocol.control import AskConsent, ConsentGiven, Named
from protocol.ids import PersonId, RequestId
from protocol.modes import Mode, has_input
from protocol.roles import MAY_HOLD, STAFF

OFFERED: Final = frozenset({Mode.OBSERVER, Mode.DESKTOP_SHARING, Mode.FULL_CONTROL})
"""The modes that this program can be raised to; a question for another one is refused without asking."""


class Right(enum.StrEnum):
    """What the person is asked for. Each is a question of its own."""

    VIEW = "view"
    CONTROL = "control"
    ADMIN = "admin"
    """Control, with the rights of the service; each deed of it is asked for again (SPEC M2)."""
    PRESENT = "present"
    """A demo's presenter lets the viewers see; nobody asks for it but themself (SPEC V3)."""


@dataclass(frozen=True, slots=True)
class Question:
    """An open question.

    Attributes:
        ask: As the server put it; its people are who the window names, and so who the answer covers.
        right: What stands in front of the person now.
        more: What is asked next, if this is allowed.
        view_allowed: Whether the view was allowed by this question already.
        shown_ms: Since when this right stands in front of the person; not to be allowed within 3 s.
        until_ms: No answer by then is a no.
    """

    ask: AskConsent
    right: Right
    more: tuple[Right, ...]
    view_allowed: bool
    shown_ms: int
    until_ms: int


@dataclass(frozen=True, slots=True)
class Consent:
    """What the person allowed, on its way to the server's log; nothing is in force before it is there."""

    request_id: RequestId
    mode: Mode
    holder: PersonId | None
    epoch: int
    covered: tuple[PersonId, ...]

    def message(self) -> ConsentGiven:
        """What is said to the server; the same as often as it has to be said."""
        return ConsentGiven(
            request_id=self.request_id,
            answer=Answer.ALLOWED,
            mode=self.mode,
            holder=self.holder,
            epoch=self.epoch,
            covered=self.covered,
        )


def rights_asked(ask: AskConsent, mode: Mode | None, *, can_inject: bool) -> tuple[Right, ...]:
    """What has to be asked so that `ask` is in force; empty when there is nothing that may be given.

    Args:
        ask: The server's wish.
        mode: What is in force here now.
        can_inject: Whether this machine's pointer and keys can be moved at all.
    """
    if ask.mode not in OFFERED:
        return ()
    rights: tuple[Right, ...] = () if mode is not None else (Right.VIEW,)
    may_control = can_inject and ask.asked_by.role in MAY_HOLD
    return (*rights, Right.CONTROL) if has_input(ask.mode) and may_control else rights


def covered_by(people: tuple[Named, ...]) -> tuple[PersonId, ...]:
    """The staff among those whom the window named."""
    return tuple(named.person_id for named in people if named.role in STAFF)
