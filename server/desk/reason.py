"""Why this customer stands at this place, in one sentence of the reader's language."""

from collections.abc import Mapping
from typing import Final

from server.desk.queue import Candidate

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "first": "Waiting longest: {wait}.",
        "place": "Number {place} in the queue, waiting for {wait}.",
        "moment": "less than a minute",
        "minutes": "{minutes} min",
        "hours": "{hours} h {minutes} min",
        "shared": " Speaks {language}, and so do you.",
        "other": " Speaks {language}.",
        "speaks es": "Spanish",
        "speaks en": "English",
    },
    "es": {
        "first": "Quien más espera: {wait}.",
        "place": "Número {place} de la cola, espera desde hace {wait}.",
        "moment": "menos de un minuto",
        "minutes": "{minutes} min",
        "hours": "{hours} h {minutes} min",
        "shared": " Habla {language}, como usted.",
        "other": " Habla {language}.",
        "speaks es": "español",
        "speaks en": "inglés",
    },
}


def why(candidate: Candidate, place: int, at_ms: int, reader_language: str) -> str:
    """The sentence.

    Args:
        candidate: Who waits.
        place: Their place now; 1 is next.
        at_ms: Now.
        reader_language: A BCP 47 tag; what is not Spanish is answered in English.
    """
    words = _WORDS.get(_primary(reader_language), _WORDS["en"])
    wait = _duration(max(0, at_ms - candidate.since_ms), words)
    sentence = words["first" if place == 1 else "place"].format(place=place, wait=wait)
    language = _primary(candidate.language)
    if f"speaks {language}" not in words:
        return sentence
    spoken = words["shared" if language == _primary(reader_language) else "other"]
    return sentence + spoken.format(language=words[f"speaks {language}"])


def _duration(wait_ms: int, words: Mapping[str, str]) -> str:
    minutes = wait_ms // 60_000
    if minutes < 1:
        return words["moment"]
    if minutes < 60:
        return words["minutes"].format(minutes=minutes)
    return words["hours"].format(hours=minutes // 60, minutes=minutes % 60)


def _primary(language: str) -> str:
    return language.split("-")[0].lower()
