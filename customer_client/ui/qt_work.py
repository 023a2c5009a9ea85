"""The window that asks before work: files, clipboard, restart, script, service… (SPEC J)."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QListWidget, QWidget

from customer_client.ui.front import ChoseWork, WorkView
from customer_client.ui.presses import Presses
from customer_client.ui.qt_files import FileChoice
from customer_client.ui.qt_question import WIDTH_PX, QuestionText, QuestionWindow, label
from customer_client.ui.qt_script import ScriptView
from customer_client.ui.words import PHRASES, Language, Phrase
from customer_client.ui.work_words import WorkWords, chooses_files, work_words
from protocol.work import ScriptWork, What

SCRIPT_WIDTH_PX: Final = 640
CHOICE_WIDTH_PX: Final = 540
NAMES_SHOWN: Final = 5
LINE_PX: Final = 24


class WorkWindow(QuestionWindow):
    """One piece of work."""

    chosen = Signal(object)

    def __init__(self, work: WorkView, language: Language, presses: Presses) -> None:
        words = work_words(work, language)
        text = QuestionText(work.organisation, words.title, (words.body,), words.allow)
        super().__init__(text, language, presses, _width_px(work.what))
        self._work = work
        self._files: FileChoice | None = None
        if words.names:
            names = name_list(words.names, language, self)
            self.add(names, keys=(names,))
        if words.script:
            self._show_script(words, language)
        if chooses_files(work.what):
            self._files = FileChoice(language, self)
            self._files.changed.connect(self._count_files)
            self.add(*self._files.parts, keys=self._files.keys)
            self.allow.want_more(wanted=True)
        self.answered.connect(self._tell)

    def closeEvent(self, event: QCloseEvent) -> None:
        """The dialog for the files goes with it."""
        if self._files is not None:
            self._files.close()
        super().closeEvent(event)

    def take_away(self) -> None:
        """The question is over, without an answer from here."""
        if self._files is not None:
            self._files.close()  # first: a window below a dialog does not close
        super().take_away()

    def _show_script(self, words: WorkWords, language: Language) -> None:
        view = ScriptView(words.script, self)
        view.setAccessibleName(PHRASES[language][Phrase.SCRIPT])
        hint = label(PHRASES[language][Phrase.READ_TO_END], "quiet", self)
        fine_print = label(words.fine_print, "fine", self)
        fine_print.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.add(view, fine_print, hint, keys=(view, fine_print))
        self.allow.want_more(wanted=True)

        def read() -> None:
            self.allow.want_more(wanted=False)
            hint.setText("")

        view.read_to_end.connect(read)

    def _count_files(self) -> None:
        assert self._files is not None
        self.allow.want_more(wanted=not self._files.paths)

    def _tell(self, allowed: bool) -> None:  # noqa: FBT001  a Qt slot takes what the signal brings
        paths = self._files.paths if allowed and self._files is not None else ()
        self.chosen.emit(ChoseWork(self._work.request_id, allowed, paths))


def _width_px(what: What) -> int:
    if isinstance(what, ScriptWork):
        return SCRIPT_WIDTH_PX
    return CHOICE_WIDTH_PX if chooses_files(what) else WIDTH_PX


def name_list(names: tuple[str, ...], language: Language, parent: QWidget) -> QListWidget:
    """The names, one a line, high enough for the first few."""
    listed = QListWidget(parent)
    listed.setAccessibleName(PHRASES[language][Phrase.FILES])
    listed.addItems(list(names))
    listed.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    listed.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    for row in range(listed.count()):
        listed.item(row).setToolTip(names[row])
    listed.setFixedHeight(LINE_PX * min(len(names), NAMES_SHOWN) + LINE_PX // 2)
    return listed
