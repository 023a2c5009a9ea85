"""The words between this program and its windows, which are a process of their own: JSON lines over pipes.

A crash of Qt ends the windows and nothing else; the program notices the closed pipe and takes control back.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from customer_client.ui.front import BannerView, Chose, ConsentView


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Ask(_Line):
    """Show this question."""

    do: Literal["ask"] = "ask"
    question: ConsentView


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


class Stop(_Line):
    """The person takes control back."""

    do: Literal["stop"] = "stop"


class End(_Line):
    """The person ends the session."""

    do: Literal["end"] = "end"


ToWindows: TypeAlias = Annotated[Ask | Withdraw | Show | Tell, Field(discriminator="do")]
FromWindows: TypeAlias = Annotated[Ready | Unable | Answer | Stop | End, Field(discriminator="do")]

TO_WINDOWS: TypeAdapter[ToWindows] = TypeAdapter(ToWindows)
FROM_WINDOWS: TypeAdapter[FromWindows] = TypeAdapter(FromWindows)


def line(message: BaseModel) -> bytes:
    """One message, with its line end."""
    return message.model_dump_json().encode() + b"\n"
