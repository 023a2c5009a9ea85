"""Down: it needs nobody, and happens here first (SPEC C4)."""

from customer_client.core.effects import (
    NOTICE_OF,
    CloseDirect,
    CloseGate,
    Effect,
    Journal,
    Send,
    StopPicture,
    Tell,
)
from customer_client.core.events import Ordered
from customer_client.core.force import InForce
from customer_client.core.private import Private
from customer_client.core.work import Works
from protocol.consent import LoweredBy
from protocol.control import LoweredHere
from protocol.ids import PersonId
from protocol.modes import Mode, is_raise
from protocol.session import SessionState


class Lowering:
    """Gives less. The gate closes first, then it is journalled here, then it is said."""

    def __init__(self, force: InForce, works: Works, private: Private) -> None:
        self._force = force
        self._works = works
        self._private = private

    def lower(
        self, mode: Mode | None, by: LoweredBy, person_id: PersonId | None = None, *, forced: bool = False
    ) -> list[Effect]:
        """Give less: at most `mode`, and control to nobody. Nothing is said of nothing, unless `forced`."""
        force = self._force
        before = force.mode
        target = None if mode is None or before is None else mode if not is_raise(before, mode) else before
        if target is before and force.holder is None and force.pending is None and not forced:
            return []
        had_holder = force.holder is not None
        epoch = force.mint()
        force.mode, force.holder, force.covered, force.pending = target, None, (), None
        effects: list[Effect] = [CloseGate(target, epoch)]
        if before is not None and target is None:
            force.since_ms = None
            force.paths.direct_closed()
            effects += [StopPicture(), CloseDirect(None)]
        effects += self._works.settled(target)
        effects.append(Journal(epoch, target, by))
        effects += force.say(LoweredHere(mode=target, epoch=epoch, by=by, person_id=person_id))
        effects += self._private.settled()
        told = by in NOTICE_OF and (had_holder or target is not before)
        return [*effects, Tell(NOTICE_OF[by])] if told else effects

    def ordered(self, order: Ordered) -> list[Effect]:
        """The server waits for the answer, so there is one also when nothing is left to lower (C4)."""
        force = self._force
        effects = self.lower(order.mode, order.by, order.person_id)
        if effects or not force.linked:
            return effects
        force.covered = ()  # as everyone else has it from the order on
        message = LoweredHere(mode=force.mode, epoch=force.epoch, by=order.by, person_id=order.person_id)
        return [Send(message)]

    def reconcile(self, seen: SessionState) -> list[Effect]:
        """Say what happened here while the server did not hear it; give nothing that it does not know of."""
        force = self._force
        lowered: list[Effect] = [Send(message) for message in force.unsaid if message.epoch > seen.epoch]
        force.unsaid.clear()
        force.covered = tuple(person_id for person_id in force.covered if person_id in seen.covered)
        if lowered or (seen.mode is force.mode and seen.holder_id == force.holder):
            return lowered
        return self.lower(force.mode, LoweredBy.PROGRAM_ENDED, forced=True)
