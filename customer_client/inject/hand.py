"""The remote hand on this machine: gate → geometry → queue → the machine's own pointer and keys.

The only way in. Everything that lowers (`shut`, `shut_now`, a question, the local hand) has taken effect on
the desktop when the call returns: no event comes after it and nothing is held.
"""

import threading
from dataclasses import replace

from customer_client.core.gate import Gate, Grant, LocalMove, Verdict
from customer_client.core.question import RECONFIRM_MS
from customer_client.core.strokes import strokes_of
from customer_client.inject.thread import InjectionThread
from protocol.ids import PersonId
from protocol.input import HeldBack, Input
from protocol.modes import Mode
from protocol.screen import Screen


class Hand:
    """Safe to call from every thread: the link's, the window's, the local hand's.

    Args:
        gate: Used by this object alone from now on.
        strokes: Closed by `close`.
    """

    def __init__(self, gate: Gate, strokes: InjectionThread) -> None:
        self._gate = gate
        self._strokes = strokes
        self._lock = threading.Lock()

    @property
    def grant(self) -> Grant | None:
        """Who may act at this moment."""
        return self._gate.grant

    def take(self, sender: PersonId, batch: Input, at_ms: int) -> Verdict:
        """Judge a batch and carry out what passes; see `Gate.take`. Never waits for the desktop."""
        with self._lock:
            verdict = self._gate.take(sender, batch, at_ms)
            screen = self._gate.screen
            strokes = [stroke for event in verdict.passed for stroke in strokes_of(event, screen)]
            if self._strokes.offer(strokes):
                return verdict
        return replace(verdict, held_back=verdict.held_back or HeldBack.TOO_MANY)

    def open(
        self, mode: Mode, holder: PersonId, epoch: int, at_ms: int, lasts_ms: int = RECONFIRM_MS
    ) -> bool:
        """The session's `OpenGate`; see `Gate.open`. What somebody else held is let go before."""
        with self._lock:
            self._strokes.stop_now()
            return self._gate.open(mode, holder, epoch, at_ms, lasts_ms)

    def shut(self, mode: Mode | None, epoch: int) -> None:
        """The session's `CloseGate`; see `Gate.shut`."""
        with self._lock:
            self._gate.shut(mode, epoch)
            self._strokes.stop_now()

    def shut_now(self) -> None:
        """The panic key, in the listener's own thread. Tell the session afterwards; then call `noted`."""
        with self._lock:
            self._gate.shut_now()
            self._strokes.stop_now()

    def noted(self) -> None:
        """The session has handled the panic key; see `Gate.noted`."""
        with self._lock:
            self._gate.noted()

    def show(self, screen: Screen) -> None:
        """The monitors have changed."""
        with self._lock:
            self._gate.show(screen)
            self._strokes.stop_now()

    def consent_opened(self) -> None:
        """The session's `HoldInput`: call this before the question is drawn."""
        with self._lock:
            self._gate.consent_opened()
            self._strokes.stop_now()

    def consent_closed(self) -> None:
        """The session's `PassInput`."""
        with self._lock:
            self._gate.consent_closed()

    def private_began(self) -> None:
        """The session's `Cover`: nothing passes while nobody sees the desktop."""
        with self._lock:
            self._gate.private_began()
            self._strokes.stop_now()

    def private_ended(self) -> None:
        """The desktop is shown again."""
        with self._lock:
            self._gate.private_ended()

    def local_hand(self, at_ms: int) -> LocalMove:
        """The person used their own pointer or keys; see `Gate.local_hand`."""
        with self._lock:
            move = self._gate.local_hand(at_ms)
            if move.begins:
                self._strokes.stop_now()
            return move

    def close(self) -> None:
        """End for good: control is taken back, everything let go, the desktop left as it was."""
        self.shut_now()
        self._strokes.close()
