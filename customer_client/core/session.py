"""The session as the captured machine decides it: what is allowed here, to whom, under which epoch (SPEC C).

                 asked                   allowed                    logged
    (nothing) ─────────▶ question open ─────────▶ consent pending ─────────▶ in force
        ▲                      │ no, or no answer        │ taken back            │
        └──────────────────────┴─────────────────────────┴──── lowered ◀─────────┘

Rules that are decided here:

- C2: what the person allows is in force only after the server has logged it. Until then nothing opens.
- C4: lowering needs nobody. The gate closes first, then it is journalled here, then it is said; when the link
  is cut it is said as soon as it is back.
- C5: while a question is open the gate passes nothing, and nobody can allow it within 3 s.
- C6: the consent covers the staff whom the window named. Who joins later holds nothing without a new click.
- C8: the *path* of the holder's input is the server's link or any direct path of the holder. One may die and
  the other live: control goes on, and what is sent again over it is dropped by the gate as a repeat.
  When the last one dies, control is released at once and needs a new click; the mode and the view stay.
- C9: when the server is lost while a direct path of the holder lives, nothing is released for
  `BROKER_LOST_GRACE_SECONDS`; after that control is, the mode and the view stay.
- C10: control ends after `RECONFIRM_CONTROL_SECONDS` and needs a new click.

Time is this machine's own monotonic milliseconds.
"""

from collections import deque
from dataclasses import replace
from typing import Final, assert_never

from customer_client.core import events as ev
from customer_client.core.effects import (
    NOTICE_OF,
    CloseConsent,
    CloseDirect,
    CloseGate,
    Effect,
    Finish,
    HoldInput,
    Journal,
    Notice,
    OfferDirect,
    OpenGate,
    PassInput,
    Send,
    ShowConsent,
    StartPicture,
    StopPicture,
    Tell,
    WakeAt,
)
from customer_client.core.paths import Paths
from customer_client.core.question import Consent, Question, Right, covered_by, rights_asked
from protocol.consent import Answer, LoweredBy
from protocol.control import AskConsent, ConsentGiven, EndSession, LoweredHere
from protocol.facts import Ended, Entry, Left, PresenceChanged, Requeued
from protocol.fold import apply
from protocol.ids import PeerId, PersonId, RequestId
from protocol.limits import (
    BROKER_LOST_GRACE_SECONDS,
    CONSENT_ANSWER_SECONDS,
    CONSENT_INERT_SECONDS,
    RECONFIRM_CONTROL_SECONDS,
)
from protocol.link_messages import Leave
from protocol.modes import Mode, is_raise
from protocol.session import SessionState, State
from protocol.signalling import DirectClosed

INERT_MS: Final = round(CONSENT_INERT_SECONDS * 1000)
ANSWER_MS: Final = round(CONSENT_ANSWER_SECONDS * 1000)
GRACE_MS: Final = round(BROKER_LOST_GRACE_SECONDS * 1000)
RECONFIRM_MS: Final = round(RECONFIRM_CONTROL_SECONDS * 1000)
UNSAID_LIMIT: Final = 32
"""Lowerings kept for a server that is away; the oldest goes first, since the newest says what is in force."""


class Session:
    """The decisions of one captured machine in one session. One event after the other; not safe to share.

    Args:
        epoch: The highest ever minted on this machine, from its journal; the next one is higher.
        can_inject: Whether this machine's pointer and keys can be moved; else control is not asked for.
    """

    def __init__(self, *, epoch: int = 0, can_inject: bool = True) -> None:
        self.epoch = epoch
        self.mirror: SessionState | None = None
        self.organisation = ""
        self.mode: Mode | None = None
        self.holder: PersonId | None = None
        self.covered: tuple[PersonId, ...] = ()
        self.question: Question | None = None
        self.pending: Consent | None = None
        self.linked = False
        self.over = False
        self.since_ms: int | None = None
        """Since when there is a view; None without one."""
        self.can_inject = can_inject
        self._lost_at_ms = 0
        self._control_until_ms = 0
        self._paths = Paths()
        self._unsaid: deque[LoweredHere] = deque(maxlen=UNSAID_LIMIT)

    def handle(self, event: ev.Event) -> list[Effect]:  # noqa: C901, PLR0912  a flat dispatch
        """Take one event.

        Returns:
            What to do now, in order. After `Finish` nothing follows any more.
        """
        if self.over:
            return []
        match event:
            case ev.Welcomed():
                return self._welcomed(event)
            case ev.LinkLost(at_ms=at_ms):
                return self._link_lost(at_ms)
            case ev.LinkOver():
                return self._end(Notice.SESSION_OVER)
            case ev.Heard(entry=entry):
                return self._heard(entry)
            case ev.Asked(at_ms=at_ms, ask=ask):
                return self._asked(ask, at_ms)
            case ev.QuestionWithdrawn(request_id=request_id):
                return self._withdrawn(request_id)
            case ev.Answered():
                return self._answered(event)
            case ev.Logged():
                return self._logged(event)
            case ev.Ordered():
                return self._ordered(event)
            case ev.TakenBack(mode=mode, by=by):
                return [*self._lower(mode, by), *self._refuse(Answer.REFUSED)]
            case ev.EndedHere():
                return self._leave(EndSession())
            case ev.ProgramEnds():
                return self._leave(Leave())
            case ev.DirectWanted():
                return self._direct_wanted(event)
            case ev.DirectOpened(peer=peer, person_id=person_id):
                self._paths.direct_opened(peer, person_id)
                return []
            case ev.DirectLost(peer=peer):
                return self._path_lost(peer)
            case ev.ViewerGone(peer=peer):
                return [CloseDirect(peer), *self._path_lost(peer)]
            case ev.HolderLinked(open=is_open):
                self._paths.holder_linked = is_open
                return self._path_checked()
            case ev.FrontLost():
                lowered = self._lower(self.mode, LoweredBy.LOCAL_PERSON)
                return [*lowered, *self._refuse(Answer.REFUSED)]
            case ev.Tick(at_ms=at_ms):
                return self._tick(at_ms)
            case _:
                assert_never(event)

    # The link

    def _welcomed(self, event: ev.Welcomed) -> list[Effect]:
        self.linked = self._paths.holder_linked = True
        self.mirror = event.state
        self.organisation = event.organisation
        if event.state.state is State.ENDED:
            return self._end(Notice.SESSION_OVER)
        asked = event.state.question.request_id if event.state.question else None
        effects: list[Effect] = []
        if self.question is not None and self.question.ask.request_id != asked:
            effects += self._close_question()
        pending = self.pending
        if pending is None:
            return effects + self._reconcile(event.state)
        if event.state.epoch == pending.epoch and event.state.mode is pending.mode:
            return effects + self._raise(pending, event.at_ms)
        if asked == pending.request_id:
            return [*effects, Send(pending.message())]
        self.pending = None
        return effects + self._reconcile(event.state)

    def _reconcile(self, seen: SessionState) -> list[Effect]:
        """Say what happened here while the server did not hear it."""
        unsaid: list[Effect] = [Send(message) for message in self._unsaid if message.epoch > seen.epoch]
        self._unsaid.clear()
        if unsaid or (seen.mode is self.mode and seen.holder_id == self.holder):
            return unsaid
        return self._lower(self.mode, LoweredBy.PROGRAM_ENDED, forced=True)

    def _link_lost(self, at_ms: int) -> list[Effect]:
        self.linked = False
        self._lost_at_ms = at_ms
        if self.holder is None:
            return []
        if not self._path_lives():
            return self._lower(self.mode, LoweredBy.PATH_LOST)
        return [WakeAt(at_ms + GRACE_MS)]

    def _heard(self, entry: Entry) -> list[Effect]:
        if self.mirror is None:
            return []
        self.mirror = apply(self.mirror, entry)
        match entry.fact:
            case Left(person_id=person_id):
                return self._left(person_id)
            case Requeued():
                return self._lower(None, LoweredBy.HOLDER_LEFT)
            case PresenceChanged(person_id=self.holder) if not self._path_lives():
                return self._lower(self.mode, LoweredBy.PATH_LOST)
            case Ended():
                return self._end(Notice.SESSION_OVER)
            case _:
                return []

    def _left(self, person_id: PersonId) -> list[Effect]:
        self.covered = tuple(covered for covered in self.covered if covered != person_id)
        gone = self._paths.left(person_id)
        lowered = self._lower(self.mode, LoweredBy.HOLDER_LEFT) if person_id == self.holder else []
        return [*lowered, *(CloseDirect(peer) for peer in gone)]

    # The question

    def _asked(self, ask: AskConsent, at_ms: int) -> list[Effect]:
        if self._is_known(ask.request_id):
            return []
        effects = self._close_question() if self.question is not None else []
        rights = rights_asked(ask, self.mode, can_inject=self.can_inject)
        if not rights:
            return [*effects, *self._say_no(ask, Answer.REFUSED), Tell(Notice.NOT_OFFERED)]
        first, *more = rights
        self.question = Question(
            ask, first, tuple(more), view_allowed=False, shown_ms=at_ms, until_ms=at_ms + ANSWER_MS
        )
        return [*effects, HoldInput(), _shown(self.question), WakeAt(self.question.until_ms)]

    def _withdrawn(self, request_id: RequestId) -> list[Effect]:
        if self.pending is not None and self.pending.request_id == request_id:
            self.pending = None  # if the log has it all the same, `_logged` corrects the log
        asked = self.question is not None and self.question.ask.request_id == request_id
        return self._close_question() if asked else []

    def _is_known(self, request_id: RequestId) -> bool:
        """Whether that question stands in front of the person, or a yes to it is on its way to the log."""
        asked = self.question is not None and self.question.ask.request_id == request_id
        return asked or (self.pending is not None and self.pending.request_id == request_id)

    def _answered(self, event: ev.Answered) -> list[Effect]:
        question = self.question
        if question is None or (question.ask.request_id, question.right) != (event.request_id, event.right):
            return []
        if not event.allowed:
            return self._decline(Answer.REFUSED)
        if event.at_ms < question.shown_ms + INERT_MS:
            return [_shown(question)]  # no front lets that happen: whatever answered, it was no person
        if question.more:
            right, *more = question.more
            self.question = replace(
                question, right=right, more=tuple(more), view_allowed=True, shown_ms=event.at_ms
            )
            return [_shown(self.question)]
        if question.right is Right.CONTROL:
            return self._allow(question, question.ask.mode, question.ask.asked_by.person_id)
        return self._allow(question, Mode.OBSERVER, None)

    def _allow(self, question: Question, mode: Mode, holder: PersonId | None) -> list[Effect]:
        self.epoch += 1
        covered = covered_by(question.ask.people)
        self.pending = Consent(question.ask.request_id, mode, holder, self.epoch, covered)
        effects = [*self._close_question(), Journal(self.epoch, mode, None)]
        return [*effects, Send(self.pending.message())] if self.linked else effects

    def _refuse(self, answer: Answer) -> list[Effect]:
        """No to the whole question, if one is open."""
        question = self.question
        return [*self._close_question(), *self._say_no(question.ask, answer)] if question is not None else []

    def _decline(self, answer: Answer) -> list[Effect]:
        """No to the right that stands in front of the person; a view allowed before it stays allowed."""
        question = self.question
        if question is not None and question.view_allowed:
            return self._allow(question, Mode.OBSERVER, None)
        return self._refuse(answer)

    def _say_no(self, ask: AskConsent, answer: Answer) -> list[Effect]:
        if not self.linked:
            return []
        no = ConsentGiven(request_id=ask.request_id, answer=answer, mode=ask.mode, epoch=self.epoch)
        return [Send(no)]

    def _close_question(self) -> list[Effect]:
        self.question = None
        return [CloseConsent(), PassInput()]

    # Up

    def _logged(self, event: ev.Logged) -> list[Effect]:
        pending = self.pending
        if pending is not None and (pending.request_id, pending.epoch) == (event.request_id, event.epoch):
            return self._raise(pending, event.at_ms)
        # The server has logged what was taken back meanwhile: its mirror stands too high until it is told.
        return self._lower(self.mode, LoweredBy.LOCAL_PERSON, forced=True)

    def _raise(self, consent: Consent, at_ms: int) -> list[Effect]:
        effects: list[Effect] = []
        if self.mode is None:
            self.since_ms = at_ms
            effects.append(StartPicture(consent.mode))
        self.pending = None
        self.mode, self.holder, self.covered = consent.mode, consent.holder, consent.covered
        self._paths.holder_linked = True
        if self.holder is None:
            return effects
        if not self._path_lives():
            return effects + self._lower(self.mode, LoweredBy.HOLDER_LEFT)
        self._control_until_ms = at_ms + RECONFIRM_MS
        return [*effects, OpenGate(self.mode, self.holder, consent.epoch), WakeAt(self._control_until_ms)]

    # Down

    def _lower(
        self, mode: Mode | None, by: LoweredBy, person_id: PersonId | None = None, *, forced: bool = False
    ) -> list[Effect]:
        """Give less: at most `mode`, and control to nobody. Nothing is said of nothing, unless `forced`."""
        before = self.mode
        target = None if mode is None or before is None else mode if not is_raise(before, mode) else before
        if target is before and self.holder is None and self.pending is None and not forced:
            return []
        had_holder = self.holder is not None
        self.epoch += 1
        self.mode, self.holder, self.covered, self.pending = target, None, (), None
        effects: list[Effect] = [CloseGate(target, self.epoch)]
        if before is not None and target is None:
            self.since_ms = None
            self._paths.direct_closed()
            effects += [StopPicture(), CloseDirect(None)]
        effects.append(Journal(self.epoch, target, by))
        lowered = LoweredHere(mode=target, epoch=self.epoch, by=by, person_id=person_id)
        if self.linked:
            effects.append(Send(lowered))
        else:
            self._unsaid.append(lowered)
        told = by in NOTICE_OF and (had_holder or target is not before)
        return [*effects, Tell(NOTICE_OF[by])] if told else effects

    def _ordered(self, order: ev.Ordered) -> list[Effect]:
        """The server waits for the answer, so there is one also when nothing is left to lower (C4)."""
        effects = self._lower(order.mode, order.by, order.person_id)
        if effects or not self.linked:
            return effects
        return [Send(LoweredHere(mode=self.mode, epoch=self.epoch, by=order.by, person_id=order.person_id))]

    def _leave(self, word: EndSession | Leave) -> list[Effect]:
        by = LoweredBy.PROGRAM_ENDED if isinstance(word, Leave) else LoweredBy.LOCAL_PERSON
        effects = self._lower(None, by)
        effects += self._refuse(Answer.REFUSED)
        effects = [effect for effect in effects if not isinstance(effect, Tell)]
        self.over = True
        return [*effects, *([Send(word)] if self.linked else []), Finish()]

    def _end(self, notice: Notice) -> list[Effect]:
        self.linked = False
        effects = self._lower(None, LoweredBy.STAFF)
        effects = [effect for effect in effects if not isinstance(effect, Tell)]
        effects += self._close_question() if self.question is not None else []
        self.over = True
        return [*effects, Tell(notice), Finish()]

    # The paths

    def _path_lives(self) -> bool:
        seen = self.mirror if self.linked else None
        return self.holder is not None and self._paths.live_for(self.holder, seen)

    def _direct_wanted(self, event: ev.DirectWanted) -> list[Effect]:
        named = self.mirror is not None and self.mirror.person(event.person_id) is not None
        if self.mode is not None and named:
            return [OfferDirect(event.peer, event.person_id, event.attempt)]
        return [Send(DirectClosed(peer=event.peer, attempt=event.attempt))] if self.linked else []

    def _path_lost(self, peer: PeerId) -> list[Effect]:
        self._paths.direct_lost(peer)
        return self._path_checked()

    def _path_checked(self) -> list[Effect]:
        if self.holder is None or self._path_lives():
            return []
        return self._lower(self.mode, LoweredBy.PATH_LOST if self.linked else LoweredBy.BROKER_LOST)

    def _tick(self, at_ms: int) -> list[Effect]:
        effects: list[Effect] = []
        if self.question is not None and at_ms >= self.question.until_ms:
            effects += [*self._decline(Answer.EXPIRED), Tell(Notice.NO_ANSWER)]
        if self.holder is not None and not self.linked and at_ms >= self._lost_at_ms + GRACE_MS:
            effects += self._lower(self.mode, LoweredBy.BROKER_LOST)
        if self.holder is not None and at_ms >= self._control_until_ms:
            effects += self._lower(self.mode, LoweredBy.RECONFIRM)
        return effects


def _shown(question: Question) -> ShowConsent:
    return ShowConsent(question.ask, question.right, question.until_ms)
