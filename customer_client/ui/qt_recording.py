"""The window that asks whether this may be recorded, and the banner's buttons for it (SPEC N)."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from customer_client.ui.front import (
    BannerView,
    ChoseRecording,
    GoPrivate,
    Recorded,
    RecordingView,
    TellRecording,
)
from customer_client.ui.presses import Presses
from customer_client.ui.qt_drop import DropButton
from customer_client.ui.qt_hand import HandButton
from customer_client.ui.qt_question import QuestionText, QuestionWindow
from customer_client.ui.recording_words import RECORDED, RESTS, RUNS, TAPE, Tape, recording_question
from customer_client.ui.words import Language
from protocol.recording_messages import RecordingDeed


class RecordingWindow(QuestionWindow):
    """One question: may it be recorded. Nothing in it is chosen beforehand."""

    chosen = Signal(object)

    def __init__(self, view: RecordingView, language: Language, presses: Presses) -> None:
        title, who, what = recording_question(view, language)
        say = TAPE[language]
        text = QuestionText(view.organisation, title, (who, what, say[Tape.FREE]), say[Tape.ALLOW])
        super().__init__(text, language, presses)
        self._view = view
        self.answered.connect(self._tell)

    def _tell(self, allowed: bool) -> None:  # noqa: FBT001  a Qt slot takes what the signal brings
        self.chosen.emit(ChoseRecording(self._view.request_id, allowed))


class RecordingButtons(QWidget):
    """Makes the banner's buttons about recording; what they mean is told by its signals.

    Taking back works by any press; giving again only by a person's own.
    """

    tell = Signal(object)
    go = Signal(object)

    def __init__(self, language: Language, presses: Presses, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self._say = TAPE[language]
        self._language = language
        self._presses = presses

    def of(self, view: BannerView, parent: QWidget) -> list[QWidget]:
        """The buttons for this moment, in their order."""
        return [*self._recording(view, parent), *self._private(view, parent)]

    def _recording(self, view: BannerView, parent: QWidget) -> list[QWidget]:
        if view.recorded is None:
            return []
        shown = DropButton(f"{RECORDED[self._language][view.recorded]} ▾", parent)
        shown.setObjectName("recorded")
        shown.setProperty("runs", view.recorded in RUNS)
        shown.setAccessibleName(RECORDED[self._language][view.recorded])
        shown.setEnabled(view.recorded is not Recorded.ENDING)
        able: list[QPushButton] = []
        if view.recorded in RUNS:
            able.append(self._telling(Tape.PAUSE, RecordingDeed.PAUSE, shown.panel))
        if view.recorded in RESTS:
            able.append(self._letting_go_on(shown.panel))
        shown.fill((*able, self._telling(Tape.WITHDRAW, RecordingDeed.WITHDRAW, shown.panel)))
        return [shown]

    def _private(self, view: BannerView, parent: QWidget) -> list[QWidget]:
        if view.mode is None:
            return []
        if view.private:
            again = HandButton(self._say[Tape.SHOW_AGAIN], self._presses, parent)
            again.pressed_by_hand.connect(lambda: self.go.emit(GoPrivate(on=False)))
            return [again]
        hide = QPushButton(self._say[Tape.GO_PRIVATE], parent)
        hide.clicked.connect(lambda: self.go.emit(GoPrivate(on=True)))
        return [hide]

    def _telling(self, word: Tape, deed: RecordingDeed, parent: QWidget) -> QPushButton:
        button = QPushButton(self._say[word], parent)
        button.clicked.connect(lambda: self.tell.emit(TellRecording(deed)))
        return button

    def _letting_go_on(self, parent: QWidget) -> HandButton:
        button = HandButton(self._say[Tape.RESUME], self._presses, parent)
        button.pressed_by_hand.connect(lambda: self.tell.emit(TellRecording(RecordingDeed.RESUME)))
        return button
