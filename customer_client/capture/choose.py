"""Which way of reading this machine's desktop is the best that works here."""

import logging
import sys

from customer_client.capture.polled import PolledCapture
from customer_client.core.picture import Capture

log = logging.getLogger(__name__)


def open_capture(display: str | None = None) -> Capture:
    """A capture of this desktop: told by X11 what changed, else looking again and again.

    Windows and macOS are looked at by mss for now: no way of theirs to tell what changed is used yet.

    Args:
        display: The X display, ":7"; the variable DISPLAY where None. Only for X11.

    Raises:
        NoDisplay: there is no desktop to show.
        CaptureError: there is one, but it cannot be read.
    """
    if sys.platform == "linux":
        # Imported here: xcffib needs libxcb, which other systems do not have.
        from customer_client.capture.x11 import X11Capture, X11Unsuited

        try:
            return X11Capture(display)
        except X11Unsuited as unsuited:
            log.info("looking at the screen instead of being told what changed: %s", unsuited)
    return PolledCapture(display)
