"""The words that records are found by: folded, by their beginnings, blind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.desk.word import WORDS_LIMIT, blind, keys, wanted, words

SECRET = bytes(range(32))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("¿La IMPRESIÓN?", ["la", "impresion"]),
        ("La impresio\u0301n", ["la", "impresion"]),
        ("error 0x80070005, otra vez", ["error", "0x80070005", "otra", "vez"]),
        ("Straße ﬁle", ["strasse", "file"]),
        ("", []),
        ("… — !", []),
        ("x" * 60, ["x" * 40]),
    ],
)
def test_words_are_found_whatever_their_case_and_accents(text: str, found: list[str]) -> None:
    assert list(words(text)) == found


def test_a_word_is_found_by_each_beginning_of_three_letters_and_more() -> None:
    assert keys("No Print") == {"no", "pri", "prin", "print"}


def test_a_long_word_is_found_by_its_beginnings_up_to_a_limit_and_as_a_whole() -> None:
    long = "abcdefghijklmnopqrstuvwxyz"
    found = keys(long)
    assert long in found
    assert long[:16] in found
    assert long[:17] not in found


def test_a_search_wants_each_of_its_words_once() -> None:
    assert wanted("Mail mail PRINTER") == ("mail", "printer")


def test_a_search_of_many_words_is_bounded() -> None:
    assert len(wanted(" ".join(f"word{number}" for number in range(50)))) == WORDS_LIMIT


@given(st.text(max_size=80))
def test_what_was_said_is_found_by_its_own_words(text: str) -> None:
    assert set(wanted(text)) <= keys(text)


def test_what_is_stored_tells_nothing_without_the_secret() -> None:
    ours, theirs = blind(SECRET, "mail"), blind(bytes(32), "mail")
    assert ours == blind(SECRET, "mail")
    assert ours != theirs
    assert -(2**63) <= ours < 2**63
