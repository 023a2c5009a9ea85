"""What stands on the overlay now: pointers and strokes, and how much of each is still seen (SPEC Y3)."""

from dataclasses import dataclass
from typing import Final

from customer_client.ui.overlay import InkMark, PointerMark
from protocol.ids import PersonId, RequestId
from protocol.limits import INK_FADES_SECONDS

FADING_SECONDS: Final = 1.0
"""The last part of a mark's time; before it, nothing of it changes, so nothing has to be painted."""
STROKES_LIMIT: Final = 128
STROKE_POINTS_LIMIT: Final = 4096
"""Beyond these the oldest go first: whoever points a lot sees their newest marks."""


@dataclass(slots=True)
class Stroke:
    """One stroke; `points_px` grows at its end."""

    colour: str
    points_px: tuple[tuple[int, int], ...]
    touched_seconds: float


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where somebody points."""

    name: str
    colour: str
    at_px: tuple[int, int]
    touched_seconds: float


class Drawing:
    """All marks. Time comes from the caller, in seconds that never go back."""

    def __init__(self) -> None:
        self.strokes: dict[tuple[PersonId, RequestId], Stroke] = {}
        self.pointers: dict[PersonId, Pointer] = {}

    def point(self, mark: PointerMark, now_seconds: float) -> None:
        """Show, move or take away somebody's pointer."""
        if mark.at_px is None:
            self.pointers.pop(mark.person_id, None)
            return
        self.pointers[mark.person_id] = Pointer(mark.name, mark.colour, mark.at_px, now_seconds)

    def ink(self, mark: InkMark, now_seconds: float) -> None:
        """Begin a stroke, or draw on; the whole of it fades after its last point."""
        key = (mark.person_id, mark.stroke_id)
        before = self.strokes.pop(key, None)  # the newest stands last
        points = (before.points_px if before is not None else ()) + mark.points_px
        self.strokes[key] = Stroke(mark.colour, points[-STROKE_POINTS_LIMIT:], now_seconds)
        while len(self.strokes) > STROKES_LIMIT:
            del self.strokes[next(iter(self.strokes))]

    def clear(self) -> None:
        """Nothing any more."""
        self.strokes.clear()
        self.pointers.clear()

    def sweep(self, now_seconds: float) -> None:
        """Forget what has faded."""
        for key in [key for key, each in self.strokes.items() if strength(each, now_seconds) == 0]:
            del self.strokes[key]
        for person in [person for person, each in self.pointers.items() if strength(each, now_seconds) == 0]:
            del self.pointers[person]

    def seconds_to_change(self, now_seconds: float) -> float | None:
        """When it looks different by itself: 0 while something fades; None when nothing is there."""
        marks: list[Stroke | Pointer] = [*self.strokes.values(), *self.pointers.values()]
        if not marks:
            return None
        oldest = min(mark.touched_seconds for mark in marks)
        return max(0.0, oldest + INK_FADES_SECONDS - FADING_SECONDS - now_seconds)


def strength(mark: Stroke | Pointer, now_seconds: float) -> float:
    """How much of a mark is left: 1 at first, 0 when it is gone."""
    left_seconds = mark.touched_seconds + INK_FADES_SECONDS - now_seconds
    return min(1.0, max(0.0, left_seconds / FADING_SECONDS))
