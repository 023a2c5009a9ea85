"""SPEC.md and the code say the same (SPEC W3, M2, E2, E3, L1)."""

import re
from http import HTTPStatus
from pathlib import Path
from typing import Final

import pytest
from pydantic import BaseModel

from protocol import limits
from protocol.direct import FromViewer, ToViewer
from protocol.errors import ANSWERS, CloseCode, is_retried
from protocol.export.constants import numbers
from protocol.export.shape import members
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
from protocol.modes import MATRIX, Ability, Mode
from protocol.transfer import FromTransfer, ToTransfer

ROOT: Final = Path(__file__).parents[3]
SPEC: Final = (ROOT / "protocol" / "SPEC.md").read_text(encoding="utf-8")
RULES: Final = re.findall(r"^- \*\*([A-Z]\d+)\*\*", SPEC, re.MULTILINE)
LETTERS: Final = set(re.findall(r"^## ([A-Z])\. ", SPEC, re.MULTILINE))
SOURCES: Final = ("protocol", "recordings", "server", "customer_client", "agent_client")

DIRECTIONS: Final = {
    "machine → server": FromMachine,
    "server → machine": ToMachine,
    "console → server": FromConsole,
    "server → console": ToConsole,
    "page → server": FromPage,
    "server → page": ToPage,
    "audience → server": FromAudience,
    "server → audience": ToAudience,
    "transfer → server": FromTransfer,
    "server → transfer": ToTransfer,
    "desk → server": FromDesk,
    "server → desk": ToDesk,
    "viewer → machine": FromViewer,
    "machine → viewer": ToViewer,
}


def table(first_cell: str) -> list[list[str]]:
    """The rows of the table whose heading starts so."""
    lines = SPEC.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {first_cell} |")) + 2
    rows = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def type_of(model: object) -> object:
    assert isinstance(model, type)
    assert issubclass(model, BaseModel)
    return model.model_fields["type"].default


def source_files() -> list[Path]:
    found = [path for top in SOURCES for end in ("*.py", "*.ts", "*.tsx") for path in (ROOT / top).rglob(end)]
    return [path for path in found if not {"node_modules", "dist"} & set(path.parts)]


def test_rules_are_numbered_once() -> None:
    assert len(RULES) == len(set(RULES)) > 60
    assert {rule[0] for rule in RULES} == LETTERS


def test_every_rule_that_the_code_cites_exists() -> None:
    known = LETTERS | set(RULES)
    for path in source_files():
        for cited in re.findall(r"SPEC ([A-Z]\d*(?:(?:, |-)[A-Z]\d*)*)", path.read_text(encoding="utf-8")):
            for rule in re.split(r", |-", cited):
                assert rule in known, f"{path} cites SPEC {rule}"


def test_each_direction_names_its_messages_w3() -> None:
    rows = {name: set(re.findall(r"`(\w+)`", cell)) for name, cell in table("from → to")}
    assert rows == {name: {type_of(model) for model in members(union)} for name, union in DIRECTIONS.items()}


@pytest.mark.parametrize("row", table("ability"), ids=lambda row: row[0])
def test_the_modes_table_is_the_matrix_m2(row: list[str]) -> None:
    columns = [Mode.FULL_CONTROL, Mode.OBSERVER, Mode.ADMIN, Mode.DESKTOP_SHARING, Mode.DEMO]
    assert row == [row[0], *(MATRIX[mode, Ability(row[0])] for mode in columns)]


def test_every_ability_stands_in_the_modes_table_m2() -> None:
    assert [row[0] for row in table("ability")] == list(Ability)


def test_the_table_of_errors_is_the_code_e2() -> None:
    assert table("code") == [
        [code, str(answer.status), str(int(answer.close)), "yes" if answer.retry else "no"]
        for code, answer in ANSWERS.items()
    ]
    assert all(HTTPStatus(answer.status) for answer in ANSWERS.values())


def test_the_table_of_close_codes_is_the_code_e3() -> None:
    rows = {int(close): retry for close, _, retry in table("close")}
    assert rows == {close: "yes" if is_retried(close) else "no" for close in rows}
    assert set(rows) >= set(CloseCode) | {code for code in range(1000, 5000) if is_retried(code)}


def test_the_table_of_limits_is_the_code_l1() -> None:
    assert {name: float(value) for name, value in table("limit")} == numbers(limits)
