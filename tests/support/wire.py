"""Hypothesis strategies for everything of the wire, made from the pydantic models themselves."""

import enum
import math
from collections.abc import Iterable
from functools import cache
from typing import Annotated, Any, Literal, NewType, get_args, get_origin

import annotated_types
from hypothesis import strategies as st
from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from protocol.export.shape import members
from protocol.link_messages import Hello
from protocol.text import clean_line


@cache
def any_of(annotation: object) -> st.SearchStrategy[Any]:
    """Values of a type form of the wire."""
    return _values(annotation, ())


@cache
def any_model(model: type[BaseModel]) -> st.SearchStrategy[Any]:
    """Valid instances of one model."""
    if model is Hello:
        return _hellos()
    return st.builds(model, **{name: _field(info) for name, info in model.model_fields.items()})


def _hellos() -> st.SearchStrategy[Hello]:
    fields = {name: _field(info) for name, info in Hello.model_fields.items()}
    token = any_of(
        Annotated[str, StringConstraints(min_length=16, max_length=20, pattern=r"^[A-Za-z0-9_\-]+$")]
    )
    key = st.one_of(
        st.fixed_dictionaries({"ticket": token, "resume": st.none()}),
        st.fixed_dictionaries({"ticket": st.none(), "resume": token}),
    )
    rest = {name: field for name, field in fields.items() if name not in ("ticket", "resume")}
    return st.tuples(key, st.fixed_dictionaries(rest)).map(lambda both: Hello(**both[0], **both[1]))


def _field(info: FieldInfo) -> st.SearchStrategy[Any]:
    return _values(info.annotation, tuple(info.metadata))


def _values(annotation: object, metadata: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return _values(inner, (*metadata, *more))
    if isinstance(annotation, NewType):
        return _values(annotation.__supertype__, metadata)
    if len(members(annotation)) > 1:
        return st.one_of([_values(one, metadata) for one in members(annotation)])
    if get_origin(annotation) is Literal:
        return st.sampled_from(get_args(annotation))
    if get_origin(annotation) is tuple:
        low, high = _sizes(metadata)
        return st.lists(any_of(get_args(annotation)[0]), min_size=low, max_size=min(high, low + 3)).map(tuple)
    return _plain(annotation, metadata)


def _plain(annotation: object, metadata: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    if annotation is type(None):
        return st.none()
    if annotation is bool:
        return st.booleans()
    if annotation is str:
        return _texts(metadata)
    if not isinstance(annotation, type):
        raise TypeError(f"{annotation!r} is no form of the wire")
    if issubclass(annotation, enum.Enum):
        return st.sampled_from(list(annotation))
    if issubclass(annotation, BaseModel):
        return st.deferred(lambda: any_model(annotation))
    return _numbers(annotation, metadata)


def _numbers(kind: type, metadata: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    low, high = -(2.0**53), 2.0**53
    for one in _flat(metadata):
        match one:
            case annotated_types.Ge(ge=bound):
                low = float(bound)  # type: ignore[arg-type]  # because all of ours are numbers
            case annotated_types.Gt(gt=bound):
                low = math.nextafter(float(bound), math.inf) if kind is float else float(bound) + 1  # type: ignore[arg-type]  # because all of ours are numbers
            case annotated_types.Le(le=bound):
                high = float(bound)  # type: ignore[arg-type]  # because all of ours are numbers
            case annotated_types.Lt(lt=bound):
                high = float(bound) - 1  # type: ignore[arg-type]  # because all of ours are numbers
            case _:
                pass
    return st.floats(low, high) if kind is float else st.integers(int(low), int(high))


def _texts(metadata: tuple[Any, ...]) -> st.SearchStrategy[str]:
    low, high = _sizes(metadata)
    pattern = next((p for one in _flat(metadata) if (p := getattr(one, "pattern", None))), None)
    if pattern:
        return st.from_regex(pattern.replace("$", r"\Z")).filter(lambda text: low <= len(text) <= high)
    texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=low, max_size=min(high, 20))
    return texts.map(clean_line).filter(lambda text: low <= len(text) <= high)


def _sizes(metadata: tuple[Any, ...]) -> tuple[int, int]:
    low, high = 0, 10_000
    for one in _flat(metadata):
        low = one.min_length if isinstance(one, annotated_types.MinLen) else low
        high = one.max_length if isinstance(one, annotated_types.MaxLen) else high
    return low, high


def _flat(metadata: Iterable[Any]) -> Iterable[Any]:
    for one in metadata:
        if isinstance(one, StringConstraints):
            yield annotated_types.MinLen(one.min_length or 0)
            yield annotated_types.MaxLen(one.max_length or 10_000)
            yield one
        elif isinstance(one, FieldInfo):
            yield from _flat(one.metadata)
        else:
            yield one
