"""The captured machine restarts, and the session waits for it (SPEC R)."""

import enum
from typing import Literal

from protocol.ids import PersonIdField, RequestIdField
from protocol.wire import AtMs, Wire


class Restart(Wire):
    """A restart that is under way. `holder_id` had control when it began, and has it again after it."""

    request_id: RequestIdField
    since: AtMs
    until: AtMs
    waits_for_sign_in: bool
    holder_id: PersonIdField | None = None


class RestartEnd(enum.StrEnum):
    """How it ended."""

    RETURNED = "returned"
    GIVEN_UP = "given_up"


class RestartBegan(Wire):
    """The machine goes down now; the log has a gap until `RestartOver`."""

    type: Literal["restart_began"] = "restart_began"
    request_id: RequestIdField
    until: AtMs
    waits_for_sign_in: bool


class RestartOver(Wire):
    """It is back, or nobody waits for it any more."""

    type: Literal["restart_over"] = "restart_over"
    end: RestartEnd
