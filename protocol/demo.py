"""A demo: a staff member's desktop for at most five viewers (SPEC V)."""

import enum
from typing import Literal

from protocol.ids import PersonIdField
from protocol.people import Person
from protocol.wire import Sentence, Wire


class SessionKind(enum.StrEnum):
    """What a session is for."""

    HELP = "help"
    DEMO = "demo"


class DemoOpened(Wire):
    """A staff member presents; the first fact of every demo."""

    type: Literal["demo_opened"] = "demo_opened"
    presenter: Person
    title: Sentence = ""


class HandRaised(Wire):
    """A viewer raised a hand, or took it down."""

    type: Literal["hand_raised"] = "hand_raised"
    person_id: PersonIdField
    up: bool


class RaiseHand(Wire):
    """Raise a hand, or take it down; the presenter may take down anybody's (`person_id`)."""

    type: Literal["raise_hand"] = "raise_hand"
    up: bool
    person_id: PersonIdField | None = None
