"""The messages as TypeScript: aliases, enums, interfaces, and one union per direction."""

import enum
import inspect
import json
import re
from collections.abc import Iterable, Mapping
from typing import Final, NewType

from pydantic import BaseModel

from protocol.consent import Answer
from protocol.direct import FromViewer, ToViewer
from protocol.errors import ErrorCode
from protocol.export.shape import Unions, members, optional, reached, typescript
from protocol.facts import Fact
from protocol.input import InputEvent
from protocol.link_messages import MediaHello
from protocol.messages import (
    FromAudience,
    FromConsole,
    FromDesk,
    FromMachine,
    FromPage,
    ToAudience,
    ToConsole,
    ToDesk,
    ToMachine,
    ToPage,
)
from protocol.modes import Ability, Allowed
from protocol.pointer import PointerAt, PointerShape
from protocol.rights import Deed
from protocol.transfer import FromTransfer, ToTransfer

UNIONS: Final[Mapping[str, object]] = {
    "Fact": Fact,
    "InputEvent": InputEvent,
    "FromConsole": FromConsole,
    "ToConsole": ToConsole,
    "FromPage": FromPage,
    "ToPage": ToPage,
    "FromAudience": FromAudience,
    "ToAudience": ToAudience,
    "FromMachine": FromMachine,
    "ToMachine": ToMachine,
    "FromTransfer": FromTransfer,
    "ToTransfer": ToTransfer,
    "FromDesk": FromDesk,
    "ToDesk": ToDesk,
    "FromViewer": FromViewer,
    "ToViewer": ToViewer,
}
"""What a browser says and hears; one that presents is the machine of its session."""

ALONE: Final = (MediaHello, PointerShape, PointerAt, ErrorCode, Ability, Allowed, Deed)
"""What a browser needs besides the unions."""

RENAMED: Final[Mapping[object, str]] = {Answer: "ConsentAnswer"}
"""Python keeps two words apart by their modules; TypeScript has one file."""


class TwoOfOneName(Exception):
    """Two different things would have one name in TypeScript. Add one of them to `RENAMED`."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return f"Two things are called {self.name} in TypeScript. Give one of them a name in RENAMED."


def everything() -> list[object]:
    """All models, enums and `NewType`s to write, each once, what is used before what uses it."""
    found = [thing for union in (*UNIONS.values(), *ALONE) for thing in reached(union)]
    return list(dict.fromkeys(found))


def names_of(things: Iterable[object]) -> dict[object, str]:
    """What each thing is called in TypeScript.

    Raises:
        TwoOfOneName: two of them would be called the same.
    """
    names: dict[object, str] = {}
    for thing in things:
        name = RENAMED.get(thing) or str(getattr(thing, "__name__", thing))
        if name in names.values():
            raise TwoOfOneName(name)
        names[thing] = name
    return names


def render() -> list[str]:
    """The paragraphs of the file, in order."""
    things = everything()
    names = names_of(things)
    unions: Unions = {frozenset(members(union)): name for name, union in UNIONS.items()}
    paragraphs = [_alias(thing, names) for thing in things if isinstance(thing, NewType)]
    paragraphs += [_enum(thing, names) for thing in things if isinstance(thing, enum.EnumType)]
    for thing in things:
        if isinstance(thing, type) and issubclass(thing, BaseModel):
            paragraphs.append(interface(thing, names, unions))
    paragraphs += [_union(name, union, names) for name, union in UNIONS.items()]
    return paragraphs


def comment(text: str | None) -> str:
    """A docstring as a TSDoc comment, with its line break; nothing for none."""
    lines = inspect.cleandoc(text or "").splitlines()
    if not lines:
        return ""
    if len(lines) == 1:
        return f"/** {lines[0]} */\n"
    return "\n".join(["/**", *(f" * {line}".rstrip() for line in lines), " */\n"])


def upper_snake(name: str) -> str:
    """`EndedBy` as `ENDED_BY`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper()


def _alias(thing: NewType, names: Mapping[object, str]) -> str:
    return f"export type {names[thing]} = {typescript(thing.__supertype__, {}, {})};"


def _enum(thing: enum.EnumType, names: Mapping[object, str]) -> str:
    name = names[thing]
    values = f"{upper_snake(name)}_VALUES"
    listed = ", ".join(json.dumps(str(one.value)) for one in thing)  # type: ignore[var-annotated]  # because EnumType is not generic
    text = comment(thing.__doc__)
    return (
        f"export const {values} = [{listed}] as const;\n{text}export type {name} = (typeof {values})[number];"
    )


def interface(model: type[BaseModel], names: Mapping[object, str], unions: Unions) -> str:
    """One model as an interface.

    Raises:
        TypeError: a field may be None without having None as its default.
    """
    lines = []
    for field, info in model.model_fields.items():
        if optional(info.annotation) and info.is_required():
            raise TypeError(
                f"{model.__name__}.{field} may be None: give it that default, encode leaves it out"
            )
        mark = "?" if optional(info.annotation) else ""
        lines.append(f"  readonly {field}{mark}: {typescript(info.annotation, names, unions)};")
    body = "\n".join(lines)
    return f"{comment(model.__doc__)}export interface {names[model]} {{\n{body}\n}}"


def _union(name: str, union: object, names: Mapping[object, str]) -> str:
    lines = "\n".join(f"  | {names[one]}" for one in members(union))
    return f"export type {name} =\n{lines};"
