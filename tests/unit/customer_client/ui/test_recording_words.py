"""What the person reads about recording, in both languages (SPEC N1, N4)."""

from string import Formatter

import pytest

from customer_client.ui.front import Recorded, RecordingView, Someone
from customer_client.ui.recording_words import RECORDED, TAPE, Tape, recording_question
from customer_client.ui.words import Language
from protocol.roles import Role

ANA = Someone("Ana\x1b[2J", Role.AGENT)


@pytest.mark.parametrize("language", list(Language))
def test_nothing_is_left_unsaid(language: Language) -> None:
    assert set(TAPE[language]) == set(Tape)
    assert set(RECORDED[language]) == set(Recorded)


def test_both_languages_fill_in_the_same() -> None:
    for piece in Tape:
        fields = [
            {name for _, name, _, _ in Formatter().parse(TAPE[language][piece]) if name}
            for language in Language
        ]
        assert fields[0] == fields[1], piece


@pytest.mark.parametrize("language", list(Language))
def test_the_question_says_who_asks_or_that_it_is_always_asked_n1(language: Language) -> None:
    _, who, _ = recording_question(RecordingView("rec_first", ANA, "Ayuda"), language)
    assert "Ana[2J" in who
    assert "Ayuda" in who
    _, always, _ = recording_question(RecordingView("rec_first", None, "Ayuda"), language)
    assert always.startswith("Ayuda")
    assert always != who


@pytest.mark.parametrize(
    ("language", "kept", "never", "free"),
    [
        (Language.ENGLISH, ("picture", "pointer", "chat", "who was there"), "Never which keys", "say no"),
        (Language.SPANISH, ("imagen", "puntero", "chat", "quién"), "Nunca qué teclas", "decir que no"),
    ],
)
def test_it_says_what_is_kept_and_that_no_is_fine_n1_n4_n8(
    language: Language, kept: tuple[str, ...], never: str, free: str
) -> None:
    title, _, what = recording_question(RecordingView("rec_first", ANA, "Ayuda"), language)
    assert title.endswith("?")
    assert all(word in what for word in kept)
    assert never in what
    for piece in (Tape.FREE, Tape.FREE_LINE):
        said = TAPE[language][piece]
        assert free in said
        assert "paus" in said
        assert {Language.ENGLISH: "withdraw", Language.SPANISH: "retirar"}[language] in said
