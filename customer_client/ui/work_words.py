"""What the person is asked before work, and what it is called while it goes on (SPEC J)."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, assert_never

from customer_client.ui.front import WorkView
from customer_client.ui.words import Language, plain, who_asks
from customer_client.ui.work_sentences import CLIPS, DEEDS, INTERPRETERS, UNDER_WAY, WORK, Asked
from protocol.work import (
    ClipboardWork,
    ElevationWork,
    FilesWork,
    InspectionWork,
    RebootWork,
    ScriptWork,
    ServiceWork,
    Way,
    What,
)

HASH_GROUP_CHARS: Final = 8
SEEN_AS_THEY_ARE: Final = frozenset("\n\t ")
UNSEEN: Final = frozenset("CZ")
"""The categories of characters that show nothing, or move what stands around them."""
UNITS: Final = ("B", "kB", "MB", "GB", "TB")


@dataclass(frozen=True, slots=True)
class WorkWords:
    """A question about work, as it is shown.

    Attributes:
        names: The files' names, as far as they are known.
        script: The whole text; nothing in it is invisible.
        fine_print: What a careful person compares.
    """

    title: str
    body: str
    allow: str
    names: tuple[str, ...] = ()
    script: str = ""
    fine_print: str = ""


def work_words(work: WorkView, language: Language) -> WorkWords:
    """The question for this piece of work."""
    filled = who_asks(work.asked_by, work.organisation, language) | _filled(work.what, language)
    title, body, allow = WORK[language][_asked(work.what)]
    what = work.what
    return WorkWords(
        title=title.format_map(filled),
        body=body.format_map(filled),
        allow=allow,
        names=tuple(plain(name) for name in what.names) if isinstance(what, FilesWork) else (),
        script=visible(what.text) if isinstance(what, ScriptWork) else "",
        fine_print=hash_words(what.sha256) if isinstance(what, ScriptWork) else "",
    )


def under_way_words(what: What, language: Language) -> str:
    """What this work is called in a few words."""
    return UNDER_WAY[language][_asked(what)].format_map(_filled(what, language))


def chooses_files(what: What) -> bool:
    """Whether the person here has to choose what is sent."""
    return isinstance(what, FilesWork) and what.way is Way.FROM_MACHINE


def size_words(size_bytes: int, language: Language) -> str:
    """A size in the unit that fits: "12.4 MB", "12,4 MB"."""
    size, unit = float(size_bytes), 0
    while size >= 999.95 and unit < len(UNITS) - 1:
        size, unit = size / 1000, unit + 1
    number = f"{size:.0f}" if unit == 0 else f"{size:.1f}".removesuffix(".0")
    return f"{number.replace('.', ',') if language is Language.SPANISH else number} {UNITS[unit]}"


def hash_words(sha256: str) -> str:
    """A hash in groups, so that it can be compared by eye."""
    groups = (sha256[at : at + HASH_GROUP_CHARS] for at in range(0, len(sha256), HASH_GROUP_CHARS))
    return f"SHA-256 {' '.join(groups)}"


def visible(text: str) -> str:
    """A script with a mark for each character that would not be seen, or would move what is seen."""
    shown = (
        c if c in SEEN_AS_THEY_ARE or unicodedata.category(c)[0] not in UNSEEN else f"⟨U+{ord(c):04X}⟩"
        for c in text.replace("\r\n", "\n")
    )
    return "".join(shown)


def _asked(what: What) -> Asked:
    match what:
        case FilesWork(way=Way.TO_MACHINE):
            return Asked.FILES_TO
        case FilesWork():
            return Asked.FILES_FROM
        case ClipboardWork(way=Way.TO_MACHINE):
            return Asked.CLIPBOARD_TO
        case ClipboardWork():
            return Asked.CLIPBOARD_FROM
        case _:
            return _ASKED[type(what)]


_ASKED: Final[Mapping[type[object], Asked]] = {
    RebootWork: Asked.REBOOT,
    ScriptWork: Asked.SCRIPT,
    ServiceWork: Asked.SERVICE,
    InspectionWork: Asked.INSPECTION,
    ElevationWork: Asked.ELEVATION,
}


def _filled(what: What, language: Language) -> dict[str, str]:
    match what:
        case FilesWork():
            return {"count": _count(what.count, language), "size": size_words(what.total_bytes, language)}
        case ClipboardWork():
            alone, sized = CLIPS[language][what.kind]
            known = what.size_bytes > 0
            return {"clip": sized.format(size=size_words(what.size_bytes, language)) if known else alone}
        case ScriptWork():
            return {"interpreter": INTERPRETERS[what.interpreter]}
        case ServiceWork():
            return {"service": plain(what.name), "deed": DEEDS[language][what.deed]}
        case RebootWork() | InspectionWork() | ElevationWork():
            return {}
        case _:
            assert_never(what)


def _count(count: int, language: Language) -> str:
    if language is Language.SPANISH:
        return "1 archivo" if count == 1 else f"{count} archivos"
    return "1 file" if count == 1 else f"{count} files"
