"""What can go wrong in the customer's program.

ClientError
├── CaptureError        the picture cannot be taken
│   ├── NoDisplay
│   ├── EmptyPicture
│   └── WaylandSession
├── EncodeError         a picture cannot be encoded
├── InjectError         the hand cannot be moved here
│   ├── UnknownKey
│   ├── MonitorGone
│   ├── NoInputInMode
│   └── NoInjection
├── TransferError       files or a clipboard cannot be sent or stored
│   ├── NotStored
│   ├── NotRead
│   ├── ClipboardUnusable
│   └── TransferOver
├── FrontError          nobody can be asked
│   ├── NoWindows
│   └── NoTerminal
├── WorkError           what admin mode wants of this system does not work
│   ├── CommandFailed
│   ├── NoInterpreter
│   └── NoReturn
└── LinkError           the server cannot be used
    ├── NotAnInvitation
    ├── NoServerKnown
    ├── InsecureServer
    ├── ServerUnreachable
    ├── ServerNotTrusted
    ├── WrongServerKey
    ├── CodeRefused
    ├── TooManyTries
    ├── ServerRefused
    └── LinkEnded
"""

from protocol.modes import Mode
from protocol.transfer import StopReason
from protocol.work import Interpreter


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


class EmptyPicture(CaptureError):
    """The desktop let itself be read, and showed nothing."""

    def __str__(self) -> str:
        return "The picture of this desktop came out empty. Sign in again, then start the program again."


class WaylandSession(CaptureError):
    """A desktop that keeps other programs out."""

    def __str__(self) -> str:
        return (
            "This is a Wayland desktop: this program can neither show nor control it yet. Sign out, choose "
            "an Xorg session when you sign in, and start the program again."
        )


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


class TransferError(ClientError):
    """Files or a clipboard do not get where they should."""


class NotStored(TransferError):
    """What came cannot be written here."""

    def __init__(self, *, full: bool) -> None:
        super().__init__(full)
        self.full = full

    def __str__(self) -> str:
        if self.full:
            return "The disk of this computer is full. Make room and send the files again."
        return "The files could not be stored on this computer. Choose another folder and send them again."


class NotRead(TransferError):
    """What was to be sent cannot be read here."""

    def __init__(self, name: str, *, changed: bool = False) -> None:
        super().__init__(name, changed)
        self.name = name
        self.changed = changed

    def __str__(self) -> str:
        if self.changed:
            return f"{self.name} was changed while it was being sent. Send it again."
        return f"{self.name} could not be read. Check whether it is still there, and send it again."


class ClipboardUnusable(TransferError):
    """The clipboard holds nothing of the kind that was asked for, or cannot be reached."""

    def __str__(self) -> str:
        return (
            "The clipboard of this computer holds nothing of this kind. Copy it again there, and try again."
        )


class TransferOver(TransferError):
    """The other side gave up."""

    def __init__(self, reason: StopReason) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return {
            StopReason.CANCELLED: "The other side stopped the transfer.",
            StopReason.DISK_FULL: "The disk at the other side is full. Make room there and send again.",
            StopReason.NOT_WRITTEN: "The other side could not store the files. Send them again.",
            StopReason.NOT_READ: "The other side could not read the files. Ask for them again.",
            StopReason.CHANGED: "A file was changed while it was being sent. Send it again.",
            StopReason.BROKEN: "The files arrived damaged, several times. Send them again.",
            StopReason.TOO_BIG: "That is more than was allowed. Ask again for all of it.",
        }[self.reason]


class FrontError(ClientError):
    """There is no way to ask the person at this machine, so nothing can be allowed."""


class NoWindows(FrontError):
    """No window can be shown."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why

    def __str__(self) -> str:
        return f"No window can be shown here ({self.why}). Start the program in a terminal with --text."


class NoTerminal(FrontError):
    """Standard input is no terminal that a person types in."""

    def __str__(self) -> str:
        return "Questions are answered by a person at a terminal, and this is none. Start the program in one."


class WorkError(ClientError):
    """This system does not do what it was asked to, or does not tell."""


class CommandFailed(WorkError):
    """One of this system's own commands did not do its work.

    Attributes:
        command: Its name, never its arguments.
    """

    def __init__(self, command: str, why: str) -> None:
        super().__init__(command, why)
        self.command = command
        self.why = why

    def __str__(self) -> str:
        return f"{self.command} did not work here: {self.why}."


class NoInterpreter(WorkError):
    """This machine cannot run scripts of that kind."""

    def __init__(self, interpreter: Interpreter) -> None:
        super().__init__(interpreter)
        self.interpreter = interpreter

    def __str__(self) -> str:
        return f"This machine has no {self.interpreter.value} to run the script with. Choose another kind."


class NoReturn(WorkError):
    """The machine was not restarted: it would not come back, or the system refuses."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why

    def __str__(self) -> str:
        return f"This machine was not restarted: {self.why}."


class LinkError(ClientError):
    """The server cannot be reached, or refuses."""


class NotAnInvitation(LinkError):
    """What was typed or pasted is neither a code nor a link."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        return f"{self.text!r} is neither a code nor a link. Copy the whole link from the page or the e-mail."


class NoServerKnown(LinkError):
    """A bare code, and nobody said which server it is for."""

    def __str__(self) -> str:
        return "A code alone does not say which server it is for. Add --server, or use the whole link."


class InsecureServer(LinkError):
    """A server elsewhere, without TLS."""

    def __init__(self, host: str) -> None:
        super().__init__(host)
        self.host = host

    def __str__(self) -> str:
        return f"The link to {self.host} is not protected (http). Ask for a link that begins with https."


class ServerUnreachable(LinkError):
    """Nobody answers there."""

    def __init__(self, server: str, why: str) -> None:
        super().__init__(server, why)
        self.server = server
        self.why = why

    def __str__(self) -> str:
        return f"{self.server} cannot be reached ({self.why}). Check the address and your network."


class ServerNotTrusted(LinkError):
    """The server's certificate is none that this machine trusts."""

    def __init__(self, server: str, why: str) -> None:
        super().__init__(server, why)
        self.server = server
        self.why = why

    def __str__(self) -> str:
        return (
            f"{self.server} cannot prove who it is ({self.why}), so nothing was sent. "
            "Use the whole link that you were given, up to its last character."
        )


class WrongServerKey(LinkError):
    """The server's own CA is not the one that the link named."""

    def __init__(self, server: str) -> None:
        super().__init__(server)
        self.server = server

    def __str__(self) -> str:
        return f"{self.server} is not the server that made this link. Nothing was sent. Ask for a new link."


class CodeRefused(LinkError):
    """Wrong, used or expired: the server does not say which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return f"The code {self.code} is wrong, was used already or has expired. Ask for a new one."


class TooManyTries(LinkError):
    """The server wants this network to wait."""

    def __str__(self) -> str:
        return "Too many wrong codes came from your network. Wait ten minutes, then try again."


class ServerRefused(LinkError):
    """The server says no, in its own words."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return self.sentence


class LinkEnded(LinkError):
    """The server will not have this program any more."""

    def __init__(self, close_code: int) -> None:
        super().__init__(close_code)
        self.close_code = close_code

    def __str__(self) -> str:
        return f"The server ended the connection ({self.close_code}). Ask for a new code to come in again."
