"""Real windows that say what reached them: a text editor, and a plain window that keeps raw events.

Both run in a process of their own, as the programs of a real desktop do, and report line by line as JSON.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from tests.support.wait import until

READY_SECONDS: Final = 20.0
TITLE: Final = "Practice window"


class Window:
    """A window in a process of its own.

    Attributes:
        said: What it reported, in order; one JSON object each.
    """

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.said: list[dict[str, object]] = []
        threading.Thread(target=self._listen, name="window", daemon=True).start()

    @property
    def text(self) -> str:
        """What stands in the editor now."""
        return str(next((said["text"] for said in reversed(self.said) if "text" in said), ""))

    @property
    def clipboard(self) -> str:
        return str(next((said["clipboard"] for said in reversed(self.said) if "clipboard" in said), ""))

    def keeps(self, kind: str) -> list[dict[str, object]]:
        """The reports that have this name in them."""
        return [said for said in self.said if kind in said]

    def clear(self) -> None:
        """Empty the editor without any key."""
        assert self._process.stdin is not None
        seen = len(self.keeps("cleared"))
        self._process.stdin.write("clear\n")
        self._process.stdin.flush()
        until(lambda: len(self.keeps("cleared")) > seen, what="the empty editor")

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.said.append(json.loads(line))


@contextmanager
def text_window(environment: dict[str, str]) -> Iterator[Window]:
    """A text editor (Qt) with the focus, filling 600 × 400 pixels from the corner of the display."""
    command = [sys.executable, "-m", "tests.support.xwindow"]
    settings = {**environment, "QT_QPA_PLATFORM": "xcb", "QT_IM_MODULE": "none", "PYTHONPATH": os.getcwd()}
    process = subprocess.Popen(
        command,
        env=settings,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )
    window = Window(process)
    try:
        until(
            lambda: window.keeps("ready") or process.poll(), within_seconds=READY_SECONDS, what="the editor"
        )
        assert process.poll() is None, "the editor did not start"
        yield window
    finally:
        process.terminate()
        process.wait(10.0)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


def _say(**what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def _edit() -> None:
    from PySide6.QtCore import QEvent, QObject, QSocketNotifier, Qt
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
    from PySide6.QtWidgets import QApplication, QPlainTextEdit

    app = QApplication([])
    editor = QPlainTextEdit()
    editor.setWindowTitle(TITLE)
    editor.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    editor.setGeometry(0, 0, 600, 400)

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
            if isinstance(event, QKeyEvent) and event.type() in (
                QEvent.Type.KeyPress,
                QEvent.Type.KeyRelease,
            ):
                down = event.type() == QEvent.Type.KeyPress
                _say(key=event.nativeScanCode(), down=down, text_of=event.text())
            elif isinstance(event, QWheelEvent):
                _say(wheel=event.angleDelta().y(), across=event.angleDelta().x())
            elif isinstance(event, QMouseEvent):
                at = event.globalPosition()
                _say(mouse=event.type().name, button=event.button().name, x=int(at.x()), y=int(at.y()))
            elif event.type() == QEvent.Type.WindowActivate:
                _say(ready=True)
            return False

    watch = Watch()
    app.installEventFilter(watch)
    editor.textChanged.connect(lambda: _say(text=editor.toPlainText()))
    app.clipboard().dataChanged.connect(lambda: _say(clipboard=app.clipboard().text()))

    def order() -> None:
        if not sys.stdin.readline():
            app.quit()
        editor.clear()
        _say(cleared=True)

    notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(order)
    editor.setMouseTracking(True)
    editor.viewport().setMouseTracking(True)
    editor.show()
    editor.activateWindow()
    editor.setFocus()
    app.exec()


if __name__ == "__main__":
    _edit()
