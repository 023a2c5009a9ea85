"""Wakes a thread that waits on file descriptors, from any other thread, as late as it likes."""

import os
import sys
import threading
from contextlib import suppress
from typing import Final

PIECE_BYTES: Final = 4096


class Waker:
    """A pipe whose reading end is waited for. Waking after `close` does nothing.

    Attributes:
        fd: Becomes readable when somebody woke; wait for it only in the thread that closes.
    """

    def __init__(self) -> None:
        self.fd, self._wakes = os.pipe()
        if sys.platform != "win32":  # pipes cannot be waited for there: only X11 has use for this
            os.set_blocking(self._wakes, False)
        self._closed = False
        self._lock = threading.Lock()

    def wake(self) -> None:
        """Whoever waits goes on."""
        with self._lock, suppress(BlockingIOError):  # a full pipe wakes as well
            if not self._closed:  # the number may be another file's by now
                os.write(self._wakes, b"!")

    def heard(self) -> None:
        """Forget who woke; only when `fd` is readable."""
        os.read(self.fd, PIECE_BYTES)

    def close(self) -> None:
        """Give both ends back."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            os.close(self.fd)
            os.close(self._wakes)
