"""Which listener for the local hand this machine gets."""

import sys
from collections.abc import Callable

from customer_client.platform.local_hand import Listeners, LocalHand


def open_local_hand(listeners: Listeners, clock_ms: Callable[[], int]) -> LocalHand:
    """Listen for the person at this machine. Call it in the main thread: macOS wants that.

    Raises:
        NoInjection: this desktop cannot tell the person's own events from injected ones; then nobody may
            inject there.
    """
    if sys.platform == "linux":
        from customer_client.platform.local_hand_x11 import X11LocalHand

        return X11LocalHand(listeners, clock_ms)
    from customer_client.platform.local_hand_portable import PortableLocalHand

    return PortableLocalHand(listeners, clock_ms)
