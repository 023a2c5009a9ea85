"""What always stands on top: who is here, what they may do, and the buttons that end it."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from customer_client.ui.front import BannerView
from customer_client.ui.words import PHRASES, Language, Phrase, banner_words

MARGIN_PX = 8


class Banner(QWidget):
    """A small bar at the top of the screen; it can be dragged elsewhere, but not closed.

    Nothing in it moves or ticks by itself: each change of the screen is a picture that has to be sent.
    """

    stop = Signal()
    end = Signal()

    def __init__(self, language: Language) -> None:
        super().__init__(
            None,
            Qt.WindowType.Tool
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.WindowDoesNotAcceptFocus,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowTitle("Auxilio")
        self._language = language
        self._dragged_from: QPoint | None = None
        self._moved = False
        say = PHRASES[language]

        self._frame = QFrame(self)
        self._frame.setObjectName("banner")
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._frame)
        row = QHBoxLayout(self._frame)
        row.setContentsMargins(14, 7, 10, 7)
        row.setSpacing(10)
        self._dot = _label("dot", self._frame)
        self._dot.setText("●")
        self._happening = _label("happening", self._frame)
        self._detail = _label("quiet", self._frame)
        self._stop = QPushButton(say[Phrase.STOP_CONTROL], self._frame)
        self._end = QPushButton(say[Phrase.END], self._frame)
        self._stop.clicked.connect(self.stop)
        self._end.clicked.connect(self.end)
        for widget in (self._dot, self._happening, self._detail, self._stop, self._end):
            row.addWidget(widget)

    def display(self, view: BannerView) -> None:
        """Show this from now on."""
        happening, detail = banner_words(view, self._language)
        state = "held" if view.holder is not None else "watched" if view.mode is not None else "quiet"
        self._happening.setText(happening)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self._stop.setVisible(view.holder is not None)
        self.setAccessibleName(f"{happening}. {detail}")
        for widget in (self._frame, self._dot):
            widget.setProperty("state", state)
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        self.adjustSize()
        if not self._moved:
            area = QGuiApplication.primaryScreen().availableGeometry()
            self.move(area.center().x() - self.width() // 2, area.top() + MARGIN_PX)
        self.show()
        self.raise_()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A drag begins."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._dragged_from = event.globalPosition().toPoint() - self.pos()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The bar follows."""
        if self._dragged_from is not None:
            self._moved = True
            self.move(event.globalPosition().toPoint() - self._dragged_from)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The drag ends."""
        del event
        self._dragged_from = None


def _label(name: str, parent: QWidget) -> QLabel:
    label = QLabel("", parent)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)  # names are other people's text
    return label
