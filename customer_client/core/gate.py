"""The captured machine decides: each input event is checked here, and nothing passes elsewhere (SPEC C1, I9).

A grant exists only after the person at this machine clicked for it and the server has logged that (C2).
Shutting needs nobody: it happens at once, with the network cable out too. A grant ends by itself (C10),
should the session forget it.
"""

from dataclasses import dataclass
from typing import Final

from customer_client.core.geometry import monitor_of
from customer_client.core.held import Held, Press
from customer_client.core.keys import is_known
from customer_client.core.question import LEAVE_ALONE_MS, RECONFIRM_MS
from customer_client.core.strokes import ButtonTo, KeyTo
from customer_client.errors import NoInputInMode
from protocol.ids import PersonId
from protocol.input import HeldBack, Input, InputEvent, Key, PointerButton, PointerMove, ReleaseAll, Wheel
from protocol.limits import INPUT_EVENTS_PER_SECOND, LOCAL_HAND_HOLD_SECONDS
from protocol.modes import Mode, has_input
from protocol.screen import Screen

HOLD_MS: Final = round(LOCAL_HAND_HOLD_SECONDS * 1000)
_BURST: Final = INPUT_EVENTS_PER_SECOND * 1000
"""One second's events may come at once; counted in thousandths of an event, so that integers suffice."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One person's leave to use pointer and keys.

    Attributes:
        holder: Who has it.
        epoch: Its number; events that carry another one do not pass.
        until_ms: When it ends by itself (C10).
    """

    holder: PersonId
    epoch: int
    until_ms: int


@dataclass(frozen=True, slots=True)
class LocalMove:
    """What a movement of the local hand came to.

    Attributes:
        begins: It begins a hold: what the remote hand holds has to be let go now.
        takes_floor: It took the floor, in desktop sharing; the session has to be told.
    """

    begins: bool
    takes_floor: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one batch.

    Attributes:
        passed: The events to carry out, in order.
        held_back: Why others were not; a plain repeat is named only if there was nothing worse.
        seen_seq: Up to which reliable event of this grant the gate has judged; these need not be sent again.
    """

    passed: tuple[InputEvent, ...] = ()
    held_back: HeldBack | None = None
    seen_seq: int = 0


class Gate:
    """Whether a remote hand may act, and on which events.

    The session says when it opens and shuts, and mints the epochs; the panic key shuts it without waiting
    for the session. Not safe to share between threads; see `customer_client.inject.hand`.

    Args:
        screen: This machine's monitors now.
        epoch: The highest epoch ever used on this machine; only a higher one opens the gate.
    """

    def __init__(self, screen: Screen, *, epoch: int = 0) -> None:
        self.epoch = epoch
        self.mode: Mode | None = None
        self.grant: Grant | None = None
        self.consent_is_open = False
        self.is_private = False
        self._panic = False
        self._screen = screen
        self._hand_until_ms = 0
        self._held = Held()
        self._last_reliable = -1
        self._last_of_all = -1
        self._tokens = _BURST
        self._tokens_at_ms = 0

    def open(
        self, mode: Mode, holder: PersonId, epoch: int, at_ms: int, lasts_ms: int = RECONFIRM_MS
    ) -> bool:
        """From now on the holder's events with this epoch pass. Anybody else's grant ends: let go first.

        Args:
            mode: What is in force.
            holder: Whose events pass.
            epoch: Their grant's number.
            at_ms: Now.
            lasts_ms: When the grant ends by itself; never later than `LEAVE_ALONE_SECONDS` (SPEC C10).

        Returns:
            False if nothing changes: the epoch is not higher than all before, or the panic key was pressed
            and the session has not taken note of it yet.

        Raises:
            NoInputInMode: nobody can hold the input in this mode; nothing has changed.
        """
        if not has_input(mode):
            raise NoInputInMode(mode)
        if self._panic or epoch <= self.epoch:
            return False
        self.mode, self.epoch = mode, epoch
        self.grant = Grant(holder, epoch, at_ms + min(lasts_ms, LEAVE_ALONE_MS))
        self._last_reliable = self._last_of_all = -1
        self._held.release_all()
        self._tokens, self._tokens_at_ms = _BURST, at_ms
        return True

    def shut(self, mode: Mode | None, epoch: int) -> None:
        """The session has taken control back: nothing passes, and no epoch up to this one opens again."""
        self.shut_now()
        self.mode = mode
        self.epoch = max(self.epoch, epoch)
        self.noted()

    def shut_now(self) -> None:
        """The panic key: nothing passes, and nothing opens until the session knows.

        Else a grant that the session was about to open would open after the key.
        """
        self.grant = None
        self._panic = True
        self._held.release_all()

    def noted(self) -> None:
        """The session has handled the panic key, and what it does from now on was decided after it."""
        self._panic = False

    @property
    def screen(self) -> Screen:
        """This machine's monitors, as the gate knows them."""
        return self._screen

    def show(self, screen: Screen) -> None:
        """The monitors have changed: what is held is to be let go, its place may be gone."""
        self._screen = screen
        self._held.release_all()

    def consent_opened(self) -> None:
        """A question stands in front of the person at this machine: nothing passes until it is closed."""
        self.consent_is_open = True
        self._held.release_all()

    def consent_closed(self) -> None:
        """The question is answered, or gone."""
        self.consent_is_open = False

    def private_began(self) -> None:
        """The picture is black from now on: nobody drives a desktop that they cannot see (SPEC N5)."""
        self.is_private = True
        self._held.release_all()

    def private_ended(self) -> None:
        """The picture is shown again."""
        self.is_private = False

    def local_hand(self, at_ms: int) -> LocalMove:
        """The person at this machine used their own pointer or keys: they win for 2 s (SPEC C11).

        In desktop sharing they take the floor with it (O4): the grant ends here and now. A movement that goes
        on since before the grant, or since a question stood there, takes nothing: it was the click that gave.
        """
        begins = at_ms >= self._hand_until_ms
        self._hand_until_ms = max(self._hand_until_ms, at_ms + HOLD_MS)
        self._held.release_all()
        takes = begins and self.mode is Mode.DESKTOP_SHARING and not self.consent_is_open
        takes = takes and self.grant is not None
        if takes:
            self.grant = None
        return LocalMove(begins, takes)

    def is_held_back(self, at_ms: int) -> bool:
        """Whether the local hand has the machine to itself at this moment."""
        return at_ms < self._hand_until_ms

    def take(self, sender: PersonId, batch: Input, at_ms: int) -> Verdict:
        """Judge a batch of events that `sender` sent.

        Args:
            sender: Who sent it, as the link knows it: never as the batch itself says.
            batch: The events, in the order in which they were made.
            at_ms: Now, from the clock that never runs back.
        """
        grant = self.grant
        if not has_input(self.mode):
            return Verdict(held_back=HeldBack.MODE)
        if grant is None or sender != grant.holder or at_ms >= grant.until_ms:
            return Verdict(held_back=HeldBack.NOT_HOLDER)
        if batch.epoch != grant.epoch:
            return Verdict(held_back=HeldBack.OLD_EPOCH)
        passed: list[InputEvent] = []
        reasons: list[HeldBack] = []
        for event in batch.events:
            reason = self._judge(event, at_ms)
            if reason is None:
                passed.append(event)
            else:
                reasons.append(reason)
        worst = next((reason for reason in reasons if reason is not HeldBack.REPEATED), None)
        return Verdict(tuple(passed), worst or (reasons[0] if reasons else None), max(self._last_reliable, 0))

    def _judge(self, event: InputEvent, at_ms: int) -> HeldBack | None:
        # Seen is seen: an event that is held back is never carried out later, so that a click made two
        # seconds ago does not fall on what stands there now.
        if not self._is_new(event):
            return HeldBack.REPEATED
        if self.consent_is_open:
            return HeldBack.CONSENT_OPEN
        if self.is_private:
            return HeldBack.PRIVATE
        if isinstance(event, ReleaseAll):
            self._held.release_all()
            return None
        if self.is_held_back(at_ms):
            return HeldBack.LOCAL_HAND
        return self._unfit(event) or self._too_many(event, at_ms)

    def _unfit(self, event: InputEvent) -> HeldBack | None:
        if isinstance(event, Key) and not is_known(event.key):
            return HeldBack.UNKNOWN_KEY
        if isinstance(event, PointerMove | PointerButton | Wheel):
            return HeldBack.OUTSIDE if monitor_of(event.at, self._screen) is None else None
        return None

    def _too_many(self, event: InputEvent, at_ms: int) -> HeldBack | None:
        press = _press(event)
        if press is not None and not press.down and self._held.note(press):
            return None  # it lets go what is held: never too many, else a key would stay down
        if not self._pay(at_ms):
            return HeldBack.TOO_MANY
        if press is not None and press.down:
            self._held.note(press)
        return None

    def _is_new(self, event: InputEvent) -> bool:
        # Moves may be overtaken and lost; everything else comes in order and exactly once. A late move
        # would put the pointer back, so it must be newer than anything.
        newest = self._last_of_all if isinstance(event, PointerMove) else self._last_reliable
        if event.seq <= newest:
            return False
        self._last_of_all = max(self._last_of_all, event.seq)
        if not isinstance(event, PointerMove):
            self._last_reliable = event.seq
        return True

    def _pay(self, at_ms: int) -> bool:
        earned = max(at_ms - self._tokens_at_ms, 0) * INPUT_EVENTS_PER_SECOND
        self._tokens = min(self._tokens + earned, _BURST)
        self._tokens_at_ms = max(at_ms, self._tokens_at_ms)
        if self._tokens < 1000:
            return False
        self._tokens -= 1000
        return True


def _press(event: InputEvent) -> Press | None:
    match event:
        case Key(key=key, down=down):
            return KeyTo(key, down)
        case PointerButton(button=button, down=down):
            return ButtonTo(button, down)
        case _:
            return None
