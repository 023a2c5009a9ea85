"""What every message of the wire is made of: a strict, frozen pydantic model, and the bounded field types."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from protocol.limits import (
    NAME_LIMIT_CHARS,
    SENTENCE_LIMIT_CHARS,
    TOKEN_LIMIT_CHARS,
)
from protocol.text import clean, clean_line


class Wire(BaseModel):
    """A value that crosses the wire: immutable, without unknown fields (SPEC W4)."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


def cleaned(value: object) -> object:
    """A text of perhaps several lines, cleaned before it is measured (SPEC W6)."""
    return clean(value) if isinstance(value, str) else value


def cleaned_line(value: object) -> object:
    """A text on one line, cleaned before it is measured (SPEC W6)."""
    return clean_line(value) if isinstance(value, str) else value


Name = Annotated[
    str, StringConstraints(min_length=1, max_length=NAME_LIMIT_CHARS), BeforeValidator(cleaned_line)
]
"""What a person, a machine or an organisation is called: one line, clean (SPEC W6), shown as text only."""

Sentence = Annotated[str, StringConstraints(max_length=SENTENCE_LIMIT_CHARS), BeforeValidator(cleaned)]
"""A short text that a person wrote or reads; clean (SPEC W6), perhaps of several lines."""

Language = Annotated[str, StringConstraints(max_length=35, pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")]
"""A BCP 47 tag: "es", "en-GB"."""

Token = Annotated[
    str, StringConstraints(min_length=16, max_length=TOKEN_LIMIT_CHARS, pattern=r"^[A-Za-z0-9_\-]+$")
]
"""A secret made by the server; opaque to everyone else."""

Norm = Annotated[int, Field(ge=0, le=65535)]
"""A coordinate on one monitor: 0 is its left or top edge, 65535 its right or bottom edge (SPEC I2)."""

AtMs = Annotated[int, Field(ge=0, le=2**53 - 1)]
"""UTC, integer milliseconds since 1970, from a clock that never runs back."""

Epoch = Annotated[int, Field(ge=0, le=2**53 - 1)]
"""Which grant of control; minted by the captured machine, only ever rising (SPEC C1)."""

Seq = Annotated[int, Field(ge=0, le=2**53 - 1)]
"""A number that only rises within its series."""
