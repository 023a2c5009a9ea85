"""Work on the captured machine that needs a prompt of its own: files, clipboard, reboot, scripts… (SPEC J).

staff asks → logged → the machine asks its person (or not, where the mode allows it) → logged → the machine
does it → logged. What a mode does not allow any more is stopped when the mode goes down.
"""

import enum
from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, Field, StringConstraints

from protocol.consent import Answer
from protocol.ids import PersonIdField, RequestIdField
from protocol.limits import (
    CLIPBOARD_IMAGE_LIMIT_BYTES,
    SCRIPT_LIMIT_CHARS,
    TRANSFER_ITEMS_LIMIT,
    TRANSFER_LIMIT_BYTES,
)
from protocol.modes import Ability
from protocol.wire import AtMs, Name, Sentence, Wire, cleaned_line

FileName = Annotated[str, StringConstraints(min_length=1, max_length=255), BeforeValidator(cleaned_line)]
"""A file as people read it: never a path, and no path is made of it without `safe_name`."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Way(enum.StrEnum):
    """In which direction something travels."""

    TO_MACHINE = "to_machine"
    FROM_MACHINE = "from_machine"


class ClipKind(enum.StrEnum):
    """What lies in a clipboard."""

    TEXT = "text"
    IMAGE = "image"


class Interpreter(enum.StrEnum):
    """What runs a script; fixed programs, fed by standard input."""

    SH = "sh"
    POWERSHELL = "powershell"
    PYTHON = "python"


class ServiceDeed(enum.StrEnum):
    """What is done to a service."""

    START = "start"
    STOP = "stop"
    RESTART = "restart"


class FilesWork(Wire):
    """A batch of files and folders. From the machine: its person chooses them, and `names` is empty."""

    type: Literal["files"] = "files"
    way: Way
    names: Annotated[tuple[FileName, ...], Field(max_length=20)] = ()
    count: Annotated[int, Field(ge=0, le=TRANSFER_ITEMS_LIMIT)] = 0
    total_bytes: Annotated[int, Field(ge=0, le=TRANSFER_LIMIT_BYTES)] = 0


class ClipboardWork(Wire):
    """What lies in one clipboard goes into the other."""

    type: Literal["clipboard"] = "clipboard"
    way: Way
    kind: ClipKind = ClipKind.TEXT
    size_bytes: Annotated[int, Field(ge=0, le=CLIPBOARD_IMAGE_LIMIT_BYTES)] = 0


class RebootWork(Wire):
    """The machine restarts, and comes back into this session by itself."""

    type: Literal["reboot"] = "reboot"


class ScriptWork(Wire):
    """A script, exactly as it will run; the person there sees it, and its hash, first."""

    type: Literal["script"] = "script"
    interpreter: Interpreter
    text: Annotated[str, StringConstraints(min_length=1, max_length=SCRIPT_LIMIT_CHARS)]
    sha256: Sha256


class ServiceWork(Wire):
    """One system service."""

    type: Literal["service"] = "service"
    name: Name
    deed: ServiceDeed


class InspectionWork(Wire):
    """What the machine is: system, monitors, disks, memory, processes, network, programs, services."""

    type: Literal["inspection"] = "inspection"


class ElevationWork(Wire):
    """The program asks the system for the rights of its service."""

    type: Literal["elevation"] = "elevation"


What: TypeAlias = Annotated[
    FilesWork | ClipboardWork | RebootWork | ScriptWork | ServiceWork | InspectionWork | ElevationWork,
    Field(discriminator="type"),
]

ABILITY = {
    FilesWork: Ability.FILES,
    ClipboardWork: Ability.CLIPBOARD,
    RebootWork: Ability.REBOOT,
    ScriptWork: Ability.SCRIPTS,
    ServiceWork: Ability.SCRIPTS,
    InspectionWork: Ability.INSPECTION,
    ElevationWork: Ability.ELEVATION,
}
"""Which row of the modes' table decides about it."""


class WorkEnd(enum.StrEnum):
    """How work ended."""

    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


class Work(Wire):
    """One piece of work: asked for (`started_at` is None), or under way."""

    request_id: RequestIdField
    what: What
    asked_by: PersonIdField
    asked_at: AtMs
    started_at: AtMs | None = None


class WorkAsked(Wire):
    """The person at the captured machine is being asked for it, where the mode wants that."""

    type: Literal["work_asked"] = "work_asked"
    work: Work


class WorkAnswered(Wire):
    """The question is over. If allowed, it begins now; `prompted` tells whether the person was asked."""

    type: Literal["work_answered"] = "work_answered"
    request_id: RequestIdField
    answer: Answer
    prompted: bool = True


class WorkEnded(Wire):
    """It is over. `sentence` says what became of it, for people."""

    type: Literal["work_ended"] = "work_ended"
    request_id: RequestIdField
    end: WorkEnd
    sentence: Sentence = ""
    exit_code: int | None = None
    total_bytes: Annotated[int, Field(ge=0, le=TRANSFER_LIMIT_BYTES)] | None = None
    sha256: Sha256 | None = None
    person_id: PersonIdField | None = None
