"""The agent's hand: numbers its events under one grant, and remembers what was not acknowledged (SPEC I5)."""

from dataclasses import dataclass, field

from protocol.input import (
    At,
    Button,
    Input,
    InputEvent,
    InputSeen,
    Key,
    PointerButton,
    PointerMove,
    ReleaseAll,
    Text,
    Wheel,
)
from protocol.limits import INPUT_BATCH_LIMIT


@dataclass(slots=True)
class Hand:
    """Makes the input messages of one peer. A new epoch starts a new count."""

    epoch: int = 0
    _seq: int = 0
    _unseen: list[InputEvent] = field(default_factory=list[InputEvent])

    def granted(self, epoch: int) -> None:
        """Control was granted under this epoch: count from one, forget the old grant's events."""
        if epoch != self.epoch:
            self.epoch = epoch
            self._seq = 0
            self._unseen.clear()

    def move(self, at: At) -> Input:
        """The pointer goes here; never sent again."""
        return Input(epoch=self.epoch, events=(PointerMove(seq=self._next(), at=at),))

    def click(self, at: At, button: Button = Button.LEFT) -> Input:
        """A whole click here."""
        return self._reliable(
            PointerButton(seq=self._next(), at=at, button=button, down=True),
            PointerButton(seq=self._next(), at=at, button=button, down=False),
        )

    def press(self, at: At, button: Button, *, down: bool) -> Input:
        """Half a click: for dragging."""
        return self._reliable(PointerButton(seq=self._next(), at=at, button=button, down=down))

    def wheel(self, at: At, *, dx: int = 0, dy: int = 0) -> Input:
        """Notches of the wheel."""
        return self._reliable(Wheel(seq=self._next(), at=at, dx=dx, dy=dy))

    def text(self, text: str) -> Input:
        """Typed text."""
        return self._reliable(Text(seq=self._next(), text=text))

    def shortcut(self, *keys: str) -> Input:
        """Physical keys pressed in order and let go in reverse: `shortcut("ControlLeft", "KeyS")`."""
        downs = [Key(seq=self._next(), key=key, down=True) for key in keys]
        ups = [Key(seq=self._next(), key=key, down=False) for key in reversed(keys)]
        return self._reliable(*downs, *ups)

    def release(self) -> Input:
        """Let everything go."""
        return self._reliable(ReleaseAll(seq=self._next()))

    def seen(self, answer: InputSeen) -> None:
        """The captured machine has taken everything up to this number."""
        if answer.epoch == self.epoch:
            self._unseen = [event for event in self._unseen if event.seq > answer.seq]

    def unseen(self) -> list[Input]:
        """What to send again after a change of path, in order; the machine drops what it has."""
        groups = (
            self._unseen[i : i + INPUT_BATCH_LIMIT] for i in range(0, len(self._unseen), INPUT_BATCH_LIMIT)
        )
        return [Input(epoch=self.epoch, events=tuple(group)) for group in groups]

    def _reliable(self, *events: InputEvent) -> Input:
        self._unseen.extend(events)
        return Input(epoch=self.epoch, events=events)

    def _next(self) -> int:
        self._seq += 1
        return self._seq
