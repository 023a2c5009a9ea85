"""A compositor of the smallest kind: it shows every window of a display with its transparency.

`python -m tests.support.compositor` composites the display that DISPLAY names until its input ends; it says
"ready" once it does.
"""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import xcffib
import xcffib.composite
import xcffib.render
import xcffib.xproto

from tests.support.xserver import XServer

EVERY_SECONDS: Final = 0.05
MANUAL: Final = 1
OVER: Final = 3
SOURCE: Final = 1
NONE: Final = 0


@contextmanager
def composited(display: XServer) -> Iterator[None]:
    """Composite this display until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.compositor"],
        env=display.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == b"ready\n", "the compositor did not start"
        yield
    finally:
        process.stdin.close()
        process.wait(10.0)
        process.stdout.close()


class _Compositor:
    def __init__(self) -> None:
        self._connection = connection = xcffib.connect()
        self._core = connection.core
        self._screen = connection.get_setup().roots[0]
        self._render = connection(xcffib.render.key)
        self._composite = connection(xcffib.composite.key)
        self._composite.QueryVersion(0, 4).reply()
        formats = self._render.QueryPictFormats().reply()
        self._formats = {
            visual.visual: visual.format
            for screen in formats.screens
            for depth in screen.depths
            for visual in depth.visuals
        }
        self._own("_NET_WM_CM_S0")
        self._composite.RedirectSubwindowsChecked(self._screen.root, MANUAL).check()
        mode = xcffib.render.CP.SubwindowMode
        self._root = self._picture(
            self._screen.root, self._screen.root_visual, mode, [xcffib.xproto.SubwindowMode.IncludeInferiors]
        )

    def show(self) -> None:
        """Put all windows over each other, in a buffer first."""
        width, height = self._screen.width_in_pixels, self._screen.height_in_pixels
        pixmap = self._connection.generate_id()
        self._core.CreatePixmap(self._screen.root_depth, pixmap, self._screen.root, width, height)
        buffer = self._picture(pixmap, self._screen.root_visual, 0, [])
        for window in self._core.QueryTree(self._screen.root).reply().children:
            self._put(window, buffer)
        self._render.Composite(SOURCE, buffer, NONE, self._root, 0, 0, 0, 0, 0, 0, width, height)
        self._render.FreePicture(buffer)
        self._core.FreePixmap(pixmap)
        self._connection.flush()

    def _put(self, window: int, buffer: int) -> None:
        try:
            attributes = self._core.GetWindowAttributes(window).reply()
            place = self._core.GetGeometry(window).reply()
            viewable = attributes.map_state == xcffib.xproto.MapState.Viewable
            if not viewable or attributes._class == xcffib.xproto.WindowClass.InputOnly:
                return
            content = self._connection.generate_id()
            self._composite.NameWindowPixmapChecked(window, content).check()
            picture = self._picture(content, attributes.visual, 0, [])
        except xcffib.ProtocolException:
            return  # it went away meanwhile
        size = place.width + 2 * place.border_width, place.height + 2 * place.border_width
        self._render.Composite(OVER, picture, NONE, buffer, 0, 0, 0, 0, place.x, place.y, *size)
        self._render.FreePicture(picture)
        self._core.FreePixmap(content)

    def _picture(self, drawable: int, visual: int, mask: int, values: list[int]) -> int:
        picture: int = self._connection.generate_id()
        self._render.CreatePictureChecked(picture, drawable, self._formats[visual], mask, values).check()
        return picture

    def _own(self, name: str) -> None:
        atom = self._core.InternAtom(False, len(name), name).reply().atom
        owner = self._connection.generate_id()
        root = self._screen.root
        only = xcffib.xproto.WindowClass.InputOnly
        self._core.CreateWindow(0, owner, root, -1, -1, 1, 1, 0, only, 0, 0, [])
        self._core.SetSelectionOwner(owner, atom, 0)


def main() -> None:
    """Composite until the standard input ends."""
    compositor = _Compositor()
    ended = threading.Event()

    def wait() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=wait, name="standard input", daemon=True).start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while not ended.is_set():
        compositor.show()
        time.sleep(EVERY_SECONDS)


if __name__ == "__main__":
    main()
