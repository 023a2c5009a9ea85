import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.security.codes import CODE_ALPHABET, CODE_LENGTH, normalise_code, shown


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("K7Q2-MX4P", "K7Q2-MX4P"),
        ("k7q2mx4p", "K7Q2-MX4P"),
        (" k7q2 mx4p ", "K7Q2-MX4P"),
        ("K-7-Q-2-M-X-4-P", "K7Q2-MX4P"),
        ("OILo-il00", "0110-1100"),
        ("K7Q2\tMX4P\n", "K7Q2-MX4P"),
    ],
)
def test_what_people_type_is_read_as_the_code_that_was_meant(typed: str, read: str) -> None:
    assert normalise_code(typed) == read


@pytest.mark.parametrize(
    "typed", ["", "K7Q2", "K7Q2-MX4PX", "K7Q2-MX4U", "K7Q2-MX4ñ", "K7Q2-MX4\x00", "0" * 41]
)
def test_what_can_be_no_code_is_none(typed: str) -> None:
    assert normalise_code(typed) is None


@given(st.text(alphabet=CODE_ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH))
def test_every_code_is_read_as_itself(letters: str) -> None:
    assert normalise_code(shown(letters)) == normalise_code(letters.lower()) == shown(letters)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_and_what_is_read_is_a_code(typed: str) -> None:
    code = normalise_code(typed)
    assert code is None or normalise_code(code) == code
