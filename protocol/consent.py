"""A question to the person at the captured machine, and why rights went down again."""

import enum
from typing import Annotated

from pydantic import Field

from protocol.ids import PersonIdField, RequestIdField
from protocol.modes import Mode
from protocol.wire import AtMs, Wire

Covered = Annotated[tuple[PersonIdField, ...], Field(max_length=64)]
"""The staff whom the banner named when the person said yes; nobody else may hold the floor under it."""


class Question(Wire):
    """An open question: may `asked_by` go up to `mode`? No answer is a no."""

    request_id: RequestIdField
    mode: Mode
    asked_by: PersonIdField
    asked_at: AtMs


class Answer(enum.StrEnum):
    """How a question ended."""

    ALLOWED = "allowed"
    REFUSED = "refused"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class LoweredBy(enum.StrEnum):
    """Why the captured machine gave less than before."""

    PANIC_KEY = "panic_key"
    LOCAL_PERSON = "local_person"
    STAFF = "staff"
    PATH_LOST = "path_lost"
    BROKER_LOST = "broker_lost"
    RECONFIRM = "reconfirm"
    HOLDER_LEFT = "holder_left"
    PROGRAM_ENDED = "program_ended"
