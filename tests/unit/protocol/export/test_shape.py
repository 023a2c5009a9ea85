"""How annotations look in TypeScript."""

from typing import Annotated, Literal

import pytest
from pydantic import Field

from protocol.export.shape import optional, reached, typescript
from protocol.ids import PeerId, PersonIdField
from protocol.input import At
from protocol.modes import Mode
from protocol.people import Machine, Platform
from protocol.pointer import PointerAt
from protocol.screen import MonitorId

NAMES: dict[object, str] = {Mode: "Mode", At: "At", PeerId: "PeerId", PersonIdField: "never asked"}


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (bool, "boolean"),
        (Annotated[int, Field(ge=0)], "number"),
        (float, "number"),
        (str, "string"),
        (Mode | None, "Mode"),
        (At | Mode, "At | Mode"),
        (PeerId, "PeerId"),
        (Literal["a"], '"a"'),
        (Literal["a", "b"], '"a" | "b"'),
        (tuple[str, ...], "readonly string[]"),
        (Annotated[tuple[Annotated[int, Field(ge=0)], ...], Field(max_length=3)], "readonly number[]"),
        (tuple[At | Mode, ...], "readonly (At | Mode)[]"),
    ],
    ids=str,
)
def test_a_form_of_the_wire_has_a_form_in_typescript(annotation: object, expected: str) -> None:
    assert typescript(annotation, NAMES, {}) == expected


@pytest.mark.parametrize("annotation", [bytes, tuple[int, str], dict[str, int]], ids=str)
def test_what_the_wire_does_not_use_has_none(annotation: object) -> None:
    with pytest.raises(TypeError, match="no TypeScript form"):
        typescript(annotation, NAMES, {})


def test_a_named_union_is_called_by_its_name() -> None:
    assert typescript(At | Mode | None, NAMES, {frozenset({At, Mode}): "Either"}) == "Either"


def test_none_makes_optional() -> None:
    assert optional(Mode | None)
    assert not optional(Annotated[Mode, Field()])


def test_what_a_model_uses_comes_before_it() -> None:
    assert reached(PointerAt) == [MonitorId, At, PointerAt]
    found = reached(tuple[Machine, ...])
    assert found.index(Platform) < found.index(Machine)
    assert reached(str) == []
