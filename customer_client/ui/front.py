"""The port to the person at this machine: questions, who is here, and what they want.

No front answers for the person: there is no switch, variable or argument that does, and no answer is a no.
"""

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from customer_client.core.question import Right
from customer_client.ui.overlay import Overlay
from protocol.ids import PersonId
from protocol.modes import Mode
from protocol.recording_messages import RecordingDeed
from protocol.roles import Role
from protocol.work import What


@dataclass(frozen=True, slots=True)
class Someone:
    """Somebody as the windows name them."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class ConsentView:
    """A question as it is shown: one right, to one person.

    Attributes:
        asked_by: Who gets the right.
        others: Who else of the staff is in the session, and sees what is seen.
        offers_leave_alone: Whether the person may agree to leave a long repair alone (SPEC C10).
    """

    request_id: str
    right: Right
    asked_by: Someone
    others: tuple[Someone, ...]
    organisation: str
    offers_leave_alone: bool = False


@dataclass(frozen=True, slots=True)
class WorkView:
    """A piece of work as it is asked for: files, clipboard, script, reboot… (SPEC J)."""

    request_id: str
    what: What
    asked_by: Someone
    organisation: str


@dataclass(frozen=True, slots=True)
class RecordingView:
    """The question whether this may be recorded; `asked_by` None: the organisation always asks (SPEC N1)."""

    request_id: str
    asked_by: Someone | None
    organisation: str


class Recorded(enum.StrEnum):
    """What is shown of the recording. The last four wait for the server's word."""

    ON = "on"
    PAUSED = "paused"
    BEGINS = "begins"
    PAUSING = "pausing"
    RESUMING = "resuming"
    ENDING = "ending"


@dataclass(frozen=True, slots=True)
class Wants:
    """Somebody who asks the person here for the floor."""

    person_id: PersonId
    name: str


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A piece of work that goes on, and can be stopped here."""

    request_id: str
    what: What


@dataclass(frozen=True, slots=True)
class BannerView:
    """What always stands on top.

    Attributes:
        people: The staff in the session.
        mode: What is in force; None: nothing is shown to anybody.
        holder: Who has control.
        since: When the view began, as a clock shows it ("14:32").
        linked: Whether the server can be reached.
        place: The place in the queue while nobody has come yet; 1 is next.
        over: Whether the session has ended, for good.
        floor_is_here: Desktop sharing, and it is this person's turn.
        may_give: Whom the person here may give the floor to: the staff that the consent covers.
        wanted: Who of them asks for it.
        works: What goes on here, to be stopped.
        restarting: The machine is about to restart, as ordered and allowed.
        recorded: Whether this is recorded; None: it is not.
        private: A private moment: everyone gets a black picture.
    """

    organisation: str
    people: tuple[Someone, ...] = ()
    mode: Mode | None = None
    holder: str | None = None
    since: str = ""
    linked: bool = True
    place: int | None = None
    over: bool = False
    floor_is_here: bool = False
    may_give: tuple[Wants, ...] = ()
    wanted: tuple[Wants, ...] = ()
    works: tuple[UnderWay, ...] = ()
    restarting: bool = False
    recorded: Recorded | None = None
    private: bool = False


@dataclass(frozen=True, slots=True)
class Chose:
    """The person answered a question."""

    request_id: str
    right: Right
    allowed: bool
    leave_alone: bool = False


@dataclass(frozen=True, slots=True)
class ChoseWork:
    """The person answered about work; `paths` are the files they chose, where they are asked for some."""

    request_id: str
    allowed: bool
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChoseRecording:
    """The person answered whether this may be recorded."""

    request_id: str
    allowed: bool


@dataclass(frozen=True, slots=True)
class TellRecording:
    """The person pauses the recording, lets it go on, or withdraws it."""

    deed: RecordingDeed


@dataclass(frozen=True, slots=True)
class GoPrivate:
    """The person begins a private moment, or ends it."""

    on: bool


@dataclass(frozen=True, slots=True)
class GiveFloorTo:
    """The person gives the floor to somebody, in desktop sharing."""

    person_id: PersonId


@dataclass(frozen=True, slots=True)
class StopWorkHere:
    """The person stops a piece of work."""

    request_id: str


@dataclass(frozen=True, slots=True)
class StopControl:
    """The person takes control back; the view stays."""


@dataclass(frozen=True, slots=True)
class EndAll:
    """The person ends the session."""


@dataclass(frozen=True, slots=True)
class FrontCrashed:
    """The front is gone without having been closed: nobody can be asked, nobody is warned."""


Act: TypeAlias = (
    Chose
    | ChoseWork
    | ChoseRecording
    | TellRecording
    | GoPrivate
    | GiveFloorTo
    | StopWorkHere
    | StopControl
    | EndAll
    | FrontCrashed
)


class Front(Protocol):
    """The person's windows, or their terminal. Used in the event loop; nothing here waits for the person.

    What they do is told by the `Act`s that the front was made with; the caller shuts the gate before `ask`.
    """

    @property
    def overlay(self) -> Overlay:
        """Where pointers and ink appear; draws nothing where there is none, nor while a question is open."""
        ...

    def ask(self, question: ConsentView) -> None:
        """Show this question instead of any other; it cannot be allowed for the first 3 s (SPEC C5)."""
        ...

    def ask_work(self, work: WorkView) -> None:
        """Show this question instead of any other; it cannot be allowed for the first 3 s (SPEC J3, C5)."""
        ...

    def ask_recording(self, recording: RecordingView) -> None:
        """Show this question instead of any other; it cannot be allowed for the first 3 s (SPEC N2, C5)."""
        ...

    def attend(self) -> None:
        """The person pressed the key that leads to what stands on top: bring the keyboard there."""
        ...

    def withdraw(self) -> None:
        """Take the question away, if there is one."""
        ...

    def show(self, banner: BannerView) -> None:
        """Keep this on top of everything."""
        ...

    def tell(self, sentence: str) -> None:
        """Tell the person, without wanting an answer."""
        ...

    def said(self, name: str, text: str) -> None:
        """Tell the person that somebody wrote to them; they answer on the page where they asked for help."""
        ...

    async def close(self) -> None:
        """Take everything away."""
        ...


OnAct: TypeAlias = Callable[[Act], None]
