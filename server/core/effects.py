"""What is to be done in the world, after the facts are on disk. Orders, in order."""

from dataclasses import dataclass
from typing import TypeAlias

from protocol.control import AskConsent, HolderLink, LowerOrder, PeerGone, RaiseLogged, StopAsking
from protocol.errors import ErrorCode
from protocol.floor import MoveFloor
from protocol.ids import PeerId
from protocol.recording_messages import OrderRecording
from protocol.screen import MonitorId
from protocol.work_messages import OrderWork, StopWorkOrder, WorkLogged

Order: TypeAlias = (
    AskConsent
    | StopAsking
    | RaiseLogged
    | LowerOrder
    | PeerGone
    | HolderLink
    | MoveFloor
    | OrderWork
    | StopWorkOrder
    | WorkLogged
    | OrderRecording
)


@dataclass(frozen=True, slots=True)
class WelcomePeer:
    """The newcomer gets the whole session; from here on it hears every entry (SPEC S3)."""

    peer: PeerId


@dataclass(frozen=True, slots=True)
class Send:
    """This order goes to the captured machine."""

    peer: PeerId
    message: Order


@dataclass(frozen=True, slots=True)
class ShowTo:
    """From here on exactly these peers may have the picture of `source`; None: nobody sends, nobody sees.

    `first` is the stream that a viewer gets until it chooses another: the primary monitor's.
    """

    viewers: frozenset[PeerId]
    source: PeerId | None
    first: MonitorId


@dataclass(frozen=True, slots=True)
class CloseLinks:
    """These peers' links are closed with this error, once everything queued for them has gone out."""

    peers: frozenset[PeerId]
    code: ErrorCode


@dataclass(frozen=True, slots=True)
class WakeAt:
    """Send a `Tick` at this time; the newest one counts."""

    at_ms: int


Effect: TypeAlias = WelcomePeer | Send | ShowTo | CloseLinks | WakeAt
