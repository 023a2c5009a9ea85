"""Up: the person's click, the server's log, and only then the gate (SPEC C2, C5)."""

from dataclasses import replace
from typing import Final, assert_never

from customer_client.core.effects import (
    CloseConsent,
    Effect,
    HoldInput,
    Journal,
    Notice,
    OpenGate,
    PassInput,
    Send,
    ShowConsent,
    StartPicture,
    Tell,
    WakeAt,
)
from customer_client.core.events import Answered, Logged
from customer_client.core.force import InForce, Moved
from customer_client.core.lowering import Lowering
from customer_client.core.question import Consent, Question, Right, covered_by, rights_asked
from customer_client.core.work import Works
from protocol.consent import Answer, LoweredBy
from protocol.control import AskConsent, ConsentGiven, Named
from protocol.demo import SessionKind
from protocol.ids import PersonId, RequestId
from protocol.limits import CONSENT_ANSWER_SECONDS, CONSENT_INERT_SECONDS
from protocol.modes import Mode

INERT_MS: Final = round(CONSENT_INERT_SECONDS * 1000)
ANSWER_MS: Final = round(CONSENT_ANSWER_SECONDS * 1000)
PRESENTING_MS: Final = 24 * 3600 * 1000
"""For how long a presenter may think before they begin: nobody waits for their answer."""


class Raising:
    """The question about a mode, and what was allowed until it is in force."""

    def __init__(self, force: InForce, lowering: Lowering, works: Works) -> None:
        self._force = force
        self._lowering = lowering
        self._works = works

    # The question

    def asked(self, ask: AskConsent, at_ms: int) -> list[Effect]:
        """The server wants the person to be asked."""
        force = self._force
        if self._is_known(ask.request_id):
            return []
        effects = self.close_question() if force.question is not None else []
        demo = force.mirror is not None and force.mirror.kind is SessionKind.DEMO
        rights = () if demo else rights_asked(ask, force.mode, can_inject=force.can_inject)
        busy = self._works.prompt is not None or force.recording_prompt is not None
        if not rights or busy:
            return [*effects, *self._say_no(ask, Answer.REFUSED), Tell(Notice.NOT_OFFERED)]
        first, *more = rights
        force.question = Question(
            ask, first, tuple(more), view_allowed=False, shown_ms=at_ms, until_ms=at_ms + ANSWER_MS
        )
        return [*effects, HoldInput(), _shown(force.question), WakeAt(force.question.until_ms)]

    def offer_presenting(self, at_ms: int) -> list[Effect]:
        """In a demo the presenter begins by themself, with this machine's own question (SPEC V3)."""
        force = self._force
        seen = force.mirror
        if seen is None or seen.kind is not SessionKind.DEMO or force.mode is not None:
            return []
        owner = force.person(seen.owner_id) if seen.owner_id is not None else None
        busy = force.question is not None or force.recording_prompt is not None
        if owner is None or busy or force.pending is not None:
            return []
        presenter = Named(person_id=owner.person_id, name=owner.name, role=owner.role)
        ask = AskConsent(
            request_id=RequestId(f"demo_{force.epoch + 1}"),
            mode=Mode.DEMO,
            asked_by=presenter,
            people=(presenter,),
            organisation=force.organisation,
        )
        until_ms = at_ms + PRESENTING_MS
        force.question = Question(
            ask, Right.PRESENT, (), view_allowed=False, shown_ms=at_ms, until_ms=until_ms
        )
        return [HoldInput(), _shown(force.question)]

    def withdrawn(self, request_id: RequestId) -> list[Effect]:
        """The question is over; a yes to it that is not in force yet is void."""
        force = self._force
        if force.pending is not None and force.pending.request_id == request_id:
            force.pending = None  # if the log has it all the same, `logged` corrects the log
        asked = force.question is not None and force.question.ask.request_id == request_id
        return self.close_question() if asked else []

    def answered(self, event: Answered) -> list[Effect]:
        """The person clicked."""
        force = self._force
        question = force.question
        if question is None or (question.ask.request_id, question.right) != (event.request_id, event.right):
            return []
        if not event.allowed:
            return self._decline(Answer.REFUSED)
        if event.at_ms < question.shown_ms + INERT_MS:
            return [_shown(question)]  # no front lets that happen: whatever answered, it was no person
        if question.more:
            right, *more = question.more
            force.question = replace(
                question, right=right, more=tuple(more), view_allowed=True, shown_ms=event.at_ms
            )
            return [_shown(force.question)]
        asker = question.ask.asked_by.person_id
        match question.right:
            case Right.VIEW:
                return self._allow(question, Mode.OBSERVER, None)
            case Right.PRESENT:
                return self._allow(question, Mode.DEMO, None)
            case Right.CONTROL | Right.ADMIN:
                holder = asker if force.can_inject else None
                return self._allow(question, question.ask.mode, holder, leave_alone=event.leave_alone)
            case _:
                assert_never(question.right)

    def refuse(self, answer: Answer) -> list[Effect]:
        """No to the whole question, if one is open."""
        question = self._force.question
        if question is None:
            return []
        nobody_asked = question.right is Right.PRESENT
        return [*self.close_question(), *([] if nobody_asked else self._say_no(question.ask, answer))]

    def close_question(self) -> list[Effect]:
        """It is over, without a word."""
        self._force.question = None
        return [CloseConsent(), PassInput()]

    def tick(self, at_ms: int) -> list[Effect]:
        """No answer is a no."""
        question = self._force.question
        if question is None or at_ms < question.until_ms:
            return []
        return [*self._decline(Answer.EXPIRED), Tell(Notice.NO_ANSWER)]

    def _is_known(self, request_id: RequestId) -> bool:
        """Whether that question stands in front of the person, or a yes to it is on its way to the log."""
        question, pending = self._force.question, self._force.pending
        asked = question is not None and question.ask.request_id == request_id
        return asked or (pending is not None and pending.request_id == request_id)

    def _allow(
        self, question: Question, mode: Mode, holder: PersonId | None, *, leave_alone: bool = False
    ) -> list[Effect]:
        force = self._force
        epoch = force.mint()
        covered = covered_by(question.ask.people)
        force.pending = Consent(question.ask.request_id, mode, holder, epoch, covered, leave_alone)
        effects = [*self.close_question(), Journal(epoch, mode, None)]
        return [*effects, Send(force.pending.message())] if force.linked else effects

    def _decline(self, answer: Answer) -> list[Effect]:
        """No to the right that stands in front of the person; a view allowed before it stays allowed."""
        question = self._force.question
        if question is not None and question.view_allowed:
            return self._allow(question, Mode.OBSERVER, None)
        return self.refuse(answer)

    def _say_no(self, ask: AskConsent, answer: Answer) -> list[Effect]:
        if not self._force.linked:
            return []
        epoch = self._force.epoch
        return [Send(ConsentGiven(request_id=ask.request_id, answer=answer, mode=ask.mode, epoch=epoch))]

    # In force

    def logged(self, event: Logged) -> list[Effect]:
        """The server has it on its disk."""
        pending = self._force.pending
        if pending is not None and (pending.request_id, pending.epoch) == (event.request_id, event.epoch):
            return self.into_force(pending, event.at_ms)
        # The server has logged what was taken back meanwhile: its mirror stands too high until it is told.
        return self._lowering.lower(self._force.mode, LoweredBy.LOCAL_PERSON, forced=True)

    def into_force(self, raised: Consent | Moved, at_ms: int) -> list[Effect]:
        """From here on it holds: the picture runs, and the gate opens for who has control."""
        force = self._force
        effects: list[Effect] = []
        if force.mode is None:
            force.since_ms = at_ms
            effects.append(StartPicture(raised.mode))
        force.pending = None
        force.mode, force.holder, force.covered = raised.mode, raised.holder, raised.covered
        force.leave_alone = raised.leave_alone
        force.paths.holder_linked = True
        effects += self._works.settled(raised.mode)
        if force.holder is None:
            return effects
        if not force.path_lives:
            return effects + self._lowering.lower(force.mode, LoweredBy.HOLDER_LEFT)
        if raised.lasts_ms is not None:
            force.control_until_ms = at_ms + raised.lasts_ms
        lasts_ms = force.control_until_ms - at_ms
        opened = OpenGate(raised.mode, force.holder, raised.epoch, lasts_ms)
        return [*effects, opened, WakeAt(force.control_until_ms)]


def _shown(question: Question) -> ShowConsent:
    return ShowConsent(question.ask, question.right, question.until_ms)
