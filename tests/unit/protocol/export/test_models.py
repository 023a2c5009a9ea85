"""The messages as TypeScript."""

from typing import NewType

import pytest

from protocol.export.models import (
    RENAMED,
    TwoOfOneName,
    comment,
    everything,
    interface,
    names_of,
    render,
    upper_snake,
)
from protocol.modes import Mode
from protocol.wire import Wire


class Nullable(Wire):
    must_be_said: int | None


class Plain(Wire):
    count: int
    mode: Mode | None = None


def test_a_message_is_an_interface() -> None:
    text = interface(Plain, {Plain: "Plain", Mode: "Mode"}, {})
    assert text == "export interface Plain {\n  readonly count: number;\n  readonly mode?: Mode;\n}"


def test_a_field_that_may_be_none_has_none_as_default_w5() -> None:
    with pytest.raises(TypeError, match=r"Nullable\.must_be_said may be None"):
        interface(Nullable, {Nullable: "Nullable"}, {})


def test_everything_is_written_once() -> None:
    things = everything()
    assert len(things) == len(set(things))
    assert len(set(names_of(things).values())) == len(things)
    assert set(RENAMED) <= set(things)


def test_two_things_of_one_name_are_refused() -> None:
    with pytest.raises(TwoOfOneName, match="Two things are called Mode"):
        names_of([Mode, NewType("Mode", str)])


def test_enums_are_lists_and_unions() -> None:
    text = "\n\n".join(render())
    assert 'export const PRESENCE_VALUES = ["present", "away"] as const;' in text
    assert "export type Presence = (typeof PRESENCE_VALUES)[number];" in text
    assert "export type FromDesk =\n  | Hello\n  | Ping\n  | Leave;" in text
    assert "  readonly fact: Fact;" in text
    assert "export type PersonId = string;" in text


def test_docstrings_come_along() -> None:
    assert comment(None) == ""
    assert comment("One line.") == "/** One line. */\n"
    assert comment("One.\n\n    Two.") == "/**\n * One.\n *\n * Two.\n */\n"


def test_names_of_lists() -> None:
    assert [upper_snake(name) for name in ("Mode", "EndedBy", "PeerKind")] == [
        "MODE",
        "ENDED_BY",
        "PEER_KIND",
    ]
