"""The floor as the captured machine moves it, among those whom the consent covers (SPEC O).

The gate closes first; a new epoch is journalled and said; for somebody else it opens when the server has
logged it. To the person here nothing opens. What the local hand took only the person here gives back.
"""

from collections import deque
from typing import Final

from customer_client.core.effects import CloseGate, Effect, Journal, Send
from customer_client.core.force import InForce, Moved
from customer_client.core.lowering import Lowering
from customer_client.core.question import LEAVE_ALONE_MS, RECONFIRM_MS
from protocol.consent import LoweredBy
from protocol.floor import FloorBy, FloorIs, MoveFloor
from protocol.ids import PersonId, RequestId
from protocol.modes import Mode
from protocol.rights import Deed, may

_KNOWN_LIMIT: Final = 32


class Floor:
    """Who of the covered has it."""

    def __init__(self, force: InForce, lowering: Lowering) -> None:
        self._force = force
        self._lowering = lowering
        self._taken: deque[tuple[RequestId, int]] = deque(maxlen=_KNOWN_LIMIT)

    def ordered(self, move: MoveFloor) -> list[Effect]:
        """The server wants it to move. What does not fit opens nothing, and is answered by what is so."""
        force = self._force
        if force.pending is not None and force.pending.request_id == move.request_id:
            return [Send(force.pending.message())]
        if force.floor_is_here:
            return self._here(move.request_id, FloorBy.LOCAL_HAND)  # O4: no click of the staff brings it back
        if force.holder is None or force.pending is not None:
            return self._does_not_fit()
        if move.to is None:
            if force.mode is not Mode.DESKTOP_SHARING:
                return self._does_not_fit()
            return self._here(move.request_id, move.by, move.person_id)
        if not self._may_hold(move.to):
            return self._does_not_fit()
        return self._to(move.to, move.request_id, move.by, move.person_id, lasts_ms=None)

    def given(self, to: PersonId) -> list[Effect]:
        """The person here gives it: their click renews the consent, for those whom it covers."""
        force = self._force
        if not force.floor_is_here or not force.linked or not self._may_hold(to):
            return []
        if not force.path_lives_for(to):
            return []
        customer = force.mirror.customer_id if force.mirror is not None else None
        return self._to(to, None, FloorBy.CUSTOMER_GAVE, customer, lasts_ms=RECONFIRM_MS)

    def taken_by_hand(self) -> list[Effect]:
        """In desktop sharing the local hand takes it, and keeps it (SPEC O4)."""
        force = self._force
        if force.mode is not Mode.DESKTOP_SHARING or force.holder is None:
            return []
        return self._here(None, FloorBy.LOCAL_HAND)

    def returned(self, holder: PersonId | None) -> list[Effect]:
        """Back from a restart: to whom had it, under a new epoch (SPEC R3)."""
        force = self._force
        if holder is None or not self._may_hold(holder) or not force.can_inject:
            return self._here(None, FloorBy.RETURNED)
        lasts_ms = LEAVE_ALONE_MS if force.leave_alone else RECONFIRM_MS
        return self._to(holder, None, FloorBy.RETURNED, None, lasts_ms=lasts_ms)

    def refused(self, request_id: RequestId) -> list[Effect]:
        """The server does not take the move: nobody has control then."""
        pending = self._force.pending
        if not isinstance(pending, Moved) or pending.request_id != request_id:
            return []
        return self._does_not_fit()

    def is_of_the_past(self, request_id: RequestId, epoch: int) -> bool:
        """Whether the server has logged that it came here: nothing follows from that."""
        return (request_id, epoch) in self._taken

    def _may_hold(self, person_id: PersonId) -> bool:
        person = self._force.person(person_id)
        return person_id in self._force.covered and person is not None and may(person.role, Deed.HOLD)

    def _to(
        self,
        holder: PersonId,
        request_id: RequestId | None,
        by: FloorBy,
        person_id: PersonId | None,
        *,
        lasts_ms: int | None,
    ) -> list[Effect]:
        force = self._force
        assert force.mode is not None
        before, epoch = force.epoch, force.mint()
        force.holder = None
        force.pending = Moved(
            request_id or RequestId(f"floor_{epoch}"),
            force.mode,
            holder,
            epoch,
            force.covered,
            by,
            person_id,
            force.leave_alone,
            lasts_ms,
        )
        # The gate closes under the epoch before: it opens under the new one.
        return [
            CloseGate(force.mode, before),
            Journal(epoch, force.mode, None),
            Send(force.pending.message()),
        ]

    def _here(
        self, request_id: RequestId | None, by: FloorBy, person_id: PersonId | None = None
    ) -> list[Effect]:
        force = self._force
        epoch = force.mint()
        force.holder = force.pending = None
        said = FloorIs(
            request_id=request_id or RequestId(f"floor_{epoch}"), epoch=epoch, by=by, person_id=person_id
        )
        self._taken.append((said.request_id, epoch))
        return [CloseGate(force.mode, epoch), Journal(epoch, force.mode, None), *force.say(said)]

    def _does_not_fit(self) -> list[Effect]:
        return self._lowering.lower(self._force.mode, LoweredBy.PROGRAM_ENDED, forced=True)
