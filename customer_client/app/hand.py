"""The remote hand on a machine that may have none: where control cannot be given, nothing ever passes."""

from collections.abc import Callable

from customer_client.app.activity import ActivityCount
from customer_client.core.effects import CloseGate, Cover, HoldInput, OpenGate, PassInput
from customer_client.core.gate import Gate
from customer_client.inject.hand import Hand
from customer_client.inject.injector import Injector
from customer_client.inject.thread import InjectionThread
from protocol.ids import PersonId
from protocol.input import HeldBack, Input, InputSeen, PointerMove
from protocol.screen import Screen


class RemoteHand:
    """What may move this machine's pointer and keys. Safe to call from every thread.

    Args:
        injector: None where control cannot be given.
        screen: The monitors now.
        epoch: The highest epoch ever used on this machine.
        clock_ms: The machine's own clock.
        failed: Called, in another thread, when the desktop stops taking input.
        floor_taken: Called, in the listener's thread, when the local hand took the floor (SPEC O4).
    """

    def __init__(
        self,
        injector: Injector | None,
        screen: Screen,
        epoch: int,
        clock_ms: Callable[[], int],
        failed: Callable[[Exception], None],
        floor_taken: Callable[[int], None],
    ) -> None:
        self._clock_ms = clock_ms
        self._floor_taken = floor_taken
        self.activity = ActivityCount()
        self._hand: Hand | None = None
        if injector is not None:
            self._hand = Hand(Gate(screen, epoch=epoch), InjectionThread(injector, on_failure=failed))

    @property
    def can_inject(self) -> bool:
        """Whether control can be given at all."""
        return self._hand is not None

    def obey(self, order: OpenGate | CloseGate | HoldInput | PassInput | Cover) -> None:
        """Carry out what the session decided; when this returns, it is in force on the desktop."""
        if self._hand is None:
            return
        match order:
            case OpenGate(mode=mode, holder=holder, epoch=epoch, lasts_ms=lasts_ms):
                self._hand.open(mode, holder, epoch, self._clock_ms(), lasts_ms)
            case CloseGate(mode=mode, epoch=epoch):
                self._hand.shut(mode, epoch)
            case HoldInput():
                self._hand.consent_opened()
            case PassInput():
                self._hand.consent_closed()
            case Cover(on=True):
                self._hand.private_began()
            case Cover():
                self._hand.private_ended()

    def shut_now(self) -> None:
        """Nothing passes and nothing is held, before the session knows; until `noted` nothing opens again."""
        if self._hand is not None:
            self._hand.shut_now()

    def noted(self) -> None:
        """The session has taken note of `shut_now`."""
        if self._hand is not None:
            self._hand.noted()

    def local_hand(self, at_ms: int) -> None:
        """The person used their own pointer or keys."""
        if self._hand is not None:
            move = self._hand.local_hand(at_ms)
            if move.takes_floor:
                self._floor_taken(at_ms)

    def show(self, screen: Screen) -> None:
        """The monitors changed."""
        if self._hand is not None:
            self._hand.show(screen)

    def take(self, sender: PersonId, batch: Input) -> InputSeen | None:
        """Judge input, carry out what passes; the answer, where there is anything to say.

        Args:
            sender: As the server or the signalling named them, never as the input itself says.
            batch: What they sent.
        """
        if self._hand is None:
            return InputSeen(epoch=batch.epoch, seq=0, held_back=HeldBack.MODE)
        verdict = self._hand.take(sender, batch, self._clock_ms())
        self.activity.note(sender, verdict.passed)
        only_moves = all(isinstance(event, PointerMove) for event in batch.events)
        if only_moves and verdict.held_back in (None, HeldBack.REPEATED):
            return None
        return InputSeen(epoch=batch.epoch, seq=verdict.seen_seq, held_back=verdict.held_back)

    def close(self) -> None:
        """Let go of everything, for good."""
        if self._hand is not None:
            self._hand.close()
