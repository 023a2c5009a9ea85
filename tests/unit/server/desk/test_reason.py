"""Why somebody stands at their place, in one sentence (SPEC Q2)."""

import pytest

from protocol.ids import SessionId
from server.desk.queue import Candidate
from server.desk.reason import why

MINUTE_MS = 60_000


def candidate(language: str) -> Candidate:
    return Candidate(SessionId("s_one"), "Ana", language, "", 1_000_000, program_ready=False)


@pytest.mark.parametrize(
    ("language", "place", "waited_ms", "reader", "sentence"),
    [
        ("es", 1, 4 * MINUTE_MS, "es", "Quien más espera: 4 min. Habla español, como usted."),
        ("es-MX", 1, 4 * MINUTE_MS, "en-GB", "Waiting longest: 4 min. Speaks Spanish."),
        (
            "en",
            3,
            125 * MINUTE_MS,
            "en",
            "Number 3 in the queue, waiting for 2 h 5 min. Speaks English, and so do you.",
        ),
        ("de", 2, 59_999, "es", "Número 2 de la cola, espera desde hace menos de un minuto."),
        ("first", 1, -5, "fr", "Waiting longest: less than a minute."),
    ],
)
def test_the_sentence_is_in_the_readers_language(
    language: str, place: int, waited_ms: int, reader: str, sentence: str
) -> None:
    assert why(candidate(language), place, 1_000_000 + waited_ms, reader) == sentence
