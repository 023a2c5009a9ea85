"""What the documents say of the house is true."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def words_of_dev() -> set[str]:
    usage = read("dev").partition("<< 'END'\n")[2].partition("\nEND\n")[0]
    return set(re.findall(r"^  ([a-z0-9]+) {2,}", usage, re.MULTILINE))


def test_every_word_of_dev_is_explained_and_performed() -> None:
    performed = set(re.findall(r"^    ([a-z0-9]+)\) ", read("dev"), re.MULTILINE))
    explained = set(re.findall(r"^\| `\./dev ([a-z0-9]+)", read("CONTRIBUTING.md"), re.MULTILINE))
    assert words_of_dev() == performed == explained


def test_every_path_that_contributors_are_sent_to_exists() -> None:
    paths = re.findall(r"`([a-z_]+/(?:[a-z_]+/)*[A-Za-z_.]*)`", read("CONTRIBUTING.md"))
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_ci_speaks_the_words_of_dev() -> None:
    spoken = set(re.findall(r"\./dev ([a-z0-9]+)", read(".ci/run") + read(".github/workflows/ci.yml")))
    assert {"check", "test"} <= spoken <= words_of_dev()
