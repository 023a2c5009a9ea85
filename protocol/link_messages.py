"""Opening, keeping and resuming a link (SPEC K)."""

import enum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from protocol.errors import ErrorCode
from protocol.ids import PeerIdField, PersonIdField, RequestIdField
from protocol.people import Abilities, Platform
from protocol.roles import Role
from protocol.screen import Screen
from protocol.session import SessionState
from protocol.signalling import IceServer
from protocol.wire import AtMs, Epoch, Name, Sentence, Seq, Token, Wire


class PeerKind(enum.StrEnum):
    """What is at the other end of a link."""

    PAGE = "page"
    """The customer's light page."""
    MACHINE = "machine"
    """The desktop program on the captured machine."""
    CONSOLE = "console"
    """A staff member's view of one session."""
    VIEWER = "viewer"
    """A viewer of a demo."""
    DESK = "desk"
    """A staff member's overview: the queue and their sessions."""


class MachineHello(Wire):
    """What the desktop program says of its machine, at each hello.

    `epoch` is the highest that its gate ever used, so that the mirror can be told after a cut (SPEC C7).
    """

    platform: Platform
    system: Name
    abilities: Abilities
    screen: Screen
    epoch: Epoch = 0


class Hello(Wire):
    """The first message on a control link: a ticket to come in, or a resume token to come back (SPEC K1)."""

    type: Literal["hello"] = "hello"
    protocol: Annotated[int, Field(ge=0, le=65535)]
    ticket: Token | None = None
    resume: Token | None = None
    version: Name
    machine: MachineHello | None = None

    @model_validator(mode="after")
    def _one_key(self) -> Self:
        if (self.ticket is None) is (self.resume is None):
            raise ValueError("either a ticket or a resume token")
        return self


class MediaHello(Wire):
    """The first message on a media link: the ticket that came with the welcome."""

    type: Literal["media_hello"] = "media_hello"
    protocol: Annotated[int, Field(ge=0, le=65535)]
    ticket: Token


class Welcome(Wire):
    """Everything a newcomer needs; after it only increments (SPEC S3).

    `resume` opens this same place again, once; the one before it stays good until this one is used (SPEC K5).
    `session` is None on a desk link.
    """

    type: Literal["welcome"] = "welcome"
    protocol: int
    peer_id: PeerIdField
    person_id: PersonIdField
    role: Role
    kind: PeerKind
    organisation: Name
    resume: Token
    media_ticket: Token | None = None
    session: SessionState | None = None
    ice: tuple[IceServer, ...] = ()
    at: AtMs


class Ping(Wire):
    """Are you there? Sent by the client; answered at once with the same number."""

    type: Literal["ping"] = "ping"
    number: Seq


class Pong(Wire):
    """Yes."""

    type: Literal["pong"] = "pong"
    number: Seq


class Leave(Wire):
    """This peer goes for good and does not come back by itself."""

    type: Literal["leave"] = "leave"


class MediaTicketWanted(Wire):
    """The media link has to be opened anew: another ticket, please."""

    type: Literal["media_ticket_wanted"] = "media_ticket_wanted"


class MediaTicket(Wire):
    """A ticket for one media link."""

    type: Literal["media_ticket"] = "media_ticket"
    ticket: Token


class Fault(Wire):
    """Something that this peer asked for was refused; the link lives on (SPEC E1)."""

    type: Literal["fault"] = "fault"
    code: ErrorCode
    sentence: Sentence
    about: RequestIdField | None = None
