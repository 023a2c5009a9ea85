"""Work on this machine: by the mode in force here, asked of the person here, and begun once logged (SPEC J).

            ordered                 allowed                logged
(nothing) ─────────▶ prompt open ─────────▶ given ─────────▶ under way ──▶ over
    ▲                     │ no, or no answer   │ stopped           │ stopped
    └─────────────────────┴────────────────────┴───────────────────┘
"""

import hashlib
from dataclasses import dataclass
from typing import Final

from customer_client.core.effects import (
    BeginWork,
    CloseConsent,
    DropRights,
    Effect,
    HoldInput,
    Notice,
    PassInput,
    Send,
    ShowWork,
    StopWork,
    Tell,
    WakeAt,
)
from customer_client.core.events import WorkAnswered
from customer_client.core.force import InForce
from customer_client.core.restart import Restart
from customer_client.core.runner import Job, Outcome
from protocol.consent import Answer
from protocol.ids import PersonId, RequestId
from protocol.limits import CONSENT_ANSWER_SECONDS, CONSENT_INERT_SECONDS, WORKS_LIMIT
from protocol.modes import Ability, Allowed, Mode, allowed
from protocol.rights import Deed, may
from protocol.session import SessionState
from protocol.work import ABILITY, FilesWork, RebootWork, ScriptWork, Way, What, Work, WorkEnd
from protocol.work_messages import OrderWork, WorkGiven, WorkOver

INERT_MS: Final = round(CONSENT_INERT_SECONDS * 1000)
ANSWER_MS: Final = round(CONSENT_ANSWER_SECONDS * 1000)
_SAID_LIMIT: Final = 4 * WORKS_LIMIT


@dataclass(frozen=True, slots=True)
class WorkPrompt:
    """What stands in front of the person, if it is about work; `shown_ms` and `until_ms` as in `Question`."""

    order: OrderWork
    shown_ms: int
    until_ms: int


@dataclass(slots=True)
class _Piece:
    """Allowed here; under way once the server has logged that."""

    order: OrderWork
    paths: tuple[str, ...]
    prompted: bool
    under_way: bool = False

    def given(self) -> WorkGiven:
        return WorkGiven(request_id=self.order.request_id, answer=Answer.ALLOWED, prompted=self.prompted)


class Works:
    """What is asked, allowed and under way."""

    def __init__(self, force: InForce, restart: Restart) -> None:
        self._force = force
        self._restart = restart
        self.prompt: WorkPrompt | None = None
        self._pieces: dict[RequestId, _Piece] = {}
        self._has_rights = False
        self._last_words: dict[RequestId, WorkGiven | WorkOver] = {}

    @property
    def under_way(self) -> tuple[OrderWork, ...]:
        """What goes on, in the order in which it was allowed."""
        return tuple(piece.order for piece in self._pieces.values() if piece.under_way)

    def ordered(self, order: OrderWork, at_ms: int) -> list[Effect]:
        """The mode in force here decides: no, yes, or the person (SPEC J2)."""
        force, request_id = self._force, order.request_id
        if request_id in self._pieces:
            return self._now(self._pieces[request_id].given())
        if request_id in self._last_words:
            return self._now(self._last_words[request_id])
        if self.prompt is not None and self.prompt.order.request_id == request_id:
            return []
        match self._allowed(order.what, force.mode):
            case _ if not may(order.asked_by.role, Deed.WORK) or len(self._pieces) >= WORKS_LIMIT:
                return self._no(request_id, Answer.REFUSED, prompted=False)
            case _ if _is_forged(order.what):
                return self._no(request_id, Answer.REFUSED, prompted=False)
            case Allowed.DROPPED:
                return self._no(request_id, Answer.REFUSED, prompted=False)
            case Allowed.SESSION:
                return self._yes(order, (), prompted=False)
            case _ if force.question or force.recording_prompt or self.prompt:
                return self._no(request_id, Answer.REFUSED, prompted=False)  # J3: one at a time
            case _:
                self.prompt = WorkPrompt(order, at_ms, at_ms + ANSWER_MS)
                return [HoldInput(), ShowWork(order, self.prompt.until_ms), WakeAt(self.prompt.until_ms)]

    def answered(self, event: WorkAnswered) -> list[Effect]:
        """The person clicked."""
        prompt = self.prompt
        if prompt is None or prompt.order.request_id != event.request_id:
            return []
        if not event.allowed or (_wants_paths(prompt.order.what) and not event.paths):
            return self.refuse()
        if event.at_ms < prompt.shown_ms + INERT_MS:
            return [ShowWork(prompt.order, prompt.until_ms)]  # whatever answered, it was no person
        return [*self._close_prompt(), *self._yes(prompt.order, event.paths, prompted=True)]

    def logged(self, request_id: RequestId) -> list[Effect]:
        """The server has the yes on its disk. What was stopped meanwhile does not begin."""
        piece = self._pieces.get(request_id)
        if piece is None:
            return self._now(self._last_word(request_id))
        if isinstance(piece.order.what, RebootWork):
            piece.under_way = True
            return self._restart.logged(request_id)
        if piece.under_way:
            return []
        piece.under_way = True
        return [BeginWork(Job(request_id, piece.order.what, piece.paths))]

    def stopped(self, request_id: RequestId) -> list[Effect]:
        """Somebody stops it, or takes the question for it away."""
        if self.prompt is not None and self.prompt.order.request_id == request_id:
            return self._close_prompt()
        return self._stop(request_id)

    def done(self, request_id: RequestId, outcome: Outcome) -> list[Effect]:
        """It has ended by itself."""
        if self._pieces.pop(request_id, None) is None:
            return []
        over = WorkOver(
            request_id=request_id,
            end=outcome.end,
            sentence=outcome.sentence,
            exit_code=outcome.exit_code,
            total_bytes=outcome.total_bytes,
            sha256=outcome.sha256,
        )
        return [*self._restart.stopped(request_id), *self._say(over)]

    def settled(self, mode: Mode | None) -> list[Effect]:
        """From now on this mode is in force: what it drops stops at once (SPEC J4)."""
        effects: list[Effect] = []
        had_rights, self._has_rights = self._has_rights, _gives_rights(mode)
        if had_rights and not self._has_rights:
            effects.append(DropRights())
        if self.prompt is not None and self._allowed(self.prompt.order.what, mode) is Allowed.DROPPED:
            effects += self.refuse()
        for request_id, piece in list(self._pieces.items()):
            if self._allowed(piece.order.what, mode) is Allowed.DROPPED:
                effects += self._stop(request_id)
        return effects

    def left(self, person_id: PersonId) -> list[Effect]:
        """They are gone from the session, and their work with them."""
        effects: list[Effect] = []
        if self.prompt is not None and self.prompt.order.asked_by.person_id == person_id:
            effects += self._close_prompt()
        for request_id, piece in list(self._pieces.items()):
            if piece.order.asked_by.person_id == person_id:
                effects += self._stop(request_id)
        return effects

    def refuse(self, answer: Answer = Answer.REFUSED) -> list[Effect]:
        """No, if a prompt is open."""
        if self.prompt is None:
            return []
        request_id = self.prompt.order.request_id
        return [*self._close_prompt(), *self._no(request_id, answer, prompted=True)]

    def tick(self, at_ms: int) -> list[Effect]:
        """No answer is a no."""
        if self.prompt is None or at_ms < self.prompt.until_ms:
            return []
        return [*self.refuse(Answer.EXPIRED), Tell(Notice.NO_ANSWER)]

    def reconcile(self, seen: SessionState, returned: RequestId | None = None) -> list[Effect]:
        """After a cut: what the server does not know any more ends; the last words are said again.

        Args:
            seen: As the server has it.
            returned: The restart that this program is back from.
        """
        listed = {work.request_id: work for work in seen.works}
        effects: list[Effect] = []
        if self.prompt is not None and self.prompt.order.request_id not in listed:
            effects += self._close_prompt()
        for request_id in [known for known in self._pieces if known not in listed]:
            effects += self._drop(request_id)
        if returned is not None:
            done = WorkOver(request_id=returned, end=WorkEnd.DONE)
            self._remember(done)
        for work in listed.values():
            if work.started_at is not None:
                effects += self._goes_on(work)
        return effects

    def _goes_on(self, work: Work) -> list[Effect]:
        """The server has it under way: it is, or begins, or the last word about it is said again.

        What is not logged yet the server orders again.
        """
        piece = self._pieces.get(work.request_id)
        if piece is None:
            return self._now(self._last_word(work.request_id))
        return [] if piece.under_way else self.logged(work.request_id)

    def _allowed(self, what: What, mode: Mode | None) -> Allowed:
        return allowed(mode, ABILITY[type(what)]) if mode is not None else Allowed.DROPPED

    def _yes(self, order: OrderWork, paths: tuple[str, ...], *, prompted: bool) -> list[Effect]:
        piece = self._pieces[order.request_id] = _Piece(order, paths, prompted)
        return self._now(piece.given())

    def _no(self, request_id: RequestId, answer: Answer, *, prompted: bool) -> list[Effect]:
        return self._say(WorkGiven(request_id=request_id, answer=answer, prompted=prompted))

    def _stop(self, request_id: RequestId) -> list[Effect]:
        if request_id not in self._pieces:
            return []
        over = WorkOver(request_id=request_id, end=WorkEnd.STOPPED)
        return [*self._drop(request_id), *self._say(over)]

    def _drop(self, request_id: RequestId) -> list[Effect]:
        piece = self._pieces.pop(request_id)
        stop: list[Effect] = [StopWork(request_id)] if piece.under_way else []
        return [*stop, *self._restart.stopped(request_id)]

    def _close_prompt(self) -> list[Effect]:
        self.prompt = None
        return [CloseConsent(), PassInput()]

    def _last_word(self, request_id: RequestId) -> WorkGiven | WorkOver:
        stopped = WorkOver(request_id=request_id, end=WorkEnd.STOPPED)
        return self._last_words.get(request_id, stopped)

    def _say(self, message: WorkGiven | WorkOver) -> list[Effect]:
        """The last word about this work; said again when the server asks again."""
        self._remember(message)
        return self._now(message)

    def _remember(self, message: WorkGiven | WorkOver) -> None:
        self._last_words[message.request_id] = message
        while len(self._last_words) > _SAID_LIMIT:
            del self._last_words[next(iter(self._last_words))]

    def _now(self, message: WorkGiven | WorkOver) -> list[Effect]:
        return [Send(message)] if self._force.linked else []


def _gives_rights(mode: Mode | None) -> bool:
    return mode is not None and allowed(mode, Ability.ELEVATION) is not Allowed.DROPPED


def _is_forged(what: What) -> bool:
    return isinstance(what, ScriptWork) and hashlib.sha256(what.text.encode()).hexdigest() != what.sha256


def _wants_paths(what: What) -> bool:
    return isinstance(what, FilesWork) and what.way is Way.FROM_MACHINE
