"""The window that asks for a right."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox

from customer_client.ui.front import Chose, ConsentView
from customer_client.ui.presses import Presses
from customer_client.ui.qt_question import QuestionText, QuestionWindow
from customer_client.ui.words import (
    PHRASES,
    Language,
    Phrase,
    also_here,
    leave_alone_words,
    question_words,
)


class ConsentWindow(QuestionWindow):
    """One right, to one person."""

    chosen = Signal(object)

    def __init__(self, question: ConsentView, language: Language, presses: Presses) -> None:
        title, body, allow = question_words(question, language)
        paragraphs = (body, also_here(question, language), PHRASES[language][Phrase.TAKE_BACK])
        text = QuestionText(question.organisation, title, tuple(part for part in paragraphs if part), allow)
        super().__init__(text, language, presses)
        self._question = question
        self._alone: QCheckBox | None = None
        if question.offers_leave_alone:
            self._alone = QCheckBox(leave_alone_words(Phrase.LEAVE_ALONE, language), self)
            self.add(self._alone, keys=(self._alone,))
        self.answered.connect(self._tell)

    def _tell(self, allowed: bool) -> None:  # noqa: FBT001  a Qt slot takes what the signal brings
        alone = allowed and self._alone is not None and self._alone.isChecked()
        self.chosen.emit(Chose(self._question.request_id, self._question.right, allowed, leave_alone=alone))
