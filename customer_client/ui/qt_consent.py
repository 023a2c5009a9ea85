"""The window that asks: who, from where, for what, and two buttons."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from customer_client.ui.front import Chose, ConsentView
from customer_client.ui.presses import Presses
from customer_client.ui.qt_allow import AllowButton
from customer_client.ui.words import PHRASES, Language, Phrase, also_here, plain, question_words

WIDTH_PX = 480


class ConsentWindow(QWidget):
    """One question. Closing it is a no."""

    chosen = Signal(object)

    def __init__(self, question: ConsentView, language: Language, presses: Presses) -> None:
        super().__init__(
            None,
            Qt.WindowType.Window
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.CustomizeWindowHint
            | Qt.WindowType.WindowTitleHint
            | Qt.WindowType.WindowCloseButtonHint,
        )
        say = PHRASES[language]
        self._question = question
        self._done = False
        title, body, allow = question_words(question, language)
        organisation = plain(question.organisation)
        self.setWindowTitle(say[Phrase.WINDOW].format(organisation=organisation))
        self.setAccessibleName(title)
        self.setAccessibleDescription(body)

        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(12)
        column.addWidget(_text(organisation, "organisation", self))
        self._title = _text(title, "title", self)
        self._title.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title.setAccessibleDescription(body)
        column.addWidget(self._title)
        column.addWidget(_text(body, "body", self))
        others = also_here(question, language)
        if others:
            column.addWidget(_text(others, "body", self))
        column.addWidget(_text(say[Phrase.TAKE_BACK], "body", self))
        column.addSpacing(8)

        self.allow = AllowButton(allow, presses, self)
        self.allow.allowed.connect(lambda: self._choose(allowed=True))
        self.refuse = QPushButton(say[Phrase.REFUSE], self)
        self.refuse.setAutoDefault(False)
        self.refuse.clicked.connect(lambda: self._choose(allowed=False))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addStretch()
        row.addWidget(self.refuse)
        row.addWidget(self.allow)
        column.addLayout(row)
        column.addWidget(_text(say[Phrase.NO_ANSWER], "quiet", self))
        QWidget.setTabOrder(self._title, self.refuse)
        QWidget.setTabOrder(self.refuse, self.allow)

    def showEvent(self, event: QShowEvent) -> None:
        """In the middle; no button has the focus, so that a person who is typing answers nothing."""
        super().showEvent(event)
        layout = self.layout()
        assert layout is not None
        self.setFixedSize(WIDTH_PX, layout.totalHeightForWidth(WIDTH_PX))
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
        self.chosen.emit(Chose(self._question.request_id, self._question.right, allowed))
        self.close()


def _text(text: str, name: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)  # names are other people's text
    label.setWordWrap(True)
    return label
