"""Names from elsewhere, made safe (SPEC X2)."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_client.core.file_names import NAME_LIMIT_BYTES, NAMELESS, numbered, safe_name, safe_path

HOSTILE = {
    "..": NAMELESS,
    ".": NAMELESS,
    "": NAMELESS,
    "   ": NAMELESS,
    "../../etc/passwd": "_.._etc_passwd",
    "/etc/passwd": "_etc_passwd",
    r"C:\Windows\win.ini": "C__Windows_win.ini",
    r"\\server\share\x": "__server_share_x",
    "a\0b.txt": "ab.txt",
    "nul": "_nul",
    "NUL.txt": "_NUL.txt",
    "com1": "_com1",
    "COM\u00b9.log": "_COM\u00b9.log",
    "aux .c": "_aux .c",
    "conin$": "_conin$",
    "trailing. . .": "trailing",
    ".bashrc": "bashrc",
    "gpj.\u202eexe": "gpj.exe",
    "a\nb\tc.txt": "a b c.txt",
    "stream.txt:hidden": "stream.txt_hidden",
    "año 日.pdf": "año 日.pdf",
    "console.txt": "console.txt",
}


@pytest.mark.parametrize("name", HOSTILE, ids=repr)
def test_a_hostile_name_becomes_a_name_x2(name: str) -> None:
    assert safe_name(name) == HOSTILE[name]


def test_a_long_name_keeps_its_ending_x2() -> None:
    short = safe_name("ñ" * 300 + ".tar.gz")
    assert short.endswith("ñ.tar.gz")
    assert len(short.encode()) <= NAME_LIMIT_BYTES
    assert len(safe_name("x" * 5000).encode()) == NAME_LIMIT_BYTES


@given(st.lists(st.text(max_size=300), max_size=40))
def test_a_path_never_leaves_its_folder_x2(parts: list[str]) -> None:
    path = safe_path(parts)
    assert 1 <= len(path) <= 16
    for part in path:
        assert part not in (".", "..", "")
        assert part == safe_name(part)
        assert len(os.fsencode(part)) <= NAME_LIMIT_BYTES


def test_what_lies_too_deep_keeps_its_own_name_x2() -> None:
    assert safe_path(["a", "b.txt"]) == ("a", "b.txt")
    path = safe_path([*("d" * 40), "a.txt"])
    assert path[-1] == "a.txt"
    assert len(path) == 16


def test_a_second_file_of_a_name_gets_a_number_x2() -> None:
    assert numbered("a.txt", 1) == "a.txt"
    assert numbered("a.txt", 2) == "a (2).txt"
    assert numbered("b.tar.gz", 3) == "b (3).tar.gz"
    assert numbered("README", 2) == "README (2)"
    assert numbered(".txt", 2) == ".txt (2)"
