"""A pydantic annotation as a TypeScript type."""

import enum
import types
from collections.abc import Mapping
from typing import Annotated, Literal, NewType, TypeAlias, Union, get_args, get_origin

from pydantic import BaseModel

Unions: TypeAlias = Mapping[frozenset[object], str]
"""Names of unions by their members, so that a field says `Fact` instead of fifteen names."""

_SCALARS = {bool: "boolean", int: "number", float: "number", str: "string"}


def bare(annotation: object) -> object:
    """The annotation without its `Annotated` coats."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    return annotation


def members(annotation: object) -> tuple[object, ...]:
    """The members of a union; of anything else, itself."""
    annotation = bare(annotation)
    if get_origin(annotation) in (Union, types.UnionType):
        return get_args(annotation)
    return (annotation,)


def optional(annotation: object) -> bool:
    """Whether None is one of the values."""
    return type(None) in members(annotation)


def typescript(annotation: object, names: Mapping[object, str], unions: Unions) -> str:
    """How TypeScript says this annotation, None left out: on the wire an absent value has no field at all.

    Args:
        annotation: What a field of a model is declared as.
        names: What classes and `NewType`s are called in TypeScript.
        unions: What whole unions are called.

    Raises:
        TypeError: a form that the wire does not use.
    """
    present = [one for one in members(annotation) if one is not type(None)]
    if len(present) > 1:
        return unions.get(frozenset(present)) or " | ".join(typescript(one, names, unions) for one in present)
    return _single(bare(present[0]), names, unions)


def _single(one: object, names: Mapping[object, str], unions: Unions) -> str:
    if one in names:
        return names[one]
    if one in _SCALARS:
        return _SCALARS[one]
    if get_origin(one) is Literal:
        return " | ".join(f'"{value}"' for value in get_args(one))
    if get_origin(one) is tuple and get_args(one)[1:] == (...,):
        item = typescript(get_args(one)[0], names, unions)
        return f"readonly ({item})[]" if " | " in item else f"readonly {item}[]"
    raise TypeError(f"{one!r} has no TypeScript form here")


def reached(annotation: object) -> list[object]:
    """The models, enums and `NewType`s that an annotation names, itself or inside, in order, with repeats."""
    found: list[object] = []
    for one in members(annotation):
        inner = bare(one)
        if isinstance(inner, NewType | enum.EnumType):
            found.append(inner)
        elif isinstance(inner, type) and issubclass(inner, BaseModel):
            for field in inner.model_fields.values():
                found.extend(reached(field.annotation))
            found.append(inner)
        elif get_origin(inner) is tuple:
            found.extend(reached(get_args(inner)[0]))
    return found
