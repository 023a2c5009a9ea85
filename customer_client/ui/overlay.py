"""The port to the layer above everything on which pointers and ink appear (SPEC Y3)."""

import logging
from dataclasses import dataclass
from typing import Protocol

from protocol.ids import PersonId, RequestId

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PointerMark:
    """Somebody points here, in physical pixels of the virtual desktop; None: no more."""

    person_id: PersonId
    name: str
    colour: str
    at_px: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class InkMark:
    """The next points of one stroke, in physical pixels of the virtual desktop."""

    person_id: PersonId
    colour: str
    stroke_id: RequestId
    points_px: tuple[tuple[int, int], ...]
    done: bool


class Overlay(Protocol):
    """A layer that takes no input. It fades by itself after `INK_FADES_SECONDS`; nothing here waits."""

    def point(self, mark: PointerMark) -> None:
        """Show or move one person's pointer."""
        ...

    def ink(self, mark: InkMark) -> None:
        """Draw on."""
        ...

    def clear(self) -> None:
        """Show nothing any more: the view is over."""
        ...


class NoOverlay:
    """An `Overlay` where there is no layer: it draws nothing, and says so once (SPEC Y3)."""

    def __init__(self) -> None:
        self._said = False

    def point(self, mark: PointerMark) -> None:
        """See `Overlay`."""
        del mark
        self._say()

    def ink(self, mark: InkMark) -> None:
        """See `Overlay`."""
        del mark
        self._say()

    def clear(self) -> None:
        """See `Overlay`."""

    def _say(self) -> None:
        if not self._said:
            self._said = True
            log.warning("there is no layer for pointers and ink here: they are not drawn on this screen")
