"""Which messages travel in which direction. Nothing else is ever accepted there (SPEC W3)."""

from typing import Annotated, TypeAlias

from pydantic import Field

from protocol.chat_messages import (
    ChatPage,
    ChatWanted,
    Mark,
    Marked,
    Note,
    Say,
    TickStep,
    Typing,
    TypingNow,
)
from protocol.control import (
    AnswerFrom,
    AskConsent,
    AskMode,
    ConsentGiven,
    DirectWantedBy,
    ElevationIs,
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
from protocol.demo import RaiseHand
from protocol.direct import DrawnDirect, KeyFrameWanted, Watch
from protocol.floor import AskFloor, FloorIs, GiveFloor, MoveFloor, UnaskFloor
from protocol.inner import (
    HandBack,
    Invite,
    OfferTransfer,
    TakeOver,
    WithdrawInvitation,
    WithdrawTransfer,
)
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
from protocol.pointing import Activity, Ink, Inked, Point, Pointed
from protocol.queue import Desk, QueuePlace
from protocol.recording_messages import (
    AskRecording,
    Flag,
    OrderRecording,
    PauseRecording,
    PrivateIs,
    RecordingGiven,
    RecordingHere,
    ResumeRecording,
    StopRecording,
)
from protocol.signalling import Answer, DirectClosed, DirectWanted, Offer
from protocol.work_messages import (
    AskWork,
    InspectionPart,
    OrderWork,
    Restarting,
    ReturnToken,
    ReturnTokenWanted,
    StopWork,
    StopWorkOrder,
    TransferTicket,
    TransferTicketWanted,
    WorkGiven,
    WorkLogged,
    WorkOutput,
    WorkOver,
)

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
    | EndSession
    | ElevationIs
    | FloorIs
    | WorkGiven
    | WorkOver
    | WorkOutput
    | InspectionPart
    | TransferTicketWanted
    | ReturnTokenWanted
    | Restarting
    | Activity
    | Say
    | Mark
    | RecordingGiven
    | RecordingHere
    | PrivateIs,
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
    | HolderLink
    | MoveFloor
    | OrderWork
    | StopWorkOrder
    | WorkLogged
    | TransferTicket
    | ReturnToken
    | Pointed
    | Inked
    | OrderRecording,
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
    | Input
    | AskFloor
    | UnaskFloor
    | GiveFloor
    | AskWork
    | StopWork
    | TransferTicketWanted
    | Invite
    | WithdrawInvitation
    | OfferTransfer
    | WithdrawTransfer
    | TakeOver
    | HandBack
    | Say
    | TickStep
    | Note
    | Typing
    | Mark
    | ChatWanted
    | Point
    | Ink
    | RaiseHand
    | AskRecording
    | PauseRecording
    | ResumeRecording
    | StopRecording
    | Flag,
    Field(discriminator="type"),
]
"""A staff member's view of one session to the server."""

ToConsole: TypeAlias = Annotated[
    Welcome
    | Pong
    | Fault
    | MediaTicket
    | Happened
    | Offer
    | DirectClosed
    | InputSeen
    | ChatPage
    | TypingNow
    | Marked
    | Pointed
    | Inked
    | Activity
    | WorkOutput
    | InspectionPart
    | TransferTicket,
    Field(discriminator="type"),
]
"""The server to a staff member's view of one session."""

FromPage: TypeAlias = Annotated[
    Hello | Ping | Leave | EndSession | Say | TickStep | Typing | Mark | ChatWanted,
    Field(discriminator="type"),
]
"""The customer's page to the server."""

ToPage: TypeAlias = Annotated[
    Welcome | Pong | Fault | Happened | QueuePlace | ChatPage | TypingNow | Marked,
    Field(discriminator="type"),
]
"""The server to the customer's page."""

FromDesk: TypeAlias = Annotated[Hello | Ping | Leave, Field(discriminator="type")]
"""A staff member's overview to the server."""

ToDesk: TypeAlias = Annotated[Welcome | Pong | Fault | Desk, Field(discriminator="type")]
"""The server to a staff member's overview."""

FromAudience: TypeAlias = Annotated[
    Hello
    | Ping
    | Leave
    | MediaTicketWanted
    | Watch
    | KeyFrameWanted
    | Say
    | Typing
    | Mark
    | ChatWanted
    | RaiseHand,
    Field(discriminator="type"),
]
"""A viewer of a demo to the server."""

ToAudience: TypeAlias = Annotated[
    Welcome | Pong | Fault | MediaTicket | Happened | ChatPage | TypingNow | Marked | Pointed | Inked,
    Field(discriminator="type"),
]
"""The server to a viewer of a demo."""
