"""Which injector this machine gets."""

import os
import sys

from customer_client.errors import NoInjection
from customer_client.inject.injector import Injector


def open_injector() -> Injector:
    """The injector for this desktop. Call it in the main thread: macOS wants that.

    Raises:
        NoInjection: the desktop offers no way, and why.
    """
    if sys.platform == "linux":
        if os.environ.get("XDG_SESSION_TYPE") == "wayland":
            raise NoInjection("it is a Wayland session, which keeps other programs out; sign in with Xorg")
        from customer_client.inject.x11 import X11Injector  # xcffib is there on Linux only

        return X11Injector()
    from customer_client.inject.portable import PortableInjector  # pynput wants a desktop

    return PortableInjector()
