"""The window that asks: who, from where, for what, and two buttons."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, QThread, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from customer_client.ui.presses import Presses
from customer_client.ui.qt_allow import AllowButton
from customer_client.ui.words import PHRASES, Language, Phrase, plain

WIDTH_PX: Final = 480
AGAIN_MS: Final = 20


@dataclass(frozen=True, slots=True)
class QuestionText:
    """What such a window says.

    Attributes:
        body: Paragraphs; the first says what the question means.
        foot: Small, below the buttons.
    """

    organisation: str
    title: str
    body: tuple[str, ...]
    allow: str


class QuestionWindow(QWidget):
    """One question. Closing it is a no; no button has the focus when it appears."""

    answered = Signal(bool)

    def __init__(
        self, text: QuestionText, language: Language, presses: Presses, width_px: int = WIDTH_PX
    ) -> None:
        super().__init__(
            None,
            Qt.WindowType.Window
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.CustomizeWindowHint
            | Qt.WindowType.WindowTitleHint
            | Qt.WindowType.WindowCloseButtonHint,
        )
        say = PHRASES[language]
        self._done = False
        self._width_px = width_px
        organisation = plain(text.organisation)
        self.setWindowTitle(say[Phrase.WINDOW].format(organisation=organisation))
        self.setAccessibleName(text.title)
        self.setAccessibleDescription(text.body[0])

        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(12)
        column.addWidget(label(organisation, "organisation", self))
        self._title = label(text.title, "title", self)
        self._title.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title.setAccessibleDescription(text.body[0])
        column.addWidget(self._title)
        for paragraph in text.body:
            column.addWidget(label(paragraph, "body", self))
        self._content = QVBoxLayout()
        self._content.setSpacing(10)
        column.addLayout(self._content)
        column.addSpacing(8)

        self.allow = AllowButton(text.allow, presses, self)
        self.allow.pressed_by_hand.connect(lambda: self._choose(allowed=True))
        self.refuse = QPushButton(say[Phrase.REFUSE], self)
        self.refuse.setAutoDefault(False)
        self.refuse.clicked.connect(lambda: self._choose(allowed=False))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addStretch()
        row.addWidget(self.refuse)
        row.addWidget(self.allow)
        column.addLayout(row)
        column.addWidget(label(say[Phrase.NO_ANSWER], "quiet", self))
        self._order: list[QWidget] = [self._title, self.refuse, self.allow]
        self._set_order()

    def add(self, *widgets: QWidget, keys: tuple[QWidget, ...] = ()) -> None:
        """Put these above the buttons; the keyboard comes to `keys` in this order, then to "no"."""
        for widget in widgets:
            self._content.addWidget(widget)
        self._order[-2:-2] = keys
        self._set_order()

    def showEvent(self, event: QShowEvent) -> None:
        """In the middle; no button has the focus, so that a person who is typing answers nothing."""
        super().showEvent(event)
        layout = self.layout()
        assert layout is not None
        self.setFixedSize(self._width_px, layout.totalHeightForWidth(self._width_px))
        area = QGuiApplication.primaryScreen().availableGeometry()
        self.move(area.center() - self.rect().center())
        self._title.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing the window is a no."""
        self._choose(allowed=False)
        super().closeEvent(event)

    def take_away(self) -> None:
        """The question is over, without an answer from here."""
        self._done = True
        self.close()

    def _choose(self, *, allowed: bool) -> None:
        if self._done:
            return
        self._done = True
        self.answered.emit(allowed)
        self.close()

    def _set_order(self) -> None:
        for before, after in zip(self._order, self._order[1:], strict=False):
            QWidget.setTabOrder(before, after)


def label(text: str, name: str, parent: QWidget) -> QLabel:
    """A text of several lines; what it says is other people's text, and never read as anything else."""
    made = QLabel(text, parent)
    made.setObjectName(name)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    return made


def delete_when_idle(window: QWidget) -> None:
    """Delete it as soon as no loop runs inside the first one.

    Qt's file dialog has one of its own while it says "File not found"; the whole process would die if the
    dialog were deleted meanwhile.
    """
    if QThread.currentThread().loopLevel() > 1:
        QTimer.singleShot(AGAIN_MS, lambda: delete_when_idle(window))
    else:
        window.deleteLater()
