"""The only place where bytes become messages, and messages bytes (SPEC W2, W3)."""

from typing import Any, Final, Generic, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from protocol.direct import FromViewer, ToViewer
from protocol.errors import BadMessage, MessageTooBig
from protocol.limits import JSON_DEPTH_LIMIT, MESSAGE_LIMIT_BYTES, SERVER_MESSAGE_LIMIT_BYTES
from protocol.messages import (
    FromAudience,
    FromConsole,
    FromDesk,
    FromMachine,
    FromPage,
    ToAudience,
    ToConsole,
    ToDesk,
    ToMachine,
    ToPage,
)
from protocol.transfer import FromTransfer, ToTransfer

MessageT = TypeVar("MessageT")


class Direction(Generic[MessageT]):
    """The messages that one side may send to the other."""

    def __init__(self, union: Any, limit_bytes: int = MESSAGE_LIMIT_BYTES) -> None:
        self._limit_bytes = limit_bytes
        self._adapter: TypeAdapter[MessageT] = TypeAdapter(union)

    def decode(self, data: bytes | str) -> MessageT:
        """One message from one text frame.

        Raises:
            MessageTooBig: over this direction's limit.
            BadMessage: not UTF-8 JSON, too deep, or no message of this direction.
        """
        raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
        if len(raw) > self._limit_bytes:
            raise MessageTooBig(len(raw), self._limit_bytes)
        if _depth(raw) > JSON_DEPTH_LIMIT:
            raise BadMessage(f"nested deeper than {JSON_DEPTH_LIMIT}")
        try:
            return self._adapter.validate_json(raw)
        except ValidationError as wrong:
            raise BadMessage(_first_reason(wrong)) from wrong


FROM_MACHINE: Final[Direction[FromMachine]] = Direction(FromMachine)
TO_MACHINE: Final[Direction[ToMachine]] = Direction(ToMachine, SERVER_MESSAGE_LIMIT_BYTES)
FROM_CONSOLE: Final[Direction[FromConsole]] = Direction(FromConsole)
TO_CONSOLE: Final[Direction[ToConsole]] = Direction(ToConsole, SERVER_MESSAGE_LIMIT_BYTES)
FROM_PAGE: Final[Direction[FromPage]] = Direction(FromPage)
TO_PAGE: Final[Direction[ToPage]] = Direction(ToPage, SERVER_MESSAGE_LIMIT_BYTES)
FROM_AUDIENCE: Final[Direction[FromAudience]] = Direction(FromAudience)
TO_AUDIENCE: Final[Direction[ToAudience]] = Direction(ToAudience, SERVER_MESSAGE_LIMIT_BYTES)
FROM_DESK: Final[Direction[FromDesk]] = Direction(FromDesk)
TO_DESK: Final[Direction[ToDesk]] = Direction(ToDesk, SERVER_MESSAGE_LIMIT_BYTES)
FROM_TRANSFER: Final[Direction[FromTransfer]] = Direction(FromTransfer)
TO_TRANSFER: Final[Direction[ToTransfer]] = Direction(ToTransfer)
FROM_VIEWER: Final[Direction[FromViewer]] = Direction(FromViewer)
TO_VIEWER: Final[Direction[ToViewer]] = Direction(ToViewer)


def encode(message: BaseModel) -> bytes:
    """The bytes of one message: compact JSON, UTF-8. Absent optional fields are left out."""
    return message.__pydantic_serializer__.to_json(message, exclude_none=True)


_OPEN: Final = frozenset(b"[{")
_CLOSE: Final = frozenset(b"]}")


def _depth(raw: bytes) -> int:
    """How deep brackets nest outside of strings; checked before parsing, so depth costs no stack."""
    if raw.count(b"[") + raw.count(b"{") <= JSON_DEPTH_LIMIT:
        return 0
    deepest = depth = 0
    in_string = escaped = False
    for byte in raw:
        if in_string:
            in_string = escaped or byte != 0x22
            escaped = byte == 0x5C and not escaped
        elif byte == 0x22:
            in_string = True
        elif byte in _OPEN:
            depth += 1
            deepest = max(deepest, depth)
        elif byte in _CLOSE:
            depth -= 1
    return deepest


def _first_reason(wrong: ValidationError) -> str:
    """Where and why, without the input itself: it may hold a secret."""
    first = wrong.errors(include_input=False, include_url=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else first["msg"]
