"""The protocol's numbers and tables as TypeScript constants."""

import json
import re
import struct
from collections.abc import Mapping
from typing import Final

from protocol import limits, link
from protocol.direct import KEYS_CHANNEL, MOVES_CHANNEL
from protocol.errors import ANSWERS, CloseCode, is_retried
from protocol.media import FLAG_KEY, HEADER, HEADER_BYTES, MEDIA_VERSION, Codec, Kind
from protocol.modes import LADDER, Ability, Mode, allowed
from protocol.rights import RIGHTS, Deed
from protocol.roles import MAY_HOLD, MAY_TAKE, STAFF, Role

HEADER_FIELDS: Final = (
    "version",
    "kind",
    "flags",
    "stream",
    "seq",
    "ptsUs",
    "widthPx",
    "heightPx",
    "codec",
    "profile",
)
"""The media header's fields, in the order of its struct."""


def numbers(module: object) -> dict[str, int | float]:
    """The public numeric constants of a module, in its order."""
    return {
        name: value
        for name, value in vars(module).items()
        if name.isupper() and not name.startswith("_") and type(value) in (int, float)
    }


def offsets() -> dict[str, int]:
    """Where each field of the media header starts, in bytes."""
    order, *codes = re.findall(r"!|\d*[A-Za-z]", HEADER.format)
    starts = [struct.calcsize(order + "".join(codes[:index])) for index in range(len(codes))]
    return dict(zip(HEADER_FIELDS, starts, strict=True))


def render() -> list[str]:
    """The paragraphs of the file, in order."""
    return [
        "\n".join(_number(name, value) for name, value in (numbers(limits) | numbers(link)).items()),
        _table(
            "MATRIX",
            {mode: {one: allowed(mode, one) for one in Ability} for mode in Mode},
            "Record<Mode, Record<Ability, Allowed>>",
        ),
        _list("LADDER", [str(mode) for mode in LADDER], "readonly Mode[]"),
        "\n".join(
            _list(name, [str(role) for role in Role if role in roles], "readonly Role[]")
            for name, roles in (("STAFF", STAFF), ("MAY_TAKE", MAY_TAKE), ("MAY_HOLD", MAY_HOLD))
        ),
        _table(
            "RIGHTS",
            {deed: [str(role) for role in Role if role in RIGHTS[deed]] for deed in Deed},
            "Record<Deed, readonly Role[]>",
        ),
        _codes("CloseCode", {one.name: one.value for one in CloseCode}),
        _list(
            "RETRIED_CLOSES", [code for code in range(1000, 5000) if is_retried(code)], "readonly number[]"
        ),
        _table(
            "ERRORS",
            {
                code: {"status": one.status, "close": one.close, "retry": one.retry}
                for code, one in ANSWERS.items()
            },
            "Record<ErrorCode, { status: number; close: CloseCode; retry: boolean }>",
        ),
        f'export const KEYS_CHANNEL = "{KEYS_CHANNEL}";\nexport const MOVES_CHANNEL = "{MOVES_CHANNEL}";',
        _codes("MediaKind", {one.name: one.value for one in Kind}),
        _codes("MediaCodec", {one.name: one.value for one in Codec}),
        "\n".join(
            _number(name, value)
            for name, value in (
                ("MEDIA_VERSION", MEDIA_VERSION),
                ("MEDIA_FLAG_KEY", FLAG_KEY),
                ("MEDIA_HEADER_BYTES", HEADER_BYTES),
            )
        ),
        _table("MEDIA_OFFSETS", offsets()),
    ]


def _number(name: str, value: float) -> str:
    return f"export const {name} = {value:_};".replace(".0;", ";")


def _list(name: str, values: list[str] | list[int], kind: str) -> str:
    return f"export const {name}: {kind} = {json.dumps(values)};"


def _codes(name: str, values: Mapping[str, int]) -> str:
    lines = "\n".join(f"  {key}: {value}," for key, value in values.items())
    return (
        f"export const {name} = {{\n{lines}\n}} as const;\n"
        f"export type {name} = (typeof {name})[keyof typeof {name}];"
    )


def _table(name: str, rows: Mapping[str, object], kind: str | None = None) -> str:
    lines = "\n".join(f"  {key}: {_value(value)}," for key, value in rows.items())
    end = f"}} as const satisfies {kind}" if kind else "} as const"
    return f"export const {name} = {{\n{lines}\n{end};"


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key}: {json.dumps(cell)}" for key, cell in value.items()) + " }"
    return json.dumps(value)
