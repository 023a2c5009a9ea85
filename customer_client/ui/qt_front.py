"""The windows, seen from the program: a process of our own that shows them."""

import asyncio
import logging
import os
import sys
from collections.abc import Callable
from typing import Final, assert_never

from pydantic import BaseModel, ValidationError

from customer_client.errors import NoWindows
from customer_client.tasks import spawn
from customer_client.ui.front import (
    BannerView,
    ConsentView,
    EndAll,
    FrontCrashed,
    OnAct,
    RecordingView,
    StopControl,
    WorkView,
)
from customer_client.ui.overlay import InkMark, Overlay, PointerMark
from customer_client.ui.pipe import (
    FROM_WINDOWS,
    Answer,
    AnswerRecording,
    AnswerWork,
    Ask,
    AskRecording,
    AskWork,
    Attend,
    End,
    Give,
    InkOn,
    PointAt,
    Private,
    Ready,
    Record,
    Said,
    Show,
    Stop,
    StopWork,
    Tell,
    Unable,
    Wipe,
    Withdraw,
    line,
)
from customer_client.ui.words import Language

log = logging.getLogger(__name__)

READY_SECONDS: Final = 20.0
CLOSE_SECONDS: Final = 3.0
LINE_LIMIT_BYTES: Final = 4 * 1024 * 1024
"""One line of the windows; a long list of chosen files is the longest."""


class QtOverlay:
    """An `Overlay` of windows, in the process of the others."""

    def __init__(self, say: Callable[[BaseModel], None]) -> None:
        self._say = say

    def point(self, mark: PointerMark) -> None:
        """See `Overlay`."""
        self._say(PointAt(mark=mark))

    def ink(self, mark: InkMark) -> None:
        """See `Overlay`."""
        self._say(InkOn(mark=mark))

    def clear(self) -> None:
        """See `Overlay`."""
        self._say(Wipe())


class QtFront:
    """A `Front` of windows. Make it with `open_windows`."""

    def __init__(self, process: asyncio.subprocess.Process, on_act: OnAct) -> None:
        self._process = process
        self._on_act = on_act
        self._closing = False
        self._overlay = QtOverlay(self._say)
        self._reader = spawn(self._read(), name="windows")

    @property
    def overlay(self) -> Overlay:
        """See `Front`."""
        return self._overlay

    def ask(self, question: ConsentView) -> None:
        """See `Front`."""
        self._say(Ask(question=question))

    def ask_work(self, work: WorkView) -> None:
        """See `Front`."""
        self._say(AskWork(work=work))

    def ask_recording(self, recording: RecordingView) -> None:
        """See `Front`."""
        self._say(AskRecording(recording=recording))

    def attend(self) -> None:
        """See `Front`."""
        self._say(Attend())

    def withdraw(self) -> None:
        """See `Front`."""
        self._say(Withdraw())

    def show(self, banner: BannerView) -> None:
        """See `Front`."""
        self._say(Show(banner=banner))

    def tell(self, sentence: str) -> None:
        """See `Front`."""
        self._say(Tell(sentence=sentence))

    def said(self, name: str, text: str) -> None:
        """See `Front`."""
        self._say(Said(name=name, text=text))

    async def close(self) -> None:
        """See `Front`."""
        self._closing = True
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        await self._reader

    def _say(self, message: BaseModel) -> None:
        if self._process.stdin is not None and not self._process.stdin.is_closing():
            self._process.stdin.write(line(message))

    async def _read(self) -> None:
        assert self._process.stdout is not None
        try:
            async for raw in self._process.stdout:
                self._take(raw)
        except (ValidationError, ValueError) as wrong:
            log.warning("the windows said what is no word of theirs: %s", wrong)
        finally:
            if not self._closing:
                self._on_act(FrontCrashed())

    def _take(self, raw: bytes) -> None:
        message = FROM_WINDOWS.validate_json(raw)
        match message:
            case Answer(chose=act) | AnswerWork(chose=act) | AnswerRecording(chose=act):
                self._on_act(act)
            case Give(give=act) | StopWork(stop=act) | Record(tell=act) | Private(go=act):
                self._on_act(act)
            case Stop():
                self._on_act(StopControl())
            case End():
                self._on_act(EndAll())
            case Ready() | Unable():
                return
            case _:
                assert_never(message)


async def open_windows(language: Language, on_act: OnAct) -> QtFront:
    """Start the windows' process and wait until it can show something.

    Raises:
        NoWindows: there is no display, or Qt is not installed, or does not start.
    """
    environment = dict(os.environ)
    if sys.platform == "linux":
        if not environment.get("DISPLAY"):
            raise NoWindows("no display is set")
        environment["QT_QPA_PLATFORM"] = "xcb"  # each press is looked up among the X server's own
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "customer_client.ui.qt_main",
        language.value,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=LINE_LIMIT_BYTES,
        env=environment,
        start_new_session=True,  # Ctrl+C at our terminal is for us; the windows go when we hang up
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(READY_SECONDS):
            first = await process.stdout.readline()
        message = FROM_WINDOWS.validate_json(first) if first else Unable(why="it ended at once")
    except (TimeoutError, ValidationError) as wrong:
        message = Unable(why=str(wrong) or "it did not start in time")
    if isinstance(message, Ready):
        return QtFront(process, on_act)
    if process.returncode is None:
        process.kill()
    await process.wait()
    raise NoWindows(message.why if isinstance(message, Unable) else "it did not start")
