"""What a request's body may be."""

import pytest
from pydantic import ValidationError

from protocol.wire import Language, Name, Sentence
from server.http.shapes import Asked


class Body(Asked):
    """A body with every form of text."""

    name: Name
    reason: Sentence = ""
    language: Language | None = None
    skills: list[Name] | None = None
    count: int = 0


def test_a_text_is_measured_as_it_came_and_as_it_reads() -> None:
    body = Body.model_validate({"name": "\x11" * 20 + "n" * 100, "skills": ["s" * 120], "language": "es"})
    assert body.name == "n" * 100
    for field, value in (
        ("name", "\x11" * 120 + "n"),
        ("reason", " " * 501),
        ("skills", ["x", "s" * 121]),
        ("language", "e" * 36),
    ):
        with pytest.raises(ValidationError):
            Body.model_validate({"name": "n", field: value})
    with pytest.raises(ValidationError):
        Body.model_validate(["name"])
