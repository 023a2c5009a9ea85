"""Let in, or back in: what each side did while it did not hear the other (SPEC K3, C7, R3)."""

from customer_client.core.effects import Effect, Kept, Send, StartPicture
from customer_client.core.floor import Floor
from customer_client.core.force import InForce, Moved
from customer_client.core.lowering import Lowering
from customer_client.core.question import Consent
from customer_client.core.raising import Raising
from customer_client.core.restart import Restart, fits
from customer_client.core.work import Works
from protocol.ids import RequestId
from protocol.modes import Mode
from protocol.session import SessionState


class Welcome:
    """Brings both sides to the same view: never to more than either of them gives."""

    def __init__(  # noqa: PLR0913  it is where all parts of the session meet
        self,
        force: InForce,
        lowering: Lowering,
        raising: Raising,
        floor: Floor,
        works: Works,
        restart: Restart,
        returning: Kept | None,
    ) -> None:
        self._force = force
        self._lowering = lowering
        self._raising = raising
        self._floor = floor
        self._works = works
        self._restart = restart
        self._returning = returning

    def taken(self, seen: SessionState, at_ms: int) -> list[Effect]:
        """What follows from how the server sees the session now."""
        kept, self._returning = self._returning, None
        if kept is not None and fits(kept, seen):
            return self._back(kept, seen, at_ms)
        asked = seen.question.request_id if seen.question is not None else None
        effects: list[Effect] = []
        question = self._force.question
        if question is not None and question.ask.request_id != asked and question.ask.mode is not Mode.DEMO:
            effects += self._raising.close_question()
        effects += self._restart.linked(seen)
        effects += self._went_up(seen, asked, at_ms)
        effects += self._works.reconcile(seen)
        return [*effects, *self._raising.offer_presenting(at_ms)]

    def _went_up(self, seen: SessionState, asked: RequestId | None, at_ms: int) -> list[Effect]:
        """What was on its way up when the link was cut: in the log, or said again, or void."""
        pending = self._force.pending
        if pending is None:
            return self._lowering.reconcile(seen)
        if seen.epoch == pending.epoch and seen.mode is pending.mode:
            return self._raising.into_force(pending, at_ms)
        if isinstance(pending, Consent) and (asked == pending.request_id or pending.mode is Mode.DEMO):
            return [Send(pending.message())]
        if isinstance(pending, Moved) and seen.holder_id is None and pending.holder in seen.covered:
            return [Send(pending.message())]
        self._force.pending = None
        return self._lowering.reconcile(seen)

    def _back(self, kept: Kept, seen: SessionState, at_ms: int) -> list[Effect]:
        """Back from the restart that was ordered and allowed: what was in force is again (SPEC R3)."""
        force = self._force
        force.mode, force.since_ms = kept.mode, at_ms
        force.covered = tuple(person_id for person_id in kept.covered if person_id in seen.covered)
        force.leave_alone = kept.leave_alone
        effects: list[Effect] = [StartPicture(kept.mode), *self._works.settled(kept.mode)]
        back = seen.restart.request_id if seen.restart is not None else None
        if back is not None:  # else nobody had control, and the server knew us again without a word
            effects += self._floor.returned(kept.holder)
        return [*effects, *self._works.reconcile(seen, back)]
