"""Text from outside is clean when it is in (SPEC W6)."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from protocol.text import clean, clean_line

ANY_TEXT = st.text(st.characters(), max_size=60) | st.text(
    st.sampled_from(" \t\n\r\u2028\u00a0\u200b\u200d\u202e\ufeff\x00e\u0301\u1100\u1161ñ👩"), max_size=30
)

HOSTILE = {
    "invoice_\u202egpj.exe": "invoice_gpj.exe",
    "\u2066a\u2069\u200e\u200f\u061c": "a",
    "pay\u200bpal": "paypal",
    "ad\u00admin": "admin",
    "\ufeffname": "name",
    "a\x00b": "ab",
    "\x1b[31mred\x1b[0m": "[31mred[0m",
    "\x9b31m": "31m",
    "half \ud83d a face": "half a face",
    "a\U000e0041\U000e007f": "a",
    "a\u3164\u115fb": "ab",
    "\ufdd0\uffff": "",
    "\ufff9a\ufffbb": "ab",
    "  a \t\u00a0\u3000 b  ": "a b",
    "a\r\nb\rc\u2028d\u2029e\x85f\x0bg\x0ch": "a\nb\nc\nd\ne\nf\ng\nh",
    "a\n\n\n\n\nb": "a\n\nb",
    "\n \n a \n ": "a",
    "e\u0301": "é",
    "e\u200b\u0301": "é",
    "\u200d\u200c": "",
}
KEPT = ["¡Añade 5 € @ 日!", "👩‍👩‍👧", "می‌خواهم", "العربية", "z̈", "<b>&amp;</b>", "C:\\a\\b", "a\n\nb"]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_text_loses_what_nobody_sees_w6(text: str) -> None:
    assert clean(text) == HOSTILE[text]


@pytest.mark.parametrize("text", KEPT, ids=ascii)
def test_what_people_write_stays_w6(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)


def test_a_name_is_one_line_w6() -> None:
    assert clean_line("  Ana\n\n\u202eLópez\r\n") == "Ana López"


@given(text=ANY_TEXT)
@example(text="\u200d \u200d")
@example(text=" \n\u200d\n\n a")
def test_clean_text_is_clean_and_stays_so_w6(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode()
    assert all(one == "\n" or unicodedata.category(one) not in {"Cc", "Cs", "Zl", "Zp"} for one in once)
    assert not any(
        unicodedata.bidirectional(one) in {"LRO", "RLO", "LRE", "RLE", "PDF", "LRI", "RLI"} for one in once
    )
    assert "  " not in once
    assert "\n\n\n" not in once
    assert once == once.strip()


@given(text=ANY_TEXT)
def test_a_clean_line_is_a_line_and_stays_so_w6(text: str) -> None:
    once = clean_line(text)
    assert clean_line(once) == once
    assert once.split("\n") == [once]
    assert "  " not in once
