"""The recording, as the person at this machine decides it (SPEC N).

ordered ──▶ prompt open ──yes──▶ said ──logged──▶ recorded ◀──▶ paused ──▶ withdrawn
                        └─no, no answer, taken back──▶ not recorded

What the person wants of it is journalled here first, said, and said again after each cut until the server's
state shows it. The newest wish counts; after a withdrawal there is none.
"""

from typing import assert_never

from customer_client.core.effects import (
    CloseConsent,
    Effect,
    HoldInput,
    KeepWish,
    Notice,
    PassInput,
    Send,
    ShowRecording,
    Tell,
    WakeAt,
)
from customer_client.core.events import RecordingChosen
from customer_client.core.force import InForce
from customer_client.core.question import RecordingPrompt
from customer_client.core.work import ANSWER_MS, INERT_MS, Works
from protocol.consent import Answer
from protocol.ids import RequestId
from protocol.recording import Recording, RecordingState
from protocol.recording_messages import OrderRecording, RecordingDeed, RecordingGiven, RecordingHere
from protocol.rights import Deed, may


class Recordings:
    """The question about it, and what the person wants of it afterwards.

    Args:
        wish: What was not heard yet when an earlier program ended here.
    """

    def __init__(self, force: InForce, works: Works, wish: RecordingHere | None = None) -> None:
        self._force = force
        self._works = works
        self._last_word: RecordingGiven | None = None
        self.wish = wish

    # The question

    def ordered(self, order: OrderRecording, at_ms: int) -> list[Effect]:
        """The server wants the person to be asked; one question at a time (SPEC J3)."""
        force, request_id = self._force, order.request_id
        if self._last_word is not None and self._last_word.request_id == request_id:
            return self._now(self._last_word)
        open_already = force.recording_prompt
        if open_already is not None and open_already.order.request_id == request_id:
            return []
        barred = order.asked_by is not None and not may(order.asked_by.role, Deed.RECORD)
        if barred or force.question or self._works.prompt or open_already:
            return self._say(request_id, Answer.REFUSED)
        prompt = force.recording_prompt = RecordingPrompt(order, at_ms, at_ms + ANSWER_MS)
        return [HoldInput(), ShowRecording(order, prompt.until_ms), WakeAt(prompt.until_ms)]

    def answered(self, event: RecordingChosen) -> list[Effect]:
        """The person clicked."""
        prompt = self._force.recording_prompt
        if prompt is None or prompt.order.request_id != event.request_id:
            return []
        if not event.allowed:
            return self.refuse()
        if event.at_ms < prompt.shown_ms + INERT_MS:
            return [ShowRecording(prompt.order, prompt.until_ms)]  # whatever answered, it was no person
        return [*self._close_prompt(), *self._say(event.request_id, Answer.ALLOWED)]

    def withdrawn(self, request_id: RequestId) -> list[Effect]:
        """The question is over; a yes to it is not said again."""
        if self._last_word is not None and self._last_word.request_id == request_id:
            self._last_word = None
        prompt = self._force.recording_prompt
        asked = prompt is not None and prompt.order.request_id == request_id
        return self._close_prompt() if asked else []

    def refuse(self, answer: Answer = Answer.REFUSED) -> list[Effect]:
        """No, if the question is open."""
        prompt = self._force.recording_prompt
        if prompt is None:
            return []
        return [*self._close_prompt(), *self._say(prompt.order.request_id, answer)]

    def tick(self, at_ms: int) -> list[Effect]:
        """No answer is a no."""
        prompt = self._force.recording_prompt
        if prompt is None or at_ms < prompt.until_ms:
            return []
        return [*self.refuse(Answer.EXPIRED), Tell(Notice.NO_ANSWER)]

    # What the person wants of it afterwards

    @property
    def begins(self) -> bool:
        """Whether the person said yes, and the server has not answered yet."""
        seen, word = self._seen, self._last_word
        if seen is None or word is None or seen.state is not RecordingState.ASKED:
            return False
        return word.request_id == seen.request_id and word.answer is Answer.ALLOWED

    def done(self, deed: RecordingDeed) -> list[Effect]:
        """The person pauses it, lets it go on, or withdraws it: journalled, then said (SPEC N4)."""
        seen = self._seen
        if seen is None or (self.wish is not None and self.wish.deed is RecordingDeed.WITHDRAW):
            return []
        if seen.state is RecordingState.ASKED:
            if not self.begins or deed is not RecordingDeed.WITHDRAW:
                return []
            self._last_word = RecordingGiven(request_id=seen.request_id, answer=Answer.REFUSED)
        self.wish = RecordingHere(request_id=seen.request_id, deed=deed)
        return [KeepWish(self.wish), *self._now(self.wish)]

    def heard(self) -> list[Effect]:
        """The server said more: what it shows now needs not be said again."""
        if self.wish is None or not self._is_shown(self.wish):
            return []
        return self._forget_wish()

    def refused(self, request_id: RequestId) -> list[Effect]:
        """The server does not take what was said about this recording: it shows how it is."""
        if self.wish is None or self.wish.request_id != request_id:
            return []
        return self._forget_wish()

    def linked(self) -> list[Effect]:
        """Back after a cut: the question as the server has it, the answer and the wish said again."""
        force, seen = self._force, self._seen
        prompt = force.recording_prompt
        asked = seen.request_id if seen is not None and seen.state is RecordingState.ASKED else None
        effects: list[Effect] = []
        if prompt is not None and prompt.order.request_id != asked:
            effects += self._close_prompt()
        if self._last_word is not None and self._last_word.request_id == asked:
            effects += self._now(self._last_word)
        effects += self.heard()
        return effects if self.wish is None else [*effects, *self._now(self.wish)]

    @property
    def _seen(self) -> Recording | None:
        return self._force.mirror.recording if self._force.mirror is not None else None

    def _is_shown(self, wish: RecordingHere) -> bool:
        seen = self._seen
        if seen is None or seen.request_id != wish.request_id:
            return True
        paused_here = seen.state is RecordingState.PAUSED and seen.paused_by == self._person_here
        match wish.deed:
            case RecordingDeed.PAUSE:
                return paused_here
            case RecordingDeed.RESUME:
                return not paused_here  # what the staff paused since then, it did not see
            case RecordingDeed.WITHDRAW:
                return False
            case _:
                assert_never(wish.deed)

    @property
    def _person_here(self) -> str | None:
        """The customer; in a demo, whoever presents."""
        mirror = self._force.mirror
        assert mirror is not None, "there is a recording, so there is a session"
        return mirror.customer_id or mirror.owner_id

    def _forget_wish(self) -> list[Effect]:
        self.wish = None
        return [KeepWish(None)]

    def _close_prompt(self) -> list[Effect]:
        self._force.recording_prompt = None
        return [CloseConsent(), PassInput()]

    def _say(self, request_id: RequestId, answer: Answer) -> list[Effect]:
        """The last word about this question; said again when the server asks again."""
        self._last_word = RecordingGiven(request_id=request_id, answer=answer)
        return self._now(self._last_word)

    def _now(self, message: RecordingGiven | RecordingHere) -> list[Effect]:
        return [Send(message)] if self._force.linked else []
