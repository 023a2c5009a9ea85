"""A question to the person at this machine: which rights it asks for, one at a time (SPEC C2)."""

import enum
from dataclasses import dataclass
from typing import Final

from protocol.consent import Answer
from protocol.control import AskConsent, ConsentGiven, Named
from protocol.ids import PersonId, RequestId
from protocol.limits import LEAVE_ALONE_SECONDS, RECONFIRM_CONTROL_SECONDS
from protocol.modes import LADDER, Mode, has_input
from protocol.recording_messages import OrderRecording
from protocol.roles import MAY_HOLD, STAFF

OFFERED: Final = frozenset(LADDER)
"""The modes that the staff can ask for; a question for another one is refused without asking."""

RECONFIRM_MS: Final = round(RECONFIRM_CONTROL_SECONDS * 1000)
LEAVE_ALONE_MS: Final = round(LEAVE_ALONE_SECONDS * 1000)


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
class RecordingPrompt:
    """What stands in front of the person, if it is about recording (SPEC N2); times as in `Question`."""

    order: OrderRecording
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
    leave_alone: bool = False

    @property
    def lasts_ms(self) -> int:
        """For how long control is given before it has to be confirmed (SPEC C10)."""
        return LEAVE_ALONE_MS if self.leave_alone else RECONFIRM_MS

    def message(self) -> ConsentGiven:
        """What is said to the server; the same as often as it has to be said."""
        return ConsentGiven(
            request_id=self.request_id,
            answer=Answer.ALLOWED,
            mode=self.mode,
            holder=self.holder,
            epoch=self.epoch,
            covered=self.covered,
            leave_alone=self.leave_alone,
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
    if not has_input(ask.mode) or ask.asked_by.role not in MAY_HOLD:
        return rights
    if ask.mode is Mode.ADMIN:
        return (*rights, Right.ADMIN)  # worth something without pointer and keys too
    return (*rights, Right.CONTROL) if can_inject else rights


def offers_leave_alone(ask: AskConsent, right: Right) -> bool:
    """Whether with this answer the person may agree to leave a long repair alone (SPEC C10)."""
    return right in (Right.CONTROL, Right.ADMIN) and ask.mode in (Mode.FULL_CONTROL, Mode.ADMIN)


def covered_by(people: tuple[Named, ...]) -> tuple[PersonId, ...]:
    """The staff among those whom the window named."""
    return tuple(named.person_id for named in people if named.role in STAFF)
