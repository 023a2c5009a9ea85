"""A label that is never higher than one line, and says with dots that there is more."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

LEAST_PX = 80


class OneLine(QLabel):
    """Takes what width it gets; the whole text is its accessible name."""

    def __init__(self, name: str, parent: QWidget, least_px: int = LEAST_PX) -> None:
        super().__init__("", parent)
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)  # names are other people's text
        self._least_px = least_px
        self._may_shrink = False

    def show_whole(self, text: str) -> None:
        """Show this, and do not get narrower than it is."""
        self.setText(text)

    def show_elided(self, text: str) -> None:
        """Show this as far as there is room."""
        self._may_shrink = True
        self.setText(text)
        self.setAccessibleName(text)

    def minimumSizeHint(self) -> QSize:
        """Narrow, where it may shrink."""
        whole = super().minimumSizeHint()
        if not self._may_shrink:
            return whole
        return QSize(min(self._least_px, whole.width()), whole.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, cut with dots where it does not fit."""
        if self.fontMetrics().horizontalAdvance(self.text()) <= self.contentsRect().width():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
        painter.end()
