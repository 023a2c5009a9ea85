"""Where a person chooses what is sent: files and folders, and nothing that they did not name."""

import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QListWidget, QPushButton, QWidget

from customer_client.ui.qt_question import label
from customer_client.ui.words import PHRASES, Language, Phrase, plain

LIST_PX: Final = 104
DIALOG_PX: Final = QSize(720, 480)
DIALOG_WORDS: Final = {
    QFileDialog.DialogLabel.LookIn: Phrase.LOOK_IN,
    QFileDialog.DialogLabel.FileName: Phrase.FILE_NAME,
    QFileDialog.DialogLabel.FileType: Phrase.FILE_TYPE,
}
"""Qt's own Spanish does not have all of them."""


class FileChoice(QObject):
    """Two buttons and a list.

    Attributes:
        parts: What is put into the window, from top to bottom.
        keys: Those of them that take the keyboard, in order.
        paths: What was chosen, in order, each once.
    """

    changed = Signal()

    def __init__(self, language: Language, window: QWidget) -> None:
        super().__init__(window)
        say = self._say = PHRASES[language]
        self._window = window
        self.paths: tuple[str, ...] = ()
        self._dialog: QFileDialog | None = None
        self._count = label(say[Phrase.NOTHING_CHOSEN], "quiet", window)
        self._list = QListWidget(window)
        self._list.setAccessibleName(say[Phrase.FILES])
        self._list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setFixedHeight(LIST_PX)
        self._none = _button(say[Phrase.CHOOSE_NONE], window)
        self._none.clicked.connect(lambda: self._set(()))
        self._none.setEnabled(False)
        files = _button(say[Phrase.CHOOSE_FILES], window)
        files.clicked.connect(lambda: self._open(QFileDialog.FileMode.ExistingFiles, Phrase.CHOOSE_FILES))
        folder = _button(say[Phrase.CHOOSE_FOLDER], window)
        folder.clicked.connect(lambda: self._open(QFileDialog.FileMode.Directory, Phrase.CHOOSE_FOLDER))
        buttons = QWidget(window)
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for button in (files, folder, self._none):
            row.addWidget(button)
        row.addStretch()
        self.parts: tuple[QWidget, ...] = (buttons, self._list, self._count)
        self.keys: tuple[QWidget, ...] = (files, folder, self._none, self._list)

    def close(self) -> None:
        """Nothing is chosen any more; what the dialog itself asks or offers goes first, or it would stay."""
        if self._dialog is not None:
            for own in self._dialog.findChildren(QWidget):
                if own.isWindow():
                    own.close()
            self._dialog.close()

    def _open(self, mode: QFileDialog.FileMode, title: Phrase) -> None:
        dialog = QFileDialog(self._window, self._say[title].rstrip("…"), str(Path.home()))
        dialog.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
        dialog.setFileMode(mode)
        # Qt's own on Linux: the desktops' dialogs come from another process, and end up behind this window.
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog, on=sys.platform == "linux")
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, on=mode is QFileDialog.FileMode.Directory)
        for part, words in DIALOG_WORDS.items():
            dialog.setLabelText(part, self._say[words])
        dialog.resize(DIALOG_PX)
        dialog.filesSelected.connect(self._add)
        self._dialog = dialog  # deleted with the window, and not before: see `delete_when_idle`
        dialog.finished.connect(self._forget_dialog)
        dialog.open()

    def _forget_dialog(self) -> None:
        self._dialog = None

    def _add(self, paths: list[str]) -> None:
        self._set(tuple(dict.fromkeys((*self.paths, *(str(Path(path)) for path in paths)))))

    def _set(self, paths: tuple[str, ...]) -> None:
        self.paths = paths
        self._list.clear()
        for path in map(Path, paths):
            self._list.addItem(plain(f"{path.name}/" if path.is_dir() else path.name))
            self._list.item(self._list.count() - 1).setToolTip(plain(str(path)))
        self._none.setEnabled(bool(paths))
        chosen = self._say[Phrase.CHOSEN].format(count=len(paths))
        self._count.setText(chosen if paths else self._say[Phrase.NOTHING_CHOSEN])
        self.changed.emit()


def _button(text: str, parent: QWidget) -> QPushButton:
    made = QPushButton(text, parent)
    made.setAutoDefault(False)
    made.setProperty("small", True)
    return made
