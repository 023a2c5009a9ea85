"""All windows of this program: lines in, lines out. Nothing that they read answers a question."""

import sys
import threading
from typing import assert_never

from pydantic import BaseModel, ValidationError
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from customer_client.errors import ClientError
from customer_client.ui.front import Chose, ChoseWork, ConsentView
from customer_client.ui.pipe import (
    TO_WINDOWS,
    Answer,
    AnswerWork,
    Ask,
    AskWork,
    End,
    InkOn,
    PointAt,
    Ready,
    Said,
    Show,
    Stop,
    Tell,
    ToWindows,
    Unable,
    Wipe,
    Withdraw,
    line,
)
from customer_client.ui.presses import Presses, open_presses
from customer_client.ui.qt_banner import Banner
from customer_client.ui.qt_consent import ConsentWindow
from customer_client.ui.qt_notice import NoticeBar
from customer_client.ui.qt_style import colours, sheet
from customer_client.ui.words import Language


class Windows(QObject):
    """All windows of this program."""

    heard = Signal(object)
    hung_up = Signal()

    def __init__(self, language: Language, presses: Presses) -> None:
        super().__init__()
        self._language = language
        self._presses = presses
        self._consent: ConsentWindow | None = None
        self._banner = Banner(language)
        self._notice = NoticeBar()
        self._banner.stop.connect(lambda: say(Stop()))
        self._banner.end.connect(lambda: say(End()))
        self.heard.connect(self._take)

    def listen(self) -> None:
        """Read orders until the program hangs up; in a thread of its own."""
        for raw in sys.stdin.buffer:
            try:
                self.heard.emit(TO_WINDOWS.validate_json(raw))
            except ValidationError:
                break
        self.hung_up.emit()

    def _take(self, order: ToWindows) -> None:
        match order:
            case Ask(question=question):
                self._ask(question)
            case AskWork(work=work):
                say(AnswerWork(chose=ChoseWork(work.request_id, allowed=False)))
            case Said(name=name, text=text):
                self._notice.display(f"{name}: {text}")
            case PointAt() | InkOn() | Wipe():
                return
            case Withdraw():
                self._withdraw()
            case Show(banner=banner):
                self._banner.display(banner)
            case Tell(sentence=sentence):
                self._notice.display(sentence)
            case _:
                assert_never(order)

    def _ask(self, question: ConsentView) -> None:
        self._withdraw()
        self._presses.begin()
        self._consent = ConsentWindow(question, self._language, self._presses)
        self._consent.chosen.connect(self._chosen)
        self._consent.show()
        self._consent.raise_()
        self._consent.activateWindow()

    def _chosen(self, chose: Chose) -> None:
        self._presses.end()
        self._consent = None
        say(Answer(chose=chose))

    def _withdraw(self) -> None:
        if self._consent is not None:
            window, self._consent = self._consent, None
            window.take_away()
            self._presses.end()


def say(message: BaseModel) -> None:
    """One line to the program; when nobody listens any more, there is nothing left to do."""
    try:
        sys.stdout.buffer.write(line(message))
        sys.stdout.buffer.flush()
    except OSError:
        QApplication.quit()


def run(language: Language) -> int:
    """Show windows until the program hangs up; the exit code."""
    application = QApplication(["auxilio-client"])
    application.setApplicationName("Auxilio")
    application.setStyle("Fusion")
    application.setQuitOnLastWindowClosed(False)
    application.setStyleSheet(sheet(colours()))
    hints = application.styleHints()
    hints.colorSchemeChanged.connect(lambda _: application.setStyleSheet(sheet(colours())))
    try:
        presses = open_presses()
    except ClientError as error:
        say(Unable(why=str(error)))
        return 1
    windows = Windows(language, presses)
    windows.hung_up.connect(application.quit)
    threading.Thread(target=windows.listen, name="orders", daemon=True).start()
    say(Ready())
    return application.exec()
