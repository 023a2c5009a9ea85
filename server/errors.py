"""What the server refuses, and why: one family.

ServerError                   each has an `ErrorCode`; its `str()` says what happened and what to do now
├── Refused                   the peer's or the person's doing
│   ├── NotSignedIn, WrongCredentials, NotAllowed, OriginRefused, CsrfMissing
│   ├── UnknownThing, CodeUnknown, TicketUnknown, SetupDone, Conflict
│   ├── LastAdmin, AlreadyClaimed, QueueEmpty, OutOfTurn, SessionOver, Replaced
│   ├── ReasonNeeded, Erased, Held
│   └── TooMany, PeerTooSlow, TooBig, TooMuchKept
└── Broken                    ours, or the world's
    ├── AppendFailed          the log could not be written: the session is dropped and rebuilt
    ├── NotReady              a dependency is down
    ├── Draining              the server is going down on purpose
    ├── SettingWrong          the server cannot start like that
    ├── KeyUnusable           a key file is missing, open to others, or not what it was
    ├── CertificateRefused    an authority gives us no certificate
    ├── LogDamaged            a session's log is not what was written
    └── SealBroken            stored bytes were changed, or another key sealed them
"""

from protocol.errors import ErrorCode
from protocol.limits import DEMO_VIEWER_LIMIT


class ServerError(Exception):
    """Anything that the server answers with an error."""

    code: ErrorCode = ErrorCode.OURS


class Refused(ServerError):
    """The peer asked for something that it cannot have; the server is well."""


class Broken(ServerError):
    """Something on our side does not work."""

    code = ErrorCode.TRY_LATER


class NotSignedIn(Refused):
    """No valid sign-in came with the request."""

    code = ErrorCode.NOT_SIGNED_IN

    def __str__(self) -> str:
        return "You are not signed in, or your sign-in has ended. Sign in again."


class WrongCredentials(Refused):
    """The e-mail address and the password do not belong together."""

    code = ErrorCode.WRONG_CREDENTIALS

    def __str__(self) -> str:
        return "That e-mail address and password do not match. Check both and try again."


class NotAllowed(Refused):
    """The person may not do this."""

    code = ErrorCode.NOT_ALLOWED

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what

    def __str__(self) -> str:
        return f"You may not {self.what}. Ask an administrator if you should be able to."


class OriginRefused(Refused):
    """The request came from another site's page."""

    code = ErrorCode.ORIGIN_REFUSED

    def __str__(self) -> str:
        return "This request did not come from this server's own pages. Open its address and try again there."


class CsrfMissing(Refused):
    """The request lacks its proof of coming from our own page."""

    code = ErrorCode.CSRF_MISSING

    def __str__(self) -> str:
        return "This page has become too old. Reload it and try again."


class UnknownThing(Refused):
    """There is no such thing, or none that this person may know of."""

    code = ErrorCode.UNKNOWN

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what

    def __str__(self) -> str:
        return f"There is no such {self.what}. It may have ended; go back to the list."


class SetupDone(Refused):
    """The installation has its administrator already; the set-up page is gone."""

    code = ErrorCode.SETUP_DONE

    def __str__(self) -> str:
        return "This page does not exist."


class CodeUnknown(Refused):
    """A session code that is wrong, used or expired: one answer for all three."""

    code = ErrorCode.CODE_UNKNOWN

    def __str__(self) -> str:
        return "This code is not valid, or not any more. Check it, or ask for a new one."


class TicketUnknown(Refused):
    """A ticket or resume token that is wrong, used or expired."""

    code = ErrorCode.TICKET_UNKNOWN

    def __str__(self) -> str:
        return "This connection's ticket is not valid any more. Reload the page, or start the program again."


class Conflict(Refused):
    """Somebody or something has this already."""

    code = ErrorCode.INVALID

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what

    def __str__(self) -> str:
        return f"This {self.what} is taken already. Choose another one."


class LastAdmin(Refused):
    """Nobody would be administrator any more."""

    code = ErrorCode.OUT_OF_TURN

    def __str__(self) -> str:
        return "Somebody has to be administrator. Make a colleague administrator first."


class AlreadyClaimed(Refused):
    """Somebody else took this customer first."""

    code = ErrorCode.ALREADY_CLAIMED

    def __str__(self) -> str:
        return "A colleague has just taken this customer. Take the next one."


class QueueEmpty(Refused):
    """Nobody waits."""

    code = ErrorCode.QUEUE_EMPTY

    def __str__(self) -> str:
        return "Nobody is waiting right now."


class OutOfTurn(Refused):
    """The session does not take this now (SPEC S2)."""

    code = ErrorCode.OUT_OF_TURN

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what

    def __str__(self) -> str:
        return f"That does not work now: {self.what}."


class SessionOver(Refused):
    """The session has ended."""

    code = ErrorCode.SESSION_OVER

    def __str__(self) -> str:
        return "This session is over."


class ReasonNeeded(Refused):
    """Nobody looks at a record without saying why."""

    code = ErrorCode.REASON_NEEDED

    def __str__(self) -> str:
        return "Say why you want to see this session first; your reason is kept with it."


class Erased(Refused):
    """The session's key was destroyed: nobody can read it any more."""

    code = ErrorCode.ERASED

    def __str__(self) -> str:
        return "This session was erased. What is left shows only that it took place."


class Held(Refused):
    """A legal hold keeps it."""

    code = ErrorCode.HELD

    def __str__(self) -> str:
        return "This session is on hold and cannot be erased. End the hold first."


class Replaced(Refused):
    """The same place was opened again somewhere else; the older link goes."""

    code = ErrorCode.REPLACED

    def __str__(self) -> str:
        return "This session was opened in another place. Continue there."


class ViewerLimit(Refused):
    """The demo has as many viewers as it may have (SPEC V2)."""

    code = ErrorCode.VIEWER_LIMIT

    def __str__(self) -> str:
        return f"This presentation is full: {DEMO_VIEWER_LIMIT} people are watching. Try again later."


class TooMany(Refused):
    """Too many tries from there in too short a time."""

    code = ErrorCode.TOO_MANY

    def __init__(self, retry_after_seconds: float) -> None:
        super().__init__(retry_after_seconds)
        self.retry_after_seconds = retry_after_seconds

    def __str__(self) -> str:
        return f"Too many tries. Wait {max(1, round(self.retry_after_seconds))} seconds and try again."


class PeerTooSlow(Refused):
    """The peer does not take what is sent to it (SPEC L9)."""

    code = ErrorCode.TOO_SLOW

    def __str__(self) -> str:
        return "The connection is too slow to follow. It will be opened again."


class TooBig(Refused):
    """More bytes than one upload may have."""

    code = ErrorCode.MESSAGE_TOO_BIG

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(limit_bytes)
        self.limit_bytes = limit_bytes

    def __str__(self) -> str:
        return f"The file is over the limit of {self.limit_bytes // 1024**2} MiB. Send a smaller one."


class TooMuchKept(Refused):
    """The session holds as many bytes of attachments as it may."""

    code = ErrorCode.MESSAGE_TOO_BIG

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(limit_bytes)
        self.limit_bytes = limit_bytes

    def __str__(self) -> str:
        return f"This session's files are at their limit of {self.limit_bytes // 1024**2} MiB together."


class AppendFailed(Broken):
    """An entry could not be written to the log, so nothing of it happened (SPEC S1)."""

    def __str__(self) -> str:
        return "That could not be stored, so it has not happened. Try again in a moment."


class NotReady(Broken):
    """A dependency of the server does not answer."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what

    def __str__(self) -> str:
        return f"The server's {self.what} does not answer. Try again in a moment."


class Draining(Broken):
    """The server is being stopped, and takes nothing new."""

    code = ErrorCode.GOING_AWAY

    def __str__(self) -> str:
        return "The server is being restarted. Try again in a moment."


class SettingWrong(Broken):
    """A setting that the server refuses to start with."""

    code = ErrorCode.OURS

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}"


class KeyUnusable(Broken):
    """A key file that must not or cannot be used."""

    code = ErrorCode.OURS

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason

    def __str__(self) -> str:
        return f"The key file {self.path} cannot be used: {self.reason}."


class LogDamaged(Broken):
    """A session's log is not what was written."""

    code = ErrorCode.OURS

    def __init__(self, finding: str) -> None:
        super().__init__(finding)
        self.finding = finding

    def __str__(self) -> str:
        return self.finding


class CertificateRefused(Broken):
    """A public authority gave no certificate."""

    code = ErrorCode.OURS

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"There is no certificate from the authority: {self.reason}. docs/tls.md says what it needs."


class SealBroken(Broken):
    """Sealed bytes that do not open: changed, moved, or sealed with another key."""

    code = ErrorCode.OURS

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place

    def __str__(self) -> str:
        return f"What was stored at {self.place} cannot be opened. Restore database and keys of one backup."
