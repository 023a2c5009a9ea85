"""Every error that leaves a process: its stable code, its close code, and whether a client tries again.

SPEC's table of errors is this table; a test holds the two together.
"""

import enum
from dataclasses import dataclass
from typing import Final


class CloseCode(enum.IntEnum):
    """WebSocket close codes of ours (SPEC E2)."""

    PROTOCOL_ERROR = 1002
    UNSUPPORTED_DATA = 1003
    INVALID_TEXT = 1007
    TOO_BIG = 1009
    GOING_AWAY = 1001
    BAD_MESSAGE = 4400
    NOT_SIGNED_IN = 4401
    NOT_ALLOWED = 4403
    UNKNOWN = 4404
    TOO_SLOW = 4408
    CONFLICT = 4409
    OVER = 4410
    INVALID = 4422
    UPGRADE_NEEDED = 4426
    TOO_MANY = 4429
    TRY_LATER = 4503


class ErrorCode(enum.StrEnum):
    """The name of an error: stable, for programs. People read the sentence that comes with it."""

    BAD_MESSAGE = "bad_message"
    MESSAGE_TOO_BIG = "message_too_big"
    INVALID = "invalid"
    VERSION_UNKNOWN = "version_unknown"
    NOT_SIGNED_IN = "not_signed_in"
    WRONG_CREDENTIALS = "wrong_credentials"
    NOT_ALLOWED = "not_allowed"
    ORIGIN_REFUSED = "origin_refused"
    CSRF_MISSING = "csrf_missing"
    UNKNOWN = "unknown"
    SETUP_DONE = "setup_done"
    CODE_UNKNOWN = "code_unknown"
    TICKET_UNKNOWN = "ticket_unknown"
    ALREADY_CLAIMED = "already_claimed"
    QUEUE_EMPTY = "queue_empty"
    OUT_OF_TURN = "out_of_turn"
    REPLACED = "replaced"
    VIEWER_LIMIT = "viewer_limit"
    SESSION_OVER = "session_over"
    REASON_NEEDED = "reason_needed"
    ERASED = "erased"
    HELD = "held"
    TOO_MANY = "too_many"
    TOO_SLOW = "too_slow"
    TRY_LATER = "try_later"
    GOING_AWAY = "going_away"
    OURS = "ours"


@dataclass(frozen=True, slots=True)
class Answer:
    """How an error is answered: HTTP status, WebSocket close code, and whether a client retries by itself."""

    status: int
    close: CloseCode
    retry: bool = False


ANSWERS: Final[dict[ErrorCode, Answer]] = {
    ErrorCode.BAD_MESSAGE: Answer(400, CloseCode.BAD_MESSAGE),
    ErrorCode.MESSAGE_TOO_BIG: Answer(413, CloseCode.TOO_BIG),
    ErrorCode.INVALID: Answer(422, CloseCode.INVALID),
    ErrorCode.VERSION_UNKNOWN: Answer(426, CloseCode.UPGRADE_NEEDED),
    ErrorCode.NOT_SIGNED_IN: Answer(401, CloseCode.NOT_SIGNED_IN),
    ErrorCode.WRONG_CREDENTIALS: Answer(401, CloseCode.NOT_SIGNED_IN),
    ErrorCode.NOT_ALLOWED: Answer(403, CloseCode.NOT_ALLOWED),
    ErrorCode.ORIGIN_REFUSED: Answer(403, CloseCode.NOT_ALLOWED),
    ErrorCode.CSRF_MISSING: Answer(403, CloseCode.NOT_ALLOWED),
    ErrorCode.UNKNOWN: Answer(404, CloseCode.UNKNOWN),
    ErrorCode.SETUP_DONE: Answer(404, CloseCode.UNKNOWN),
    ErrorCode.CODE_UNKNOWN: Answer(404, CloseCode.UNKNOWN),
    ErrorCode.TICKET_UNKNOWN: Answer(401, CloseCode.NOT_SIGNED_IN),
    ErrorCode.ALREADY_CLAIMED: Answer(409, CloseCode.CONFLICT),
    ErrorCode.QUEUE_EMPTY: Answer(404, CloseCode.UNKNOWN),
    ErrorCode.OUT_OF_TURN: Answer(409, CloseCode.CONFLICT),
    ErrorCode.REPLACED: Answer(409, CloseCode.CONFLICT),
    ErrorCode.VIEWER_LIMIT: Answer(409, CloseCode.CONFLICT),
    ErrorCode.SESSION_OVER: Answer(410, CloseCode.OVER),
    ErrorCode.REASON_NEEDED: Answer(403, CloseCode.NOT_ALLOWED),
    ErrorCode.ERASED: Answer(410, CloseCode.OVER),
    ErrorCode.HELD: Answer(409, CloseCode.CONFLICT),
    ErrorCode.TOO_MANY: Answer(429, CloseCode.TOO_MANY, retry=True),
    ErrorCode.TOO_SLOW: Answer(408, CloseCode.TOO_SLOW, retry=True),
    ErrorCode.TRY_LATER: Answer(503, CloseCode.TRY_LATER, retry=True),
    ErrorCode.GOING_AWAY: Answer(503, CloseCode.GOING_AWAY, retry=True),
    ErrorCode.OURS: Answer(500, CloseCode.TRY_LATER, retry=True),
}
"""One answer for every code."""

_RETRIED_CLOSES: Final = frozenset({answer.close for answer in ANSWERS.values() if answer.retry})


def is_retried(close_code: int) -> bool:
    """Whether a client tries again by itself after this close code (SPEC E3).

    A cut without a close frame (1006), an ordinary going-away (1001) and 1011, 1012, 1013 are retried too.
    """
    return close_code in (1001, 1005, 1006, 1011, 1012, 1013) or close_code in _RETRIED_CLOSES


class ProtocolError(Exception):
    """The other side broke the protocol. Its `code` decides the answer; `str()` is the sentence."""

    code: ErrorCode = ErrorCode.BAD_MESSAGE


class MessageTooBig(ProtocolError):
    """A message is larger than the limit (SPEC W2)."""

    code = ErrorCode.MESSAGE_TOO_BIG

    def __init__(self, size_bytes: int, limit_bytes: int) -> None:
        super().__init__(size_bytes, limit_bytes)
        self.size_bytes = size_bytes
        self.limit_bytes = limit_bytes

    def __str__(self) -> str:
        return f"A message of {self.size_bytes} bytes is over the limit of {self.limit_bytes}."


class BadMessage(ProtocolError):
    """Bytes that are no message of this direction (SPEC W3)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"This is not a message of protocol version 1: {self.reason}."


class VersionUnknown(ProtocolError):
    """The other side speaks a version that this one does not (SPEC W1)."""

    code = ErrorCode.VERSION_UNKNOWN

    def __init__(self, theirs: int) -> None:
        super().__init__(theirs)
        self.theirs = theirs

    def __str__(self) -> str:
        return f"Protocol version {self.theirs} is not spoken here. Update the older of the two programs."
