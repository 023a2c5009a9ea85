"""Whether a window can be seen through on this desktop."""

import sys
from typing import Protocol


class Compositing(Protocol):
    """Asked each time something is to be drawn on an empty layer: a compositor comes and goes."""

    def is_on(self) -> bool:
        """Whether translucent windows are seen as such; without, they are black."""
        ...


class AlwaysComposited:
    """Windows and macOS."""

    def is_on(self) -> bool:
        """See `Compositing`."""
        return True


def open_compositing() -> Compositing:
    """What this system offers."""
    if sys.platform == "linux":
        from customer_client.ui.compositing_x11 import X11Compositing  # xcffib is there on Linux only

        return X11Compositing()
    return AlwaysComposited()
