"""The front for machines without windows: a terminal, where a person types whole words.

What was typed before a question can be answered is thrown away, the beginning of a line too; so nobody can
have laid a "yes" there beforehand.
"""

import asyncio
import contextlib
import sys
import threading
from typing import Final, TextIO

from customer_client.core.question import Right
from customer_client.errors import NoTerminal
from customer_client.ui.banner_words import banner_words
from customer_client.ui.front import (
    BannerView,
    Chose,
    ChoseWork,
    ConsentView,
    EndAll,
    FrontCrashed,
    OnAct,
    StopControl,
    WorkView,
)
from customer_client.ui.overlay import NoOverlay, Overlay
from customer_client.ui.words import PHRASES, Language, Phrase, also_here, plain, question_words
from protocol.limits import CONSENT_INERT_SECONDS

YES: Final = frozenset({"yes", "sí", "si"})
NO: Final = frozenset({"no"})
STOP: Final = frozenset({"stop", "parar"})
END: Final = frozenset({"end", "terminar"})


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
        self._question: tuple[str, Right] | None = None
        self._opens: asyncio.TimerHandle | None = None
        self._answerable_from: float | None = None
        self._last = ""
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
        self.withdraw()
        say = PHRASES[self._language]
        title, body, _ = question_words(question, self._language)
        soon = say[Phrase.ANSWER_SOON].format(seconds=round(CONSENT_INERT_SECONDS))
        lines = (
            title,
            body,
            also_here(question, self._language),
            say[Phrase.TAKE_BACK],
            say[Phrase.NO_ANSWER],
        )
        self._print("", *(text for text in lines if text), soon)
        self._question = (question.request_id, question.right)
        self._opens = self._loop.call_later(CONSENT_INERT_SECONDS, self._open)

    def ask_work(self, work: WorkView) -> None:
        """See `Front`."""
        self.withdraw()
        self._on_act(ChoseWork(work.request_id, allowed=False))

    def withdraw(self) -> None:
        """See `Front`."""
        self._question = None
        self._answerable_from = None
        if self._opens is not None:
            self._opens.cancel()
            self._opens = None

    def show(self, banner: BannerView) -> None:
        """See `Front`."""
        text = " · ".join(part for part in banner_words(banner, self._language) if part)
        if text != self._last:
            self._last = text
            self._print(f"[{text}]")

    def tell(self, sentence: str) -> None:
        """See `Front`."""
        self._print(sentence)

    def said(self, name: str, text: str) -> None:
        """See `Front`."""
        self._print(f"{plain(name)}: {plain(text)}")

    async def close(self) -> None:
        """See `Front`."""
        self._closed = True
        self.withdraw()

    def join(self) -> None:
        """Wait until the terminal has hung up."""
        self._reader.join()

    def _open(self) -> None:
        forget_typed(self._typed)
        self._answerable_from = self._loop.time()
        self._print(PHRASES[self._language][Phrase.ANSWER_LINE])

    def _read(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # the terminal hung up
            for text in self._typed:
                if not self._tell_loop(text):
                    return
        self._tell_loop(None)

    def _tell_loop(self, text: str | None) -> bool:
        try:
            self._loop.call_soon_threadsafe(self._take, text, self._loop.time())
        except RuntimeError:
            return False  # the loop has ended, and the program with it
        return True

    def _take(self, text: str | None, at_seconds: float) -> None:
        if self._closed:
            return
        if text is None:
            self._closed = True
            self._on_act(FrontCrashed())
            return
        word = text.strip().lower()
        if word in STOP:
            self._on_act(StopControl())
        elif word in END:
            self._on_act(EndAll())
        elif self._question is not None and word in NO:
            self._answer(allowed=False)
        elif self._question is not None and word in YES and self._is_answerable(at_seconds):
            self._answer(allowed=True)

    def _is_answerable(self, at_seconds: float) -> bool:
        return self._answerable_from is not None and at_seconds > self._answerable_from

    def _answer(self, *, allowed: bool) -> None:
        assert self._question is not None
        request_id, right = self._question
        self.withdraw()
        self._on_act(Chose(request_id, right, allowed))

    def _print(self, *lines: str) -> None:
        for text in lines:
            self._shown.write(text + "\n")
        self._shown.flush()


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
