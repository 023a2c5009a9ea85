import pytest

from protocol.errors import ErrorCode
from server.errors import CodeUnknown, ServerError, TooMany
from server.http.words import in_spanish, sentence, wanted_language


@pytest.mark.parametrize("code", list(ErrorCode))
def test_every_error_has_a_sentence_in_spanish(code: ErrorCode) -> None:
    words = in_spanish(code)
    assert words[0].isupper()
    assert words.endswith(".")


def test_a_wait_is_said_in_seconds_in_both_languages() -> None:
    assert "12 seconds" in sentence(TooMany(12.2), "en")
    assert "12 segundos" in sentence(TooMany(12.2), "es")
    assert "1 segundos" in sentence(TooMany(0.01), "es")


def test_another_language_gets_english() -> None:
    assert sentence(CodeUnknown(), "de") == str(CodeUnknown())
    assert sentence(ServerError(), "en").startswith("Something of ours")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("es", "es"),
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("en;q=0.5, es;q=0.6", "es"),
        ("de, fr", "en"),
        ("de, es;q=0.1", "es"),
        ("es;q=0, en;q=0.1", "en"),
        ("es;q=high, en", "en"),
        (", ;q=;,", "en"),
        ("ES-es", "es"),
    ],
)
def test_the_language_that_the_browser_likes_best_of_ours(header: str, language: str) -> None:
    assert wanted_language(header, "en") == language
