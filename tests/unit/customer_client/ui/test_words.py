"""What the fronts say, in both languages."""

from string import Formatter

import pytest

from customer_client import errors
from customer_client.core.effects import Notice
from customer_client.core.question import Right
from customer_client.errors import ClientError, ServerUnreachable
from customer_client.ui.front import ConsentView, Someone
from customer_client.ui.sentences import SPANISH, sentence_of
from customer_client.ui.words import (
    NOTICES,
    PHRASES,
    SHORT_CHARS,
    Language,
    Phrase,
    also_here,
    language_of,
    leave_alone_words,
    plain,
    question_words,
    shortened,
)
from protocol.roles import Role

ANA = Someone("Ana", Role.AGENT)
LUIS = Someone("Luis", Role.SUPERVISOR)
EVE = Someone("Eve", Role.EXPERT)


@pytest.mark.parametrize("language", list(Language))
def test_nothing_is_left_unsaid(language: Language) -> None:
    assert set(PHRASES[language]) == set(Phrase)
    assert set(NOTICES[language]) == set(Notice)


def test_both_languages_fill_in_the_same() -> None:
    for phrase in Phrase:
        fields = [
            {name for _, name, _, _ in Formatter().parse(PHRASES[language][phrase]) if name}
            for language in Language
        ]
        assert fields[0] == fields[1], phrase


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("right", list(Right))
def test_a_question_names_who_and_for_whom_they_work(language: Language, right: Right) -> None:
    title, body, allow = question_words(ConsentView("q_1234", right, ANA, (LUIS, EVE), "Ayuda"), language)
    assert "Ana" in title
    assert "Ayuda" in body
    assert allow
    others = also_here(ConsentView("q_1234", right, ANA, (LUIS, EVE), "Ayuda"), language)
    assert "Luis" in others
    assert "Eve" in others


def test_nobody_else_is_not_mentioned() -> None:
    assert also_here(ConsentView("q_1234", Right.VIEW, ANA, (), "Ayuda"), Language.ENGLISH) == ""


@pytest.mark.parametrize("language", list(Language))
def test_leaving_alone_says_for_how_long_c10(language: Language) -> None:
    for phrase in (Phrase.LEAVE_ALONE, Phrase.LEAVE_ALONE_LINE):
        assert " 4 " in leave_alone_words(phrase, language)


def test_what_somebody_wrote_is_one_line_and_not_endless() -> None:
    assert shortened("one\n\ntwo\u202e  three") == "one two three"
    assert len(shortened("long " * 1000)) <= SHORT_CHARS


def test_a_name_cannot_move_the_words_around_it() -> None:
    assert plain("Ana\u202e\u0007\n x\u200f") == "Ana x"


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("es", Language.SPANISH),
        ("es_ES.UTF-8", Language.SPANISH),
        ("en-GB", Language.ENGLISH),
        ("de", Language.ENGLISH),
    ],
)
def test_the_language_is_the_systems_or_english(tag: str, language: Language) -> None:
    assert language_of(tag) is language


def test_every_spanish_sentence_belongs_to_an_error_and_fits_it() -> None:
    for name in SPANISH:
        assert issubclass(getattr(errors, name), ClientError)
    unreachable = ServerUnreachable("help.example", "timed out")
    assert "help.example" in sentence_of(unreachable, Language.SPANISH)
    assert sentence_of(unreachable, Language.ENGLISH) == str(unreachable)
    assert sentence_of(ClientError("x"), Language.SPANISH) == "x"
