"""A sentence that appears below the banner, and goes away by itself."""

from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

SHOWN_MS: Final = 8_000
TOP_PX: Final = 64
WIDTH_PX: Final = 460


class NoticeBar(QWidget):
    """One sentence at a time; the newest wins."""

    def __init__(self) -> None:
        super().__init__(
            None,
            Qt.WindowType.ToolTip
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.WindowDoesNotAcceptFocus,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        frame = QFrame(self)
        frame.setObjectName("banner")
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(frame)
        column = QVBoxLayout(frame)
        column.setContentsMargins(16, 10, 16, 10)
        self._label = QLabel("", frame)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._label.setMinimumWidth(WIDTH_PX)
        column.addWidget(self._label)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self.hide)

    def display(self, sentence: str) -> None:
        """Show this sentence for a while."""
        self._label.setText(sentence)
        self.setAccessibleName(sentence)
        self.adjustSize()
        area = QGuiApplication.primaryScreen().availableGeometry()
        self.move(area.center().x() - self.width() // 2, area.top() + TOP_PX)
        self.show()
        self.raise_()
        self._timer.start()
