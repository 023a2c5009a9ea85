"""Which messages travel in which direction. Nothing else is ever accepted there (SPEC W3)."""

from typing import Annotated, TypeAlias

from pydantic import Field

from protocol.control import (
    AnswerFrom,
    AskConsent,
    AskMode,
    ConsentGiven,
    DirectWantedBy,
    EndSession,
    Happened,
    HolderLink,
    InputSeenFor,
    LoweredHere,
    LowerMode,
    LowerOrder,
    PeerGone,
    RaiseLogged,
    RemoteInput,
    ScreenIs,
    StopAsking,
    Watched,
    WithdrawQuestion,
)
from protocol.direct import DrawnDirect, KeyFrameWanted, Watch
from protocol.input import Input, InputSeen
from protocol.link_messages import (
    Fault,
    Hello,
    Leave,
    MediaTicket,
    MediaTicketWanted,
    Ping,
    Pong,
    Welcome,
)
from protocol.queue import Desk, QueuePlace
from protocol.signalling import Answer, DirectClosed, DirectWanted, Offer

FromMachine: TypeAlias = Annotated[
    Hello
    | Ping
    | Leave
    | MediaTicketWanted
    | ConsentGiven
    | LoweredHere
    | ScreenIs
    | Offer
    | DirectClosed
    | InputSeenFor
    | EndSession,
    Field(discriminator="type"),
]
"""The desktop program to the server."""

ToMachine: TypeAlias = Annotated[
    Welcome
    | Pong
    | Fault
    | MediaTicket
    | Happened
    | QueuePlace
    | AskConsent
    | StopAsking
    | RaiseLogged
    | LowerOrder
    | Watched
    | KeyFrameWanted
    | RemoteInput
    | DirectWantedBy
    | AnswerFrom
    | DirectClosed
    | PeerGone
    | HolderLink,
    Field(discriminator="type"),
]
"""The server to the desktop program."""

FromConsole: TypeAlias = Annotated[
    Hello
    | Ping
    | Leave
    | MediaTicketWanted
    | AskMode
    | WithdrawQuestion
    | LowerMode
    | EndSession
    | DirectWanted
    | Answer
    | DirectClosed
    | DrawnDirect
    | Watch
    | KeyFrameWanted
    | Input,
    Field(discriminator="type"),
]
"""A staff member's view of one session to the server."""

ToConsole: TypeAlias = Annotated[
    Welcome | Pong | Fault | MediaTicket | Happened | Offer | DirectClosed | InputSeen,
    Field(discriminator="type"),
]
"""The server to a staff member's view of one session."""

FromPage: TypeAlias = Annotated[Hello | Ping | Leave | EndSession, Field(discriminator="type")]
"""The customer's page to the server."""

ToPage: TypeAlias = Annotated[Welcome | Pong | Fault | Happened | QueuePlace, Field(discriminator="type")]
"""The server to the customer's page."""

FromDesk: TypeAlias = Annotated[Hello | Ping | Leave, Field(discriminator="type")]
"""A staff member's overview to the server."""

ToDesk: TypeAlias = Annotated[Welcome | Pong | Fault | Desk, Field(discriminator="type")]
"""The server to a staff member's overview."""
