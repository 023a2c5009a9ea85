"""The JSON that several routes share."""

from collections.abc import Iterable
from typing import Annotated, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from protocol.ids import PersonIdField, SessionIdField
from protocol.link_messages import PeerKind
from protocol.roles import Role
from protocol.wire import AtMs, Name, Token

Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=254, pattern=r"^[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+$"),
]
Password = Annotated[str, StringConstraints(min_length=10, max_length=200)]
GivenSecret = Annotated[str, StringConstraints(min_length=1, max_length=200)]
GivenCode = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class Asked(BaseModel):
    """A request's body: unknown fields are refused.

    A text is measured as it came too, not only as it reads once it is clean: what the description says of its
    length is true of what is sent.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    @model_validator(mode="before")
    @classmethod
    def _as_it_came(cls, data: object) -> object:
        if isinstance(data, dict):
            for name, field in cls.model_fields.items():
                _measure(name, data.get(name), _most_chars(field.annotation, field.metadata))
        return data


def _measure(name: str, value: object, most_chars: int | None) -> None:
    texts = value if isinstance(value, list) else [value]
    if most_chars is not None and any(isinstance(one, str) and len(one) > most_chars for one in texts):
        raise ValueError(f"{name} has at most {most_chars} characters")


def _most_chars(annotation: object, metadata: Iterable[object]) -> int | None:
    """How long a text of this form may be, alone or in a list; None: it is no text, or has no limit."""
    for one in metadata:
        if isinstance(one, StringConstraints):
            return one.max_length
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return _most_chars(inner, more)
    found = (_most_chars(inner, ()) for inner in get_args(annotation))
    return next((limit for limit in found if limit is not None), None)


class Told(BaseModel):
    """An answer's body."""

    model_config = ConfigDict(frozen=True)


class Me(Told):
    """The staff member who is signed in. `csrf` goes into `X-CSRF-Token` of every POST."""

    person_id: PersonIdField
    name: Name
    email: str
    role: Role
    language: str
    organisation: Name
    csrf: Token


class Ticket(Told):
    """Opens one WebSocket, once, within 30 s; said in its `hello`."""

    ticket: Token
    kind: PeerKind
    expires_at: AtMs


class Taken(Told):
    """The session that is now yours, and why you got this one."""

    session_id: SessionIdField
    why: str


class Program(Told):
    """How the customer starts the desktop program: by code, by link, or by a line to paste."""

    code: str = Field(examples=["K7Q2-MX4P"])
    code_expires_at: AtMs
    join_link: str
    command: str


class Joined(Told):
    """What the desktop program says hello with."""

    ticket: Token
    session_id: SessionIdField
    organisation: Name


class Help(Told):
    """A customer's session. `program` is there only when a code was just made: codes are not kept."""

    session_id: SessionIdField
    person_id: PersonIdField
    organisation: Name
    ticket: Token
    csrf: Token
    program: Program | None = None
