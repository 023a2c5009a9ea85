"""The port that notices the person at this machine: their own mouse and keyboard, and the panic key."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Listeners:
    """Whom to tell. All are called in a thread of the listener, and must return within milliseconds.

    Attributes:
        on_hand: The person moved the mouse or pressed something; with the time in ms of the given clock.
        on_panic: The person pressed a panic chord (`customer_client.core.keys.PANIC_CHORDS`), whatever
            window has the focus; called before `on_hand`.
        on_failure: The listener has ended by itself; from now on the local hand goes unnoticed.
        on_banner: The person pressed the banner's chord (`customer_client.core.keys.BANNER_CHORD`).
    """

    on_hand: Callable[[int], None]
    on_panic: Callable[[int], None]
    on_failure: Callable[[Exception], None]
    on_banner: Callable[[], None] = lambda: None


class LocalHand(Protocol):
    """Listens from the moment it is made."""

    @property
    def tells_apart(self) -> bool:
        """Whether injected events are surely told from the person's own on this system."""
        ...

    def close(self) -> None:
        """Listen no more; afterwards nobody is called."""
        ...
