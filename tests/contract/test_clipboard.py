"""The clipboard in memory and the desktop's own keep the same promises (`platform.clipboard.Clipboard`)."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Final

import pytest

from customer_client.errors import ClipboardUnusable
from customer_client.platform.clipboard import Clipboard, Pixels
from protocol.limits import CLIPBOARD_TEXT_LIMIT_BYTES
from tests.support.clipboard import MemoryClipboard
from tests.support.xserver import xvfb

WORDS: Final = "¡Añade 5 € @ 日!\nتجربة 👩‍👩‍👧\ttab"
PICTURE: Final = Pixels(bytes(range(256)) * 3 * 4, 32, 24)

HOLDER: Final = """
import json, sys
from customer_client.errors import ClipboardUnusable
from customer_client.platform.clipboard import Pixels, SystemClipboard

clipboard = SystemClipboard()
for line in sys.stdin:
    name, text, picture = json.loads(line)
    try:
        if name == "put_image":
            answer = clipboard.put_image(Pixels(bytes.fromhex(picture[0]), *picture[1:]))
        elif name == "put_text":
            answer = clipboard.put_text(text)
        elif name == "image":
            seen = clipboard.image()
            answer = [seen.rgba.hex(), seen.width_px, seen.height_px]
        else:
            answer = clipboard.text()
        print(json.dumps([True, answer]), flush=True)
    except ClipboardUnusable:
        print(json.dumps([False, None]), flush=True)
"""


@dataclass(frozen=True, slots=True)
class OfDisplay:
    """`SystemClipboard` in a process of its own: a program has one display for life."""

    process: "subprocess.Popen[str]"

    def text(self) -> str:
        return str(self._ask("text"))

    def put_text(self, text: str) -> None:
        self._ask("put_text", text=text)

    def image(self) -> Pixels:
        rgba, width_px, height_px = self._ask("image")
        return Pixels(bytes.fromhex(rgba), width_px, height_px)

    def put_image(self, image: Pixels) -> None:
        self._ask("put_image", picture=[image.rgba.hex(), image.width_px, image.height_px])

    def _ask(self, name: str, *, text: str = "", picture: object = None) -> Any:  # noqa: ANN401  as JSON has it
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps([name, text, picture]) + "\n")
        self.process.stdin.flush()
        done, answer = json.loads(self.process.stdout.readline())
        if not done:
            raise ClipboardUnusable
        return answer


def holder(stack: ExitStack, display: str) -> OfDisplay:
    """A program that holds a clipboard on this display."""
    process = stack.enter_context(
        subprocess.Popen(
            [sys.executable, "-c", HOLDER],
            env={**os.environ, "DISPLAY": display, "XAUTHORITY": os.devnull},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
    )
    assert process.stdin is not None
    stack.callback(process.stdin.close)
    return OfDisplay(process)


@dataclass(frozen=True, slots=True)
class Two:
    """The same clipboard, as two programs reach it."""

    one: Clipboard
    other: Clipboard


@pytest.fixture(params=["memory", "x11"])
def two(request: pytest.FixtureRequest) -> Iterator[Two]:
    if request.param == "memory":
        memory = MemoryClipboard()
        yield Two(memory, memory)
        return
    with xvfb() as server, ExitStack() as stack:
        yield Two(holder(stack, server.display), holder(stack, server.display))


def test_text_comes_out_as_it_went_in_x1(two: Two) -> None:
    for text in (WORDS, "", "ñ" * (CLIPBOARD_TEXT_LIMIT_BYTES // 2), "last"):
        two.one.put_text(text)
        assert two.other.text() == text


def test_a_picture_comes_out_as_it_went_in_x1(two: Two) -> None:
    two.one.put_image(PICTURE)
    assert two.other.image() == PICTURE


def test_the_newest_is_what_counts_whoever_put_it_in_x1(two: Two) -> None:
    two.one.put_text("first")
    two.other.put_text("second")
    assert (two.one.text(), two.other.text()) == ("second", "second")
    two.one.put_image(PICTURE)
    with pytest.raises(ClipboardUnusable):
        two.other.text()
    two.other.put_text("third")
    with pytest.raises(ClipboardUnusable):
        two.one.image()
    assert two.one.text() == "third"


def test_an_empty_clipboard_says_so_x6(two: Two) -> None:
    with pytest.raises(ClipboardUnusable, match="holds nothing of this kind"):
        two.one.text()
    with pytest.raises(ClipboardUnusable):
        two.one.image()


def test_without_a_desktop_there_is_no_clipboard_x6() -> None:
    with ExitStack() as stack:
        nowhere = holder(stack, "")
        for use in (nowhere.text, nowhere.image, lambda: nowhere.put_text("x")):
            with pytest.raises(ClipboardUnusable):
                use()
