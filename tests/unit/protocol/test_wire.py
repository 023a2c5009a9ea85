"""What every message is made of (SPEC W4, W6, W8)."""

import pytest
from pydantic import ValidationError

from protocol.codec import FROM_PAGE
from protocol.control import EndSession
from protocol.errors import BadMessage
from protocol.ids import PersonId
from protocol.limits import NAME_LIMIT_CHARS, SENTENCE_LIMIT_CHARS
from protocol.link_messages import Ping
from protocol.people import Person
from protocol.roles import Role
from protocol.wire import AtMs, Language, Name, Norm, Sentence, Token, Wire


class Sample(Wire):
    name: Name = "Ana"
    sentence: Sentence = ""
    token: Token = "t" * 16
    norm: Norm = 0
    at: AtMs = 0
    language: Language = "es"


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "n" * NAME_LIMIT_CHARS},
        {"name": " " * 500 + "n" + "\u202e" * 500},
        {"sentence": ""},
        {"sentence": "s" * SENTENCE_LIMIT_CHARS},
        {"token": "t" * 128},
        {"norm": 65535},
        {"at": 2**53 - 1},
        {"language": "zh-Hant-TW"},
    ],
    ids=lambda fields: next(iter(fields)) + str(next(iter(fields.values())))[-4:],
)
def test_what_fits_passes_w4(fields: dict[str, object]) -> None:
    Sample.model_validate(fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": "n" * (NAME_LIMIT_CHARS + 1)},
        {"sentence": "s" * (SENTENCE_LIMIT_CHARS + 1)},
        {"sentence": 5},
        {"token": "t" * 15},
        {"token": "t" * 129},
        {"token": "t" * 16 + "\n"},
        {"token": "t" * 15 + "/"},
        {"norm": -1},
        {"norm": 65536},
        {"norm": 1.0},
        {"at": 2**53},
        {"at": True},
        {"language": ""},
        {"language": "es_ES"},
        {"language": "es\n"},
        {"language": "a" * 36},
    ],
    ids=ascii,
)
def test_what_does_not_fit_is_refused_w4(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Sample.model_validate(fields)


def test_names_are_clean_when_they_have_crossed_the_wire_w6() -> None:
    person = Person(person_id=PersonId("p_12"), name=" Eve\u202e\x00 \n Doe ", role=Role.AGENT)
    assert person.name == "Eve Doe"


def test_a_name_of_nothing_visible_is_no_name_w6() -> None:
    with pytest.raises(ValueError, match="at least 1 character"):
        Person(person_id=PersonId("p_12"), name="\u200b\u202e \u200d", role=Role.AGENT)


def test_messages_cannot_be_changed_w4() -> None:
    message = Ping(number=1)
    with pytest.raises(ValueError, match="frozen"):
        message.number = 2  # type: ignore[misc]  # because this is what must fail
    assert EndSession() == EndSession()


def test_a_name_that_is_no_text_is_refused_w4() -> None:
    with pytest.raises(BadMessage, match="valid string"):
        FROM_PAGE.decode('{"type":"hello","protocol":1,"version":5,"ticket":"tttttttttttttttt"}')
