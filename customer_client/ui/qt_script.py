"""A script to read: whole, never wider than the window, and it knows when its end was seen."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

LINES_SHOWN: Final = 12
HEIGHT_SHARE: Final = 0.3
"""At most so much of the screen, so that the buttons stay on it."""


class ScriptView(QPlainTextEdit):
    """Read-only; tells `read_to_end` once, when the last line has been in sight."""

    read_to_end = Signal()

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("script")
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setTabChangesFocus(True)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)  # nothing hides on the right
        self.setPlainText(text)
        line_px = self.fontMetrics().lineSpacing()
        lines = min(LINES_SHOWN, max(3, self.document().blockCount() + 1))
        most_px = round(QGuiApplication.primaryScreen().availableGeometry().height() * HEIGHT_SHARE)
        self.setFixedHeight(min(most_px, lines * line_px + 16))
        self._was_read = False
        self._is_shown = False
        self.verticalScrollBar().valueChanged.connect(self._look)
        self.verticalScrollBar().rangeChanged.connect(self._look)

    def showEvent(self, event: QShowEvent) -> None:
        """From now on what is in sight counts."""
        super().showEvent(event)
        self._is_shown = True
        self._look()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, other lines."""
        super().resizeEvent(event)
        self._look()

    def _look(self) -> None:
        if self._was_read or not self._is_shown or not self.isVisible():
            return
        last = self.blockBoundingGeometry(self.document().lastBlock()).translated(self.contentOffset())
        if last.bottom() <= self.viewport().height() + 1:
            self._was_read = True
            self.read_to_end.emit()
