"""What a test may not do."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))
SKIPS = ("pytest.skip", "pytest.mark.skip", "pytest.importorskip", "pytest.xfail", "pytest.mark.xfail")
SLEEPS = ("time.sleep", "asyncio.sleep", "anyio.sleep", "sleep")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def parsed(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def is_a_guess(call: ast.Call) -> bool:
    """A number in the call is a guess at how long others take; 0 lets them run, a variable was asked for."""
    return bool(call.args) and isinstance(call.args[0], ast.Constant) and call.args[0].value != 0


@pytest.mark.parametrize("path", TESTS, ids=name_of)
def test_nothing_is_skipped_but_for_another_system(path: Path) -> None:
    skipped = [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in parsed(path)
        if (isinstance(node, ast.Attribute) and (ast.unparse(node) in SKIPS))
        or (
            isinstance(node, ast.Call)
            and ast.unparse(node.func) == "pytest.mark.skipif"
            and "sys.platform" not in ast.unparse(node)
        )
    ]
    assert not skipped


@pytest.mark.parametrize("path", TESTS, ids=name_of)
def test_no_test_sleeps_and_hopes(path: Path) -> None:
    asleep = [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in parsed(path)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in SLEEPS and is_a_guess(node)
    ]
    assert not asleep, "wait for a condition, with a deadline: see tests/support"
