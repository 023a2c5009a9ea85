"""A small real window that says what reaches it; for the self-check."""

import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QEventLoop, QPoint, Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

PUMP_MS = 10


class PracticeWindow(QWidget):
    """A text field and a button.

    Attributes:
        clicks: How often the button was pressed.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._app = app
        self.clicks = 0
        self._field = QPlainTextEdit()
        self._button = QPushButton("Auxilio")
        layout = QVBoxLayout(self)
        layout.addWidget(self._field)
        layout.addWidget(self._button)
        self._button.clicked.connect(self._count)
        self.setWindowTitle("Auxilio: self-check")
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
        self.resize(420, 220)
        self.show()
        self.raise_()
        self.activateWindow()
        self._field.setFocus()

    @property
    def text(self) -> str:
        """What stands in the field."""
        return self._field.toPlainText()

    @property
    def button_at_px(self) -> tuple[int, int]:
        """The middle of the button in physical pixels; (0, 0) as long as the window has no focus."""
        if not (self.isActiveWindow() and self._field.hasFocus()):
            return 0, 0
        middle = self._button.mapToGlobal(QPoint(self._button.width() // 2, self._button.height() // 2))
        # On macOS the pointer moves in points, as Qt counts; elsewhere in physical pixels.
        screen = self.screen()
        scale = 1.0 if sys.platform == "darwin" else screen.devicePixelRatio()
        corner = screen.geometry().topLeft()
        return (
            round(corner.x() + (middle.x() - corner.x()) * scale),
            round(corner.y() + (middle.y() - corner.y()) * scale),
        )

    def pump(self, arrived: Callable[[], bool], within_seconds: float) -> bool:
        """See `selfcheck.Practice.pump`."""
        deadline = time.monotonic() + within_seconds
        while not arrived() and time.monotonic() < deadline:
            self._app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, PUMP_MS)
            self._app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            time.sleep(PUMP_MS / 1000)
        return arrived()

    def _count(self) -> None:
        self.clicks += 1


def open_practice_window() -> PracticeWindow:
    """Show the window in front of everything, and ask for the focus."""
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    return PracticeWindow(app)
