"""A sentence that appears below the banner, and goes away by itself."""

from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from customer_client.ui.qt_question import label
from customer_client.ui.words import PHRASES, Language, Phrase, plain, shortened

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
        self.setWindowTitle("Auxilio: notice")
        frame = QFrame(self)
        frame.setObjectName("banner")
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(frame)
        column = QVBoxLayout(frame)
        column.setContentsMargins(16, 10, 16, 10)
        self._who, self._label, self._what_now = (label("", name, frame) for name in ("who", "", "quiet"))
        self._label.setMinimumWidth(WIDTH_PX)
        for widget in (self._who, self._label, self._what_now):
            column.addWidget(widget)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self.hide)

    def display(self, sentence: str) -> None:
        """Show this sentence for a while."""
        self._show("", sentence, "")

    def display_said(self, name: str, text: str, language: Language) -> None:
        """Show for a while what somebody wrote, and where it is answered."""
        say = PHRASES[language]
        short = shortened(text)
        self._show(say[Phrase.WROTE].format(name=plain(name)), short, say[Phrase.ANSWER_THERE])

    def _show(self, who: str, sentence: str, what_now: str) -> None:
        for widget, text in ((self._who, who), (self._label, sentence), (self._what_now, what_now)):
            widget.setText(text)
            widget.setVisible(bool(text))
        self.setAccessibleName(" ".join(part for part in (who, sentence, what_now) if part))
        self.adjustSize()
        area = QGuiApplication.primaryScreen().availableGeometry()
        self.move(area.center().x() - self.width() // 2, area.top() + TOP_PX)
        self.show()
        self.raise_()
        self._timer.start()
