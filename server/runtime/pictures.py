"""The ports around the picture: what the hub tells the relay, and what a media socket needs of it."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias

from protocol.control import Watched
from protocol.direct import KeyFrameWanted
from protocol.ids import PeerId, SessionId

TellSource: TypeAlias = Callable[[SessionId, PeerId, Watched | KeyFrameWanted], None]
"""How the relay speaks to a captured machine: over its control link, if that is open."""


class FrameOutlet(Protocol):
    """One media socket, as the relay sees it. Neither method waits."""

    def wake(self) -> None:
        """There is something to take from the relay's queue for this viewer."""
        ...

    def close(self, code: int) -> None:
        """Close the socket with this code."""
        ...


class ViewerQueue(Protocol):
    """What waits for one viewer. Taken by the one task that writes to its socket."""

    def pop(self) -> bytes | None:
        """The next frame to send, or None: everything is sent."""
        ...


class PictureLinks(Protocol):
    """What a media socket does with the relay."""

    def attach_viewer(self, session_id: SessionId, peer: PeerId, outlet: FrameOutlet) -> ViewerQueue:
        """This viewer's socket is open; an older one of the same peer is closed."""
        ...

    def attach_source(
        self, session_id: SessionId, peer: PeerId, outlet: FrameOutlet
    ) -> Callable[[bytes], None]:
        """The machine's socket is open. The answer takes its frames; ProtocolError for broken ones."""
        ...

    def detach(self, session_id: SessionId, peer: PeerId, outlet: FrameOutlet) -> None:
        """This socket is gone. Nothing happens when another one has taken its place."""
        ...


class Pictures(Protocol):
    """What the hub tells the relay."""

    def show_to(
        self, session_id: SessionId, viewers: frozenset[PeerId], source: PeerId | None, first: int
    ) -> None:
        """Exactly these viewers may have this source's picture; `first` is shown until they choose."""
        ...

    def watch(self, session_id: SessionId, peer: PeerId, streams: Sequence[int]) -> None:
        """This viewer chose these monitors; at least one (SPEC M7)."""
        ...

    def want_key(self, session_id: SessionId, peer: PeerId, stream: int) -> None:
        """This viewer cannot decode further without a key frame."""
        ...

    def direct(self, session_id: SessionId, peer: PeerId, *, drawn: bool) -> None:
        """This viewer draws from the direct path now, or is back on the relay."""
        ...

    def drop(self, session_id: SessionId, peer: PeerId | None, code: int) -> None:
        """Close this peer's media socket; None: all of the session's, and forget the session."""
        ...
