"""The words between this program and its windows, which are a process of their own: JSON lines over pipes.

A crash of Qt ends the windows and nothing else; the program notices the closed pipe and takes control back.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from customer_client.ui.front import (
    BannerView,
    Chose,
    ChoseRecording,
    ChoseWork,
    ConsentView,
    GiveFloorTo,
    GoPrivate,
    RecordingView,
    StopWorkHere,
    TellRecording,
    WorkView,
)
from customer_client.ui.overlay import InkMark, PointerMark


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Ask(_Line):
    """Show this question."""

    do: Literal["ask"] = "ask"
    question: ConsentView


class AskWork(_Line):
    """Show this question about work."""

    do: Literal["ask_work"] = "ask_work"
    work: WorkView


class AskRecording(_Line):
    """Show the question whether this may be recorded."""

    do: Literal["ask_recording"] = "ask_recording"
    recording: RecordingView


class Attend(_Line):
    """Bring the keyboard to what stands on top."""

    do: Literal["attend"] = "attend"


class Withdraw(_Line):
    """Take the question away."""

    do: Literal["withdraw"] = "withdraw"


class Show(_Line):
    """Keep this on top."""

    do: Literal["show"] = "show"
    banner: BannerView


class Tell(_Line):
    """Tell the person."""

    do: Literal["tell"] = "tell"
    sentence: str


class Said(_Line):
    """Tell the person that somebody wrote to them."""

    do: Literal["said"] = "said"
    name: str
    text: str


class PointAt(_Line):
    """Show or move a pointer."""

    do: Literal["point_at"] = "point_at"
    mark: PointerMark


class InkOn(_Line):
    """Draw on."""

    do: Literal["ink_on"] = "ink_on"
    mark: InkMark


class Wipe(_Line):
    """Take pointers and ink away."""

    do: Literal["wipe"] = "wipe"


class Ready(_Line):
    """The windows can be shown."""

    do: Literal["ready"] = "ready"


class Unable(_Line):
    """No windows can be shown, and why."""

    do: Literal["unable"] = "unable"
    why: str


class Answer(_Line):
    """The person answered."""

    do: Literal["answer"] = "answer"
    chose: Chose


class AnswerWork(_Line):
    """The person answered about work."""

    do: Literal["answer_work"] = "answer_work"
    chose: ChoseWork


class AnswerRecording(_Line):
    """The person answered about recording."""

    do: Literal["answer_recording"] = "answer_recording"
    chose: ChoseRecording


class Record(_Line):
    """The person does something to the recording."""

    do: Literal["record"] = "record"
    tell: TellRecording


class Private(_Line):
    """The person begins a private moment, or ends it."""

    do: Literal["private"] = "private"
    go: GoPrivate


class Give(_Line):
    """The person gives the floor away."""

    do: Literal["give"] = "give"
    give: GiveFloorTo


class StopWork(_Line):
    """The person stops a piece of work."""

    do: Literal["stop_work"] = "stop_work"
    stop: StopWorkHere


class Stop(_Line):
    """The person takes control back."""

    do: Literal["stop"] = "stop"


class End(_Line):
    """The person ends the session."""

    do: Literal["end"] = "end"


ToWindows: TypeAlias = Annotated[
    Ask | AskWork | AskRecording | Attend | Withdraw | Show | Tell | Said | PointAt | InkOn | Wipe,
    Field(discriminator="do"),
]
FromWindows: TypeAlias = Annotated[
    Ready | Unable | Answer | AnswerWork | AnswerRecording | Record | Private | Give | StopWork | Stop | End,
    Field(discriminator="do"),
]

TO_WINDOWS: TypeAdapter[ToWindows] = TypeAdapter(ToWindows)
FROM_WINDOWS: TypeAdapter[FromWindows] = TypeAdapter(FromWindows)


def line(message: BaseModel) -> bytes:
    """One message, with its line end."""
    return message.model_dump_json().encode() + b"\n"
