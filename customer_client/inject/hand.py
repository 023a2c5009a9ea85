"""The remote hand on this machine: gate → geometry → queue → the machine's own pointer and keys.

The only way in. Everything that lowers (`revoke`, a question, the local hand, a mode without input) has
taken effect on the desktop when the call returns: no event comes after it and nothing is held.
"""

import threading
from dataclasses import replace

from customer_client.core.gate import Gate, Grant, Verdict
from customer_client.core.strokes import strokes_of
from customer_client.inject.thread import InjectionThread
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

    @property
    def epoch(self) -> int:
        """The last epoch minted; keep it over a restart."""
        return self._gate.epoch

    def take(self, sender: str, batch: Input, at_ms: int) -> Verdict:
        """Judge a batch and carry out what passes; see `Gate.take`. Never waits for the desktop."""
        with self._lock:
            verdict = self._gate.take(sender, batch, at_ms)
            screen = self._gate.screen
            strokes = [stroke for event in verdict.passed for stroke in strokes_of(event, screen)]
            if self._strokes.offer(strokes):
                return verdict
        return replace(verdict, held_back=verdict.held_back or HeldBack.TOO_MANY)

    def give(self, holder: str, at_ms: int) -> Grant:
        """The person at this machine has clicked for it; see `Gate.give`."""
        with self._lock:
            self._strokes.stop_now()
            return self._gate.give(holder, at_ms)

    def confirm(self, at_ms: int) -> Grant | None:
        """The person at this machine has confirmed the present grant."""
        with self._lock:
            return self._gate.confirm(at_ms)

    def revoke(self) -> int:
        """Take control back, now.

        Returns:
            The new epoch.
        """
        with self._lock:
            epoch = self._gate.revoke()
            self._strokes.stop_now()
            return epoch

    def revoke_if_over(self, at_ms: int) -> int | None:
        """Take back a grant that nobody confirmed again in time; call it every few seconds.

        Returns:
            The new epoch if so.
        """
        return self.revoke() if self._gate.is_over(at_ms) else None

    def enter(self, mode: Mode | None) -> int | None:
        """The session is in this mode now; see `Gate.enter`."""
        with self._lock:
            epoch = self._gate.enter(mode)
            if epoch is not None:
                self._strokes.stop_now()
            return epoch

    def show(self, screen: Screen) -> None:
        """The monitors have changed."""
        with self._lock:
            self._gate.show(screen)
            self._strokes.stop_now()

    def consent_opened(self) -> None:
        """A question stands in front of the person: call this before it is drawn."""
        with self._lock:
            self._gate.consent_opened()
            self._strokes.stop_now()

    def consent_closed(self) -> None:
        """The question is gone."""
        with self._lock:
            self._gate.consent_closed()

    def local_hand(self, at_ms: int) -> bool:
        """The person used their own pointer or keys.

        Returns:
            Whether this begins a hold of 2 s.
        """
        with self._lock:
            begins = self._gate.local_hand(at_ms)
            if begins:
                self._strokes.stop_now()
            return begins

    def close(self) -> None:
        """End for good: control is taken back, everything let go, the desktop left as it was."""
        self.revoke()
        self._strokes.close()
