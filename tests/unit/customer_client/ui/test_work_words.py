"""The questions about work, in both languages."""

import pytest

from customer_client.ui.front import Someone, WorkView
from customer_client.ui.words import Language
from customer_client.ui.work_sentences import CLIPS, DEEDS, INTERPRETERS, UNDER_WAY, WORK, Asked
from customer_client.ui.work_words import (
    chooses_files,
    hash_words,
    size_words,
    under_way_words,
    visible,
    work_words,
)
from protocol.roles import Role
from protocol.work import (
    ClipboardWork,
    ClipKind,
    ElevationWork,
    FilesWork,
    InspectionWork,
    Interpreter,
    RebootWork,
    ScriptWork,
    ServiceDeed,
    ServiceWork,
    Way,
    What,
)

HASH = "0123456789abcdef" * 4
FILES_TO = FilesWork(way=Way.TO_MACHINE, names=("a.txt", "b\u202etxt.exe"), count=2, total_bytes=12_400_000)
FILES_FROM = FilesWork(way=Way.FROM_MACHINE)
SCRIPT = ScriptWork(interpreter=Interpreter.SH, text="echo {name}\n", sha256=HASH)
EVERY: tuple[What, ...] = (
    FILES_TO,
    FILES_FROM,
    ClipboardWork(way=Way.TO_MACHINE, size_bytes=1200),
    ClipboardWork(way=Way.FROM_MACHINE, kind=ClipKind.IMAGE),
    RebootWork(),
    SCRIPT,
    ServiceWork(name="cups", deed=ServiceDeed.RESTART),
    InspectionWork(),
    ElevationWork(),
)


def asked(what: What) -> WorkView:
    return WorkView("work_first", what, Someone("Ana", Role.AGENT), "Ayuda")


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("what", EVERY, ids=str)
def test_a_question_about_work_says_who_asks_and_for_whom_they_work(language: Language, what: What) -> None:
    words = work_words(asked(what), language)
    assert "Ana" in words.title + words.body
    assert "Ayuda" in words.body
    assert words.allow
    assert under_way_words(what, language)
    assert "{" not in words.title + words.body + under_way_words(what, language)


@pytest.mark.parametrize("language", list(Language))
def test_nothing_about_work_is_left_unsaid(language: Language) -> None:
    assert set(WORK[language]) == set(UNDER_WAY[language]) == set(Asked)
    assert set(CLIPS[language]) == set(ClipKind)
    assert set(DEEDS[language]) == set(ServiceDeed)
    assert set(INTERPRETERS) == set(Interpreter)


def test_files_are_counted_weighed_and_named_plainly() -> None:
    words = work_words(asked(FILES_TO), Language.SPANISH)
    assert "2 archivos, 12,4 MB" in words.body
    assert words.names == ("a.txt", "btxt.exe")
    one = FilesWork(way=Way.TO_MACHINE, count=1, total_bytes=999)
    assert "1 file, 999 B" in work_words(asked(one), Language.ENGLISH).body
    assert "1 archivo, 999 B" in work_words(asked(one), Language.SPANISH).body
    assert "2 files" in work_words(asked(FILES_TO), Language.ENGLISH).body


def test_only_files_from_here_are_chosen_here_j1() -> None:
    assert [what for what in EVERY if chooses_files(what)] == [FILES_FROM]


def test_a_clipboards_size_is_said_when_it_is_known() -> None:
    sized = work_words(asked(ClipboardWork(way=Way.TO_MACHINE, size_bytes=1200)), Language.ENGLISH).body
    alone = work_words(asked(ClipboardWork(way=Way.FROM_MACHINE)), Language.ENGLISH).body
    assert "a text of 1.2 kB" in sized
    assert "a text from your clipboard" in alone


def test_a_script_is_shown_whole_with_its_hash_j5() -> None:
    words = work_words(asked(SCRIPT), Language.ENGLISH)
    assert words.script == "echo {name}\n"
    assert words.fine_print.replace(" ", "") == f"SHA-256{HASH}"
    assert hash_words(HASH).split() == ["SHA-256", *["01234567", "89abcdef"] * 4]


def test_nothing_in_a_script_is_invisible_j5() -> None:
    assert visible("a\r\n\tb \u202e\u200b\x1b\r\xa0é") == "a\n\tb ⟨U+202E⟩⟨U+200B⟩⟨U+001B⟩⟨U+000D⟩⟨U+00A0⟩é"


@pytest.mark.parametrize(
    ("size_bytes", "says"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1 kB"),
        (999_949, "999.9 kB"),
        (999_950, "1 MB"),
        (2**36, "68.7 GB"),
    ],
)
def test_a_size_is_said_in_the_unit_that_fits(size_bytes: int, says: str) -> None:
    assert size_words(size_bytes, Language.ENGLISH) == says
    assert size_words(size_bytes, Language.SPANISH) == says.replace(".", ",")
