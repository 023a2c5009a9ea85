"""What the program and its steward, who has the rights of a service, say to each other: JSON in lines.

What is said to the steward is checked as strictly as what comes from a network: it acts as root.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from customer_client.platform.returning import KeptReturn
from protocol.limits import OUTPUT_LIMIT_CHARS, SCRIPT_LIMIT_CHARS
from protocol.work import Interpreter, ServiceDeed
from protocol.work_messages import OutputStream

LINE_LIMIT_BYTES = 256 * 1024
"""A script of SCRIPT_LIMIT_CHARS characters, each of them escaped, fits."""


class _Word(BaseModel):
    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, ser_json_bytes="hex", val_json_bytes="hex"
    )


class _Request(_Word):
    number: Annotated[int, Field(ge=1)]


class RunScript(_Request):
    """Answered by `Wrote` …, then `Ended`; or `Refused`."""

    type: Literal["run_script"] = "run_script"
    interpreter: Interpreter
    text: Annotated[str, StringConstraints(min_length=1, max_length=SCRIPT_LIMIT_CHARS)]


class StopScript(_Request):
    """The script that was asked for under this number is to end at once. Not answered."""

    type: Literal["stop_script"] = "stop_script"


class ControlService(_Request):
    """Answered by `Did`."""

    type: Literal["control_service"] = "control_service"
    name: str
    deed: ServiceDeed


class PrepareReturn(_Request):
    """Answered by `Prepared` or `Refused`."""

    type: Literal["prepare_return"] = "prepare_return"
    state: KeptReturn


class RestartNow(_Request):
    """Answered by `Did` while the system goes down, or `Refused`."""

    type: Literal["restart_now"] = "restart_now"


class CancelReturn(_Request):
    """Answered by `Did`."""

    type: Literal["cancel_return"] = "cancel_return"


Request: TypeAlias = RunScript | StopScript | ControlService | PrepareReturn | RestartNow | CancelReturn


class Ready(_Word):
    """The first word of the steward: it has the rights."""

    type: Literal["ready"] = "ready"


class Wrote(_Request):
    """Some output of a script."""

    type: Literal["wrote"] = "wrote"
    stream: OutputStream
    text: Annotated[str, StringConstraints(max_length=OUTPUT_LIMIT_CHARS)]


class Ended(_Request):
    """A script is over."""

    type: Literal["ended"] = "ended"
    code: int


class Did(_Request):
    """What became of a deed."""

    type: Literal["did"] = "did"
    done: bool
    sentence: str = ""


class Prepared(_Request):
    """File and entry are there."""

    type: Literal["prepared"] = "prepared"
    waits_for_sign_in: bool


class Refused(_Request):
    """It cannot be done, and why."""

    type: Literal["refused"] = "refused"
    why: str


Reply: TypeAlias = Ready | Wrote | Ended | Did | Prepared | Refused

_REQUESTS: TypeAdapter[Request] = TypeAdapter(Annotated[Request, Field(discriminator="type")])
_REPLIES: TypeAdapter[Reply] = TypeAdapter(Annotated[Reply, Field(discriminator="type")])


def line_of(word: Request | Reply) -> bytes:
    """One line, with its end."""
    return word.model_dump_json().encode() + b"\n"


def request_in(line: bytes) -> Request:
    """Raises ValueError: it is none."""
    return _REQUESTS.validate_json(line)


def reply_in(line: bytes) -> Reply:
    """Raises ValueError: it is none."""
    return _REPLIES.validate_json(line)
