"""The front for machines without windows: a terminal, where a person types whole words.

What was typed before a question can be answered is thrown away, the beginning of a line too; so nobody can
have laid a "yes" there beforehand.
"""

import asyncio
import contextlib
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TextIO

from customer_client.core.question import Right
from customer_client.errors import NoTerminal
from customer_client.ui.banner_words import banner_words, give_words, receivers
from customer_client.ui.front import (
    Act,
    BannerView,
    Chose,
    ChoseRecording,
    ChoseWork,
    ConsentView,
    EndAll,
    FrontCrashed,
    GiveFloorTo,
    GoPrivate,
    OnAct,
    RecordingView,
    StopControl,
    StopWorkHere,
    TellRecording,
    WorkView,
)
from customer_client.ui.overlay import NoOverlay, Overlay
from customer_client.ui.recording_words import RECORDED, RESTS, RUNS, TAPE, Tape, recording_question
from customer_client.ui.words import (
    PHRASES,
    Language,
    Phrase,
    also_here,
    leave_alone_words,
    plain,
    question_words,
    shortened,
)
from customer_client.ui.work_words import chooses_files, under_way_words, work_words
from protocol.limits import CONSENT_INERT_SECONDS
from protocol.recording_messages import RecordingDeed

YES: Final = frozenset({"yes", "sí", "si"})
NO: Final = frozenset({"no"})
STOP: Final = frozenset({"stop", "parar"})
GIVE: Final = frozenset({"give", "dar"})
ALONE: Final = frozenset({"alone", "solo"})
DOES: Final[Mapping[str, Act]] = {
    "stop": StopControl(),
    "parar": StopControl(),
    "end": EndAll(),
    "terminar": EndAll(),
    "private": GoPrivate(on=True),
    "privado": GoPrivate(on=True),
    "show": GoPrivate(on=False),
    "mostrar": GoPrivate(on=False),
    "pause": TellRecording(RecordingDeed.PAUSE),
    "pausar": TellRecording(RecordingDeed.PAUSE),
    "resume": TellRecording(RecordingDeed.RESUME),
    "seguir": TellRecording(RecordingDeed.RESUME),
    "withdraw": TellRecording(RecordingDeed.WITHDRAW),
    "retirar": TellRecording(RecordingDeed.WITHDRAW),
}
"""The words that do something by themselves, whatever is asked."""


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked now; `right` is None for work, with the `paths` typed for it, and for recording."""

    request_id: str
    right: Right | None
    offers_leave_alone: bool = False
    chooses_files: bool = False
    records: bool = False
    paths: tuple[str, ...] = ()

    @property
    def may_be_allowed(self) -> bool:
        return bool(self.paths) or not self.chooses_files


class TextFront:
    """A `Front` at a terminal. Made inside the event loop.

    Args:
        typed: Where the person types; has to be a terminal.
        shown: Where it is written.
        language: Of the words.
        on_act: Told what the person does.

    Raises:
        NoTerminal: `typed` is a pipe or a file: no person.
    """

    def __init__(self, typed: TextIO, shown: TextIO, language: Language, on_act: OnAct) -> None:
        if not typed.isatty():
            raise NoTerminal
        self._typed = typed
        self._shown = shown
        self._language = language
        self._on_act = on_act
        self._loop = asyncio.get_running_loop()
        self._question: _Question | None = None
        self._banner = BannerView("")
        self._opens: asyncio.TimerHandle | None = None
        self._answerable_from: float | None = None
        self._last: list[str] = []
        self._closed = False
        self._overlay = NoOverlay()
        self._print(PHRASES[language][Phrase.COMMANDS])
        self._reader = threading.Thread(target=self._read, name="terminal", daemon=True)
        self._reader.start()

    @property
    def overlay(self) -> Overlay:
        """See `Front`: a terminal has none."""
        return self._overlay

    def ask(self, question: ConsentView) -> None:
        """See `Front`."""
        title, body, _ = question_words(question, self._language)
        say = PHRASES[self._language]
        alone = question.offers_leave_alone
        lines = (
            title,
            body,
            also_here(question, self._language),
            say[Phrase.TAKE_BACK],
            say[Phrase.NO_ANSWER],
        )
        self._put(_Question(question.request_id, question.right, offers_leave_alone=alone), lines)

    def ask_work(self, work: WorkView) -> None:
        """See `Front`; a script is printed whole."""
        words = work_words(work, self._language)
        script = tuple(f"| {text}" for text in words.script.split("\n")) if words.script else ()
        names = tuple(f"- {name}" for name in words.names)
        lines = (words.title, words.body, *names, *script, words.fine_print)
        asked = _Question(work.request_id, None, chooses_files=chooses_files(work.what))
        self._put(asked, (*lines, PHRASES[self._language][Phrase.NO_ANSWER]))

    def ask_recording(self, recording: RecordingView) -> None:
        """See `Front`."""
        free = TAPE[self._language][Tape.FREE_LINE]
        lines = (*recording_question(recording, self._language), free)
        asked = _Question(recording.request_id, None, records=True)
        self._put(asked, (*lines, PHRASES[self._language][Phrase.NO_ANSWER]))

    def attend(self) -> None:
        """See `Front`: the keyboard is here already."""

    def withdraw(self) -> None:
        """See `Front`."""
        self._question = None
        self._answerable_from = None
        if self._opens is not None:
            self._opens.cancel()
            self._opens = None

    def show(self, banner: BannerView) -> None:
        """See `Front`; what can be given or stopped is numbered, for the words that do it."""
        self._banner = banner
        say = PHRASES[self._language]
        lines = [" · ".join(part for part in banner_words(banner, self._language) if part)]
        for number, to in enumerate(receivers(banner), 1):
            what = give_words(to, self._language)
            lines.append(say[Phrase.GIVE_LINE].format(number=number, what=what))
        for number, each in enumerate(banner.works, 1):
            what = say[Phrase.STOP_WORK].format(work=under_way_words(each.what, self._language))
            lines.append(say[Phrase.STOP_LINE].format(number=number, what=what))
        lines += self._recording_lines(banner)
        if lines != self._last:
            self._last = lines
            self._print(*(f"[{text}]" for text in lines))

    def tell(self, sentence: str) -> None:
        """See `Front`."""
        self._print(sentence)

    def said(self, name: str, text: str) -> None:
        """See `Front`."""
        say = PHRASES[self._language]
        self._print(say[Phrase.WROTE].format(name=plain(name)), shortened(text), say[Phrase.ANSWER_THERE])

    async def close(self) -> None:
        """See `Front`."""
        self._closed = True
        self.withdraw()

    def join(self) -> None:
        """Wait until the terminal has hung up."""
        self._reader.join()

    def _recording_lines(self, banner: BannerView) -> list[str]:
        """How it is recorded, and the words that change it."""
        say = TAPE[self._language]
        lines = []
        if banner.recorded is not None:
            word = Tape.PAUSE_LINE if banner.recorded in RUNS else Tape.RESUME_LINE
            known = banner.recorded in RUNS | RESTS
            lines.append(RECORDED[self._language][banner.recorded])
            lines += [say[word]] if known else []
        if banner.mode is not None:
            lines.append(say[Tape.SHOW_LINE if banner.private else Tape.PRIVATE_LINE])
        return lines

    def _put(self, question: _Question, lines: tuple[str, ...]) -> None:
        self.withdraw()
        soon = PHRASES[self._language][Phrase.ANSWER_SOON].format(seconds=round(CONSENT_INERT_SECONDS))
        self._print("", *(text for text in lines if text), soon)
        self._question = question
        self._opens = self._loop.call_later(CONSENT_INERT_SECONDS, self._open)

    def _open(self) -> None:
        assert self._question is not None
        say = PHRASES[self._language]
        forget_typed(self._typed)
        self._answerable_from = self._loop.time()
        self._print(say[Phrase.PATHS_LINE if self._question.chooses_files else Phrase.ANSWER_LINE])
        if self._question.offers_leave_alone:
            self._print(leave_alone_words(Phrase.LEAVE_ALONE_LINE, self._language))

    def _read(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # the terminal hung up
            for text in self._typed:
                if not self._tell_loop(text):
                    return
        self._tell_loop(None)

    def _tell_loop(self, text: str | None) -> bool:
        try:
            # The disk is asked here, in the terminal's thread: the loop waits for nobody.
            path = None if text is None else existing(text.strip())
            self._loop.call_soon_threadsafe(self._take, text, path, self._loop.time())
        except RuntimeError:
            return False  # the loop has ended, and the program with it
        return True

    def _take(self, text: str | None, path: str | None, at_seconds: float) -> None:
        if self._closed:
            return
        if text is None:
            self._closed = True
            self._on_act(FrontCrashed())
            return
        words = text.strip().lower().split()
        match words:
            case [word] if word in DOES:
                self._on_act(DOES[word])
            case [word, number] if word in STOP | GIVE and number.isdecimal():
                self._act_on(word, int(number))
            case _ if self._question is not None:
                self._reply(self._question, text.strip(), path, at_seconds)
            case _:
                return

    def _act_on(self, word: str, number: int) -> None:
        able, works = receivers(self._banner), self._banner.works
        if word in GIVE and 0 < number <= len(able):
            self._on_act(GiveFloorTo(able[number - 1].person_id))
        elif word in STOP and 0 < number <= len(works):
            self._on_act(StopWorkHere(works[number - 1].request_id))

    def _reply(self, question: _Question, text: str, path: str | None, at_seconds: float) -> None:
        word = text.lower()
        if word in NO:
            self._answer(question, allowed=False)
        elif not self._is_answerable(at_seconds):
            return
        elif word in YES and question.may_be_allowed:
            self._answer(question, allowed=True)
        elif word in ALONE and question.offers_leave_alone:
            self._answer(question, allowed=True, leave_alone=True)
        elif question.chooses_files and text and word not in YES:
            self._choose(question, text, path)

    def _choose(self, question: _Question, text: str, path: str | None) -> None:
        say = PHRASES[self._language]
        if path is None:
            self._print(say[Phrase.NO_SUCH_PATH].format(path=plain(text)))
            return
        chosen = dict.fromkeys((*question.paths, path))
        self._question = replace(question, paths=tuple(chosen))
        self._print(say[Phrase.CHOSEN].format(count=len(chosen)))

    def _is_answerable(self, at_seconds: float) -> bool:
        return self._answerable_from is not None and at_seconds > self._answerable_from

    def _answer(self, question: _Question, *, allowed: bool, leave_alone: bool = False) -> None:
        self.withdraw()
        if question.right is not None:
            self._on_act(Chose(question.request_id, question.right, allowed, leave_alone))
        elif question.records:
            self._on_act(ChoseRecording(question.request_id, allowed))
        else:
            self._on_act(ChoseWork(question.request_id, allowed, question.paths if allowed else ()))

    def _print(self, *lines: str) -> None:
        for text in lines:
            self._shown.write(text + "\n")
        self._shown.flush()


def existing(text: str) -> str | None:
    """The whole path of the file or folder that this names, if there is one."""
    try:
        path = Path(text).expanduser().absolute()
        return str(path) if text and path.exists() else None
    except (OSError, RuntimeError, ValueError):
        return None  # too long, no such home, or no path at all


def forget_typed(typed: TextIO) -> None:
    """Throw away what was typed and not read yet."""
    if sys.platform == "win32":
        import msvcrt

        while msvcrt.kbhit():
            msvcrt.getwch()
        return
    import termios

    with contextlib.suppress(termios.error):
        termios.tcflush(typed.fileno(), termios.TCIFLUSH)
