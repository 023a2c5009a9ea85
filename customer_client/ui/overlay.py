"""The port to the layer above everything on which pointers and ink appear (SPEC Y3)."""

from dataclasses import dataclass
from typing import Protocol

from protocol.ids import PersonId, RequestId


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
