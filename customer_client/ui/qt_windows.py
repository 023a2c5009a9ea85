"""All windows of this program: lines in, lines out. Nothing that they read answers a question."""

import sys
import threading
from typing import assert_never

from pydantic import BaseModel, ValidationError
from PySide6.QtCore import QLibraryInfo, QObject, QRect, QTranslator, Signal
from PySide6.QtWidgets import QApplication

from customer_client.errors import ClientError
from customer_client.ui.front import BannerView, Chose, ChoseRecording, ChoseWork
from customer_client.ui.pipe import (
    TO_WINDOWS,
    Answer,
    AnswerRecording,
    AnswerWork,
    Ask,
    AskRecording,
    AskWork,
    Attend,
    End,
    Give,
    InkOn,
    PointAt,
    Private,
    Ready,
    Record,
    Said,
    Show,
    Stop,
    StopWork,
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
from customer_client.ui.qt_layers import Layers
from customer_client.ui.qt_notice import NoticeBar
from customer_client.ui.qt_question import delete_when_idle
from customer_client.ui.qt_recording import RecordingWindow
from customer_client.ui.qt_style import colours, sheet
from customer_client.ui.qt_work import WorkWindow
from customer_client.ui.recording_words import RESTS
from customer_client.ui.words import Language


class Windows(QObject):
    """All windows of this program."""

    heard = Signal(object)
    hung_up = Signal()

    def __init__(self, language: Language, presses: Presses) -> None:
        super().__init__()
        self._language = language
        self._presses = presses
        self._question: ConsentWindow | WorkWindow | RecordingWindow | None = None
        self._gives = False
        """Whether the banner has a button that gives something."""
        self._banner = Banner(language, presses)
        self._notice = NoticeBar()
        self._layers = Layers(self._kept_free)
        self._banner.stop.connect(lambda: say(Stop()))
        self._banner.end.connect(lambda: say(End()))
        self._banner.give.connect(lambda give: say(Give(give=give)))
        self._banner.stop_work.connect(lambda stop: say(StopWork(stop=stop)))
        self._banner.tell.connect(lambda tell: say(Record(tell=tell)))
        self._banner.go.connect(lambda go: say(Private(go=go)))
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
                self._ask(ConsentWindow(question, self._language, self._presses))
            case AskWork(work=work):
                self._ask(WorkWindow(work, self._language, self._presses))
            case AskRecording(recording=recording):
                self._ask(RecordingWindow(recording, self._language, self._presses))
            case Attend():
                self._banner.attend()
            case Withdraw():
                self._withdraw()
            case Show(banner=banner):
                self._show(banner)
            case Tell(sentence=sentence):
                self._notice.display(sentence)
            case Said(name=name, text=text):
                self._notice.display_said(name, text, self._language)
            case PointAt() | InkOn() | Wipe():
                self._draw(order)
            case _:
                assert_never(order)

    def _ask(self, window: ConsentWindow | WorkWindow | RecordingWindow) -> None:
        self._withdraw()
        self._layers.clear()  # nobody draws on a question
        self._question = window
        self._attend()
        window.chosen.connect(self._chosen)
        window.show()
        window.raise_()
        window.activateWindow()

    def _chosen(self, chose: Chose | ChoseWork | ChoseRecording) -> None:
        if self._question is not None:
            self._question.deleteLater()
        self._question = None
        self._attend()
        match chose:
            case Chose():
                say(Answer(chose=chose))
            case ChoseWork():
                say(AnswerWork(chose=chose))
            case ChoseRecording():
                say(AnswerRecording(chose=chose))
            case _:
                assert_never(chose)

    def _withdraw(self) -> None:
        if self._question is not None:
            window, self._question = self._question, None
            window.take_away()
            delete_when_idle(window)
            self._attend()

    def _show(self, banner: BannerView) -> None:
        gives = banner.floor_is_here or banner.private or banner.recorded in RESTS
        if gives is not self._gives:
            self._gives = gives
            self._attend()
        self._banner.display(banner)

    def _attend(self) -> None:
        """Look at presses while there is a button that wants to know whose they are."""
        if self._question is not None or self._gives:
            self._presses.begin()
        else:
            self._presses.end()

    def _draw(self, order: PointAt | InkOn | Wipe) -> None:
        match order:
            case Wipe():
                self._layers.clear()
            case PointAt(mark=mark) if self._question is None:
                self._layers.point(mark)
            case InkOn(mark=mark) if self._question is None:
                self._layers.ink(mark)
            case _:
                return

    def _kept_free(self) -> tuple[QRect, ...]:
        """Where nothing is drawn: who is here stays to be read."""
        return tuple(each.frameGeometry() for each in (self._banner, self._notice) if each.isVisible())


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
    translator = QTranslator(application)  # for the buttons of Qt's own file dialog
    if translator.load(
        f"qtbase_{language.value}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    ):
        application.installTranslator(translator)
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
