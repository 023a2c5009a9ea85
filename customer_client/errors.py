"""What can go wrong in the customer's program.

ClientError
├── CaptureError        the picture cannot be taken
│   └── NoDisplay
├── EncodeError         a picture cannot be encoded
├── InjectError         the hand cannot be moved here
│   ├── UnknownKey
│   ├── MonitorGone
│   ├── NoInputInMode
│   └── NoInjection
└── LinkError           the server cannot be used
"""

from protocol.modes import Mode


class ClientError(Exception):
    """Something that the person at this machine should read, as one sentence that says what to do."""


class CaptureError(ClientError):
    """The picture of this desktop cannot be taken."""


class NoDisplay(CaptureError):
    """There is no desktop to show: no display is reachable."""

    def __init__(self, display: str) -> None:
        super().__init__(display)
        self.display = display

    def __str__(self) -> str:
        where = self.display or "(none set)"
        return f"No desktop can be reached at display {where}. Start the program from inside your desktop."


class DisplayGone(CaptureError):
    """The desktop went away while it was shown: its display ended."""

    def __init__(self, display: str) -> None:
        super().__init__(display)
        self.display = display

    def __str__(self) -> str:
        return f"The desktop at display {self.display} is gone. Sign in again, then start the program again."


class EncodeError(ClientError):
    """A picture could not be encoded."""


class InjectError(ClientError):
    """An input event could not be carried out on this machine."""


class UnknownKey(InjectError):
    """The key's name is not one that this machine can press."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key

    def __str__(self) -> str:
        return f"This machine has no key called {self.key}."


class MonitorGone(InjectError):
    """The monitor was unplugged since the viewer drew the picture."""

    def __init__(self, monitor: int) -> None:
        super().__init__(monitor)
        self.monitor = monitor

    def __str__(self) -> str:
        return f"Monitor {self.monitor} is no longer there. Choose another one."


class NoInputInMode(InjectError):
    """Control was to be given in a mode in which nobody can hold it."""

    def __init__(self, mode: Mode | None) -> None:
        super().__init__(mode)
        self.mode = mode

    def __str__(self) -> str:
        name = self.mode.value if self.mode is not None else "none"
        return f"Control cannot be given in the present mode ({name}). Change the mode first."


class NoInjection(InjectError):
    """This desktop offers no way to move its pointer and keys for somebody."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why

    def __str__(self) -> str:
        return f"This desktop cannot be controlled from outside: {self.why}. Viewing still works."


class LinkError(ClientError):
    """The server cannot be reached, or refuses."""
