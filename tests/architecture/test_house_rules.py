"""The rules of the house that no linter knows."""

import ast
import statistics
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("protocol", "recordings", "server", "customer_client", "agent_client")
MAX_LINES = 400
MAX_MEDIAN_LINES = 120
MAX_P90_LINES = 300

CORES: Final[Mapping[str, frozenset[str]]] = {
    "protocol": frozenset({"protocol", "pydantic", "pydantic_core"}),
    "server/core": frozenset({"protocol", "server.core", "server.errors"}),
    "server/desk": frozenset({"protocol", "server.desk", "server.errors"}),
    # numpy is the shape of a picture there: arithmetic, no I/O.
    "customer_client/core": frozenset(
        {"protocol", "numpy", "customer_client.core", "customer_client.errors"}
    ),
    "agent_client/core": frozenset({"protocol", "agent_client.core", "agent_client.errors"}),
    "recordings/timeline.py": frozenset({"protocol", "recordings"}),
    "recordings/player.py": frozenset({"protocol", "recordings"}),
    "recordings/privacy.py": frozenset({"protocol", "recordings"}),
}
"""The places that decide, and what beside the pure part of the standard library they may import."""

SHELLS = ("protocol/export",)
"""Folders inside a core's that carry something out: this one writes files."""

PURE_STANDARD_LIBRARY = {
    "abc",
    "bisect",
    "collections",
    "dataclasses",
    "datetime",  # as a type; reading the clock is banned by the linter
    "enum",
    "functools",
    "hashlib",
    "heapq",
    "hmac",
    "itertools",
    "json",
    "math",
    "operator",
    "re",
    "statistics",
    "string",
    "struct",
    "typing",
    "unicodedata",
    "uuid",  # as a type; making one is randomness, which the linter's list does not know: look in review
    "zoneinfo",
}

HOMES: Final[Mapping[str, tuple[str, ...]]] = {
    "aiortc": ("customer_client/link", "agent_client/link", "tests"),
    "alembic": ("server/db", "tests"),
    "asyncpg": ("server/db", "tests"),
    "av": (
        "customer_client/encode",
        "customer_client/link",
        "agent_client/link",
        "recordings/export",
        "recordings/media.py",
        "tests",
    ),
    "copykitten": ("customer_client/platform/clipboard.py", "tests"),
    "fastapi": ("server/http", "server/ws", "server/app.py", "tests"),
    "mss": ("customer_client/capture", "tests"),
    "obstore": ("recordings/store.py", "tests"),
    "pynput": ("customer_client/inject", "tests"),
    "PySide6": ("customer_client/ui", "tests"),
    "redis": ("server/bus", "tests"),
    "sqlalchemy": ("server/db", "tests"),
    "starlette": ("server/http", "server/ws", "server/app.py", "tests"),
}
"""Each library has one home; whoever else wants what it does, asks there."""

BANNED_NAMES = {"base", "common", "helpers", "manager", "managers", "service", "services", "utils"}


def sources(*tops: str, ending: str = ".py") -> list[Path]:
    """Our files under these places; a place that does not exist holds none."""
    paths = [ROOT / top for top in tops]
    files = [
        found for path in paths for found in ([path] if path.is_file() else sorted(path.rglob(f"*{ending}")))
    ]
    return [file for file in files if not {"node_modules", "static"} & set(file.parts)]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def written_by_us() -> list[Path]:
    """Python and TypeScript alike, without what a program wrote."""
    python = sources(*PACKAGES, "tests", "deploy")
    web = [path for ending in (".ts", ".tsx") for path in sources("agent_client/web", ending=ending)]
    return [path for path in (*python, *web) if not path.stem.endswith(".gen")]


def length(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def imported(path: Path) -> Iterator[str]:
    """Every module that this one names, and every name that it takes from one, dotted."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_within(name: str, places: frozenset[str]) -> bool:
    return any(name == place or name.startswith(f"{place}.") for place in places)


def cores() -> Iterator[tuple[Path, frozenset[str]]]:
    for place, allowed in CORES.items():
        for path in sources(place):
            if not name_of(path).startswith(SHELLS):
                yield path, allowed


def decides(path: Path) -> bool:
    """Whether the module has a function; one without is a list of words, and so is a family of errors."""
    tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    functions = [node.name for node in tree if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return not all(name.startswith("__") for name in functions)


@pytest.mark.parametrize("path", written_by_us(), ids=name_of)
def test_a_module_fits_in_one_sitting(path: Path) -> None:
    assert length(path) <= MAX_LINES, (
        f"{length(path)} lines: find the second idea in it and give it its own module"
    )


def test_most_modules_are_short() -> None:
    lengths = [length(path) for path in written_by_us() if length(path) > 0]
    assert statistics.median(lengths) <= MAX_MEDIAN_LINES
    assert statistics.quantiles(lengths, n=10)[-1] <= MAX_P90_LINES


@pytest.mark.parametrize(("path", "allowed"), [pytest.param(*core, id=name_of(core[0])) for core in cores()])
def test_a_core_imports_only_what_cannot_wait(path: Path, allowed: frozenset[str]) -> None:
    outside = {
        name
        for name in imported(path)
        if not is_within(name, allowed) and name.split(".")[0] not in PURE_STANDARD_LIBRARY
    }
    assert not outside, f"cores are pure: {sorted(outside)}"


@pytest.mark.parametrize("path", [path for path, _ in cores()], ids=name_of)
def test_every_deciding_module_has_its_tests(path: Path) -> None:
    relative = path.relative_to(ROOT)
    mirror = ROOT / "tests" / "unit" / relative.with_name(f"test_{relative.name}")
    assert mirror.exists() or not decides(path), f"write {mirror.relative_to(ROOT)}"


@pytest.mark.parametrize("path", sources(*PACKAGES, "tests"), ids=name_of)
def test_a_library_stays_at_home(path: Path) -> None:
    strays = {
        library
        for library in {name.split(".")[0] for name in imported(path)} & HOMES.keys()
        if not name_of(path).startswith(HOMES[library])
    }
    assert not strays, f"{sorted(strays)}: see HOMES for where they live"


def test_every_name_says_what_it_holds() -> None:
    named = {part for path in written_by_us() for part in path.relative_to(ROOT).with_suffix("").parts}
    assert not named & BANNED_NAMES, "cannot name it? It has two ideas"


def test_the_standard_library_list_names_real_modules() -> None:
    assert not PURE_STANDARD_LIBRARY - sys.stdlib_module_names
