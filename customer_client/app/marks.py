"""Pointers and ink of the others, on this machine's own screen (SPEC Y3)."""

from collections.abc import Callable
from typing import Final

from customer_client.core.geometry import monitor_of, to_pixels
from customer_client.ui.overlay import InkMark, Overlay, PointerMark
from protocol.ids import PersonId
from protocol.input import At
from protocol.pointing import Inked, Pointed
from protocol.roles import Role
from protocol.screen import Screen
from protocol.session import SessionState

COLOURS: Final = (
    "#0b6fa4",
    "#b3421b",
    "#5b4bb7",
    "#2f7d32",
    "#a3216f",
    "#6b5900",
    "#37626b",
    "#7a3b2e",
)
"""The same as in the console, and given in the same order, so that everyone sees a person in one colour."""


class Marks:
    """Draws what is passed on, while there is a view.

    Args:
        overlay: Where it appears; the windows may have been started anew.
        screen: The monitors now.
        seen: The session now, while somebody may see this machine's screen; else None.
    """

    def __init__(
        self,
        overlay: Callable[[], Overlay],
        screen: Callable[[], Screen],
        seen: Callable[[], SessionState | None],
    ) -> None:
        self._overlay = overlay
        self._screen = screen
        self._seen = seen

    def pointed(self, message: Pointed) -> None:
        """Somebody points here, or no more. A ghost pointer is none of this machine's business (Y2)."""
        who = self._who(message.person_id)
        if who is None or message.ghost:
            return
        name, colour = who
        at_px = self._pixels(message.at) if message.at is not None else None
        self._overlay().point(PointerMark(message.person_id, name, colour, at_px))

    def inked(self, message: Inked) -> None:
        """Somebody draws on."""
        who = self._who(message.person_id)
        points_px = [found for at in message.points if (found := self._pixels(at)) is not None]
        if who is not None and points_px:
            mark = InkMark(message.person_id, who[1], message.stroke_id, tuple(points_px), message.done)
            self._overlay().ink(mark)

    def clear(self) -> None:
        """The view is over."""
        self._overlay().clear()

    def _who(self, person_id: PersonId) -> tuple[str, str] | None:
        seen = self._seen()
        others = [one for one in seen.people if one.role is not Role.CUSTOMER] if seen is not None else []
        return next(
            (
                (person.name, COLOURS[index % len(COLOURS)])
                for index, person in enumerate(others)
                if person.person_id == person_id
            ),
            None,
        )

    def _pixels(self, at: At) -> tuple[int, int] | None:
        monitor = monitor_of(at, self._screen())
        return to_pixels(at.x_norm, at.y_norm, monitor) if monitor is not None else None
