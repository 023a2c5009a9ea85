"""The port to the machine's own pointer and keyboard."""

from collections.abc import Generator
from typing import Protocol

from protocol.input import Button


class Injector(Protocol):
    """Moves this machine's pointer and keys as if somebody sat there.

    Each call returns when the operating system has taken the event, within a few milliseconds, so that
    whoever holds the lock around it can promise that nothing comes later. One call at a time, from any
    thread. All raise `InjectError` when the desktop does not take the event.
    """

    def move(self, x_px: int, y_px: int) -> None:
        """Put the pointer there, in physical pixels of the virtual desktop; outside counts as the edge."""
        ...

    def button(self, button: Button, *, down: bool) -> None:
        """Press or release a button where the pointer is."""
        ...

    def wheel(self, dx: int, dy: int) -> None:
        """Turn the wheel, in notches; positive is to the right, and up."""
        ...

    def key(self, key: str, *, down: bool) -> None:
        """Press or release a physical key by its W3C `code` name, whatever the layout writes on it.

        Raises:
            UnknownKey: this machine has no such key.
        """
        ...

    def text(self, text: str) -> Generator[float]:
        """Type `text` exactly, whatever the layout, the locks and the modifiers that are held.

        Each `next` takes one short step, at most one character, and yields how many seconds to wait
        before the next one. Closing the generator early types nothing more and leaves the locks as they
        were. Line ends and tabs are their keys; other control characters are left out.
        """
        ...

    def close(self) -> None:
        """Give the desktop back as it was; what is held must have been let go before."""
        ...
