"""A small real window that says what reaches it, line by line as JSON.

For the self-check, which starts it (`python -m customer_client.ui.practice_window`), types and clicks in it
from another process, as a remote hand does with real programs. It closes when its standard input ends.
"""

import json
import sys
import threading

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

LOOK_EVERY_MS = 20


class PracticeWindow(QWidget):
    """A text field and a button; each change of what it holds is said once."""

    def __init__(self) -> None:
        super().__init__()
        self._clicks = 0
        self._said = ""
        self._field = QPlainTextEdit()
        self._button = QPushButton("Auxilio")
        layout = QVBoxLayout(self)
        layout.addWidget(self._field)
        layout.addWidget(self._button)
        self._button.clicked.connect(self._count)
        self.setWindowTitle("Auxilio: self-check")
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
        self.resize(420, 220)
        self._look = QTimer(self)
        self._look.timeout.connect(self._say)
        self._look.start(LOOK_EVERY_MS)
        self.show()
        self.raise_()
        self.activateWindow()
        self._field.setFocus()

    def _count(self) -> None:
        self._clicks += 1

    def _say(self) -> None:
        x_px, y_px = self._button_at_px()
        ready = self.isActiveWindow() and self._field.hasFocus()
        held = {
            "text": self._field.toPlainText(),
            "clicks": self._clicks,
            "ready": ready,
            "x": x_px,
            "y": y_px,
        }
        line = json.dumps(held)
        if line != self._said:
            self._said = line
            sys.stdout.write(line + "\n")
            sys.stdout.flush()

    def _button_at_px(self) -> tuple[int, int]:
        middle = self._button.mapToGlobal(QPoint(self._button.width() // 2, self._button.height() // 2))
        # On macOS the pointer moves in points, as Qt counts; elsewhere in physical pixels.
        screen = self.screen()
        scale = 1.0 if sys.platform == "darwin" else screen.devicePixelRatio()
        corner = screen.geometry().topLeft()
        return (
            round(corner.x() + (middle.x() - corner.x()) * scale),
            round(corner.y() + (middle.y() - corner.y()) * scale),
        )


class _End(QObject):
    """Says in the window's thread that the standard input has ended."""

    came = Signal()

    def wait(self) -> None:
        sys.stdin.read()
        self.came.emit()


def main() -> int:
    """Show the window until the standard input ends."""
    app = QApplication(sys.argv[:1])
    end = _End()
    end.came.connect(app.quit)
    window = PracticeWindow()
    threading.Thread(target=end.wait, name="standard input", daemon=True).start()
    code: int = app.exec()
    window.close()
    return code


if __name__ == "__main__":
    sys.exit(main())
