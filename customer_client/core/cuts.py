"""Cuts: the server's link, the direct paths, and what is released when the last way is gone (SPEC C8, C9)."""

from typing import Final, assert_never

from customer_client.core import events as ev
from customer_client.core.effects import CloseDirect, Effect, OfferDirect, Send, WakeAt
from customer_client.core.force import InForce
from customer_client.core.lowering import Lowering
from protocol.consent import LoweredBy
from protocol.ids import PeerId
from protocol.limits import BROKER_LOST_GRACE_SECONDS
from protocol.signalling import DirectClosed

GRACE_MS: Final = round(BROKER_LOST_GRACE_SECONDS * 1000)


class Cuts:
    """Watches the ways by which the holder's input can come in."""

    def __init__(self, force: InForce, lowering: Lowering) -> None:
        self._force = force
        self._lowering = lowering
        self._lost_at_ms = 0

    def link_lost(self, at_ms: int) -> list[Effect]:
        """The server cannot be reached."""
        self._force.linked = False
        self._lost_at_ms = at_ms
        if self._force.holder is None:
            return []
        if not self._force.path_lives:
            return self._lowering.lower(self._force.mode, LoweredBy.PATH_LOST)
        return [WakeAt(at_ms + GRACE_MS)]

    def path_changed(
        self, event: ev.DirectWanted | ev.DirectOpened | ev.DirectLost | ev.ViewerGone | ev.HolderLinked
    ) -> list[Effect]:
        """One way more, or less."""
        paths = self._force.paths
        match event:
            case ev.DirectWanted():
                return self._direct_wanted(event)
            case ev.DirectOpened(peer=peer, person_id=person_id):
                paths.direct_opened(peer, person_id)
                return []
            case ev.DirectLost(peer=peer):
                return self._lost(peer)
            case ev.ViewerGone(peer=peer):
                return [CloseDirect(peer), *self._lost(peer)]
            case ev.HolderLinked(open=is_open):
                paths.holder_linked = is_open
                return self._checked()
            case _:
                assert_never(event)

    def tick(self, at_ms: int) -> list[Effect]:
        """A direct path alone carries control only for a while."""
        force = self._force
        if force.holder is None or force.linked or at_ms < self._lost_at_ms + GRACE_MS:
            return []
        return self._lowering.lower(force.mode, LoweredBy.BROKER_LOST)

    def _direct_wanted(self, event: ev.DirectWanted) -> list[Effect]:
        if self._force.mode is not None and self._force.person(event.person_id) is not None:
            return [OfferDirect(event.peer, event.person_id, event.attempt)]
        closed = DirectClosed(peer=event.peer, attempt=event.attempt)
        return [Send(closed)] if self._force.linked else []

    def _lost(self, peer: PeerId) -> list[Effect]:
        self._force.paths.direct_lost(peer)
        return self._checked()

    def _checked(self) -> list[Effect]:
        force = self._force
        if force.holder is None or force.path_lives:
            return []
        by = LoweredBy.PATH_LOST if force.linked else LoweredBy.BROKER_LOST
        return self._lowering.lower(force.mode, by)
