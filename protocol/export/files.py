"""The generated files: where each stands, and what belongs in it."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaMode

from protocol.direct import FromViewer, ToViewer
from protocol.export import constants, models
from protocol.limits import PROTOCOL_VERSION
from protocol.messages import (
    FromConsole,
    FromDesk,
    FromMachine,
    FromPage,
    ToConsole,
    ToDesk,
    ToMachine,
    ToPage,
)

_NOTE: Final = "Made by `python -m protocol.export` from protocol/. Do not edit."


def typescript() -> str:
    """The console's protocol.gen.ts."""
    return "\n\n".join([f"/** {_NOTE} */", *models.render(), *constants.render()]) + "\n"


def schema() -> str:
    """JSON Schema of everything that crosses the wire as text: one definition per direction."""
    directions: dict[str, Any] = {
        "FromMachine": FromMachine,
        "ToMachine": ToMachine,
        "FromConsole": FromConsole,
        "ToConsole": ToConsole,
        "FromPage": FromPage,
        "ToPage": ToPage,
        "FromDesk": FromDesk,
        "ToDesk": ToDesk,
        "FromViewer": FromViewer,
        "ToViewer": ToViewer,
    }
    mode: JsonSchemaMode = "validation"
    adapters: list[tuple[str, JsonSchemaMode, TypeAdapter[Any]]] = [
        (name, mode, TypeAdapter(union)) for name, union in directions.items()
    ]
    found, whole = TypeAdapter.json_schemas(
        adapters, title=f"Auxilio protocol, version {PROTOCOL_VERSION}", description=_NOTE
    )
    whole["directions"] = {name: found[name, mode] for name in directions}
    return json.dumps(whole, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


FILES: Final[Mapping[str, Callable[[], str]]] = {
    "agent_client/web/src/protocol/protocol.gen.ts": typescript,
    "protocol/schema.gen.json": schema,
}
"""Each generated file, relative to the project's root, and what makes its text."""


def write(root: Path) -> None:
    """Make every file anew."""
    for path, text in FILES.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text(), encoding="utf-8", newline="\n")


def stale(root: Path) -> list[str]:
    """The files that are missing, or differ from what the protocol says now."""
    return [path for path, text in FILES.items() if _read(root / path) != text()]


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None
