"""The ways by which the holder's input can come in: the server's link, and direct paths (SPEC C8)."""

from protocol.ids import PeerId, PersonId
from protocol.people import Presence
from protocol.session import SessionState


class Paths:
    """What is known of them. It decides nothing.

    Attributes:
        holder_linked: Whether the holder has a link to the server, as the server said last.
    """

    def __init__(self) -> None:
        self.holder_linked = True
        self._direct: dict[PeerId, PersonId] = {}

    def direct_opened(self, peer: PeerId, person_id: PersonId) -> None:
        """Input of this person can come in over this peer's direct path."""
        self._direct[peer] = person_id

    def direct_lost(self, peer: PeerId) -> None:
        """It cannot any more; nothing happens if it never could."""
        self._direct.pop(peer, None)

    def left(self, person_id: PersonId) -> list[PeerId]:
        """Forget this person's direct paths, and say whose they were, in the order in which they opened."""
        gone = [peer for peer, owner in self._direct.items() if owner == person_id]
        for peer in gone:
            del self._direct[peer]
        return gone

    def direct_closed(self) -> None:
        """All direct paths are closed."""
        self._direct.clear()

    def live_for(self, holder: PersonId, seen: SessionState | None) -> bool:
        """Whether input of `holder` can come in at all.

        Args:
            holder: Who has control, or is about to.
            seen: What the server knows of the session; None while its link is cut.
        """
        if holder in self._direct.values():
            return True
        person = seen.person(holder) if seen is not None and self.holder_linked else None
        return person is not None and person.presence is Presence.PRESENT
