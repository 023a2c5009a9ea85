"""What always stands on top: who is here, what they may do, and the buttons that end it."""

from itertools import pairwise
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLayout, QPushButton, QVBoxLayout, QWidget

from customer_client.ui.banner_words import (
    NAMED,
    asked_words,
    banner_words,
    everybody,
    give_words,
    receivers,
)
from customer_client.ui.front import BannerView, GiveFloorTo, StopWorkHere, Wants
from customer_client.ui.presses import Presses
from customer_client.ui.qt_drop import DropButton
from customer_client.ui.qt_hand import HandButton
from customer_client.ui.qt_one_line import OneLine
from customer_client.ui.qt_recording import RecordingButtons
from customer_client.ui.recording_words import TAPE, Tape
from customer_client.ui.words import PHRASES, Language, Phrase
from customer_client.ui.work_words import under_way_words

MARGIN_PX: Final = 8
HAPPENING_PX: Final = 320
"""What is going on is cut later than who else is there."""
FEWER: Final = (NAMED, 3, 2, 1)
"""How many people are named there, the first that fits; the others are counted."""


class Banner(QWidget):
    """A small bar at the top of the screen; it can be dragged elsewhere, but not closed.

    One line high; where that is too narrow, a second line takes what is not needed at a glance.

    Nothing in it moves or ticks by itself: each change of the screen is a picture that has to be sent.
    """

    stop = Signal()
    end = Signal()
    give = Signal(object)
    stop_work = Signal(object)
    tell = Signal(object)
    go = Signal(object)

    def __init__(self, language: Language, presses: Presses) -> None:
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
        self._presses = presses
        self._dragged_from: QPoint | None = None
        self._moved = False
        self._shown: BannerView | None = None
        say = PHRASES[language]

        self._frame = QFrame(self)
        self._frame.setObjectName("banner")
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # or it never gets smaller
        around.addWidget(self._frame)
        lines = self._lines = QVBoxLayout(self._frame)
        lines.setContentsMargins(14, 7, 10, 7)
        lines.setSpacing(6)
        row, self._below = _line(), _line()
        self._row = row
        lines.addLayout(row)
        lines.addLayout(self._below)
        self._dot = OneLine("dot", self._frame)
        self._dot.show_whole("●")
        self._happening = OneLine("happening", self._frame, least_px=HAPPENING_PX)
        self._detail = OneLine("quiet", self._frame)
        self._steady, self._changing = _group(self._frame), _group(self._frame)
        self._recording = RecordingButtons(language, presses, self)
        self._recording.tell.connect(self.tell)
        self._recording.go.connect(self.go)
        self._stop = QPushButton(say[Phrase.STOP_CONTROL], self._frame)
        self._end = QPushButton(say[Phrase.END], self._frame)
        self._stop.clicked.connect(self.stop)
        self._end.clicked.connect(self.end)
        row.addWidget(self._dot)
        row.addWidget(self._happening, 1)
        for widget in (self._steady, self._stop, self._end):
            row.addWidget(widget)

    def display(self, view: BannerView) -> None:
        """Show this from now on."""
        happening, detail = banner_words(view, self._language)
        self._happening.show_elided(happening)
        self._detail.show_elided(detail)
        self._detail.setVisible(bool(detail))
        self._stop.setVisible(view.holder is not None and not view.floor_is_here)
        everyone = everybody(view, self._language)
        key = TAPE[self._language][Tape.KEY]
        self.setToolTip("\n".join(part for part in (everyone, key) if part))
        self.setAccessibleName(". ".join(part for part in (happening, detail, everyone, key) if part))
        for widget in (self._frame, self._dot):
            widget.setProperty("state", _state(view))
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        was = self._shown
        if was is None or _buttons(view) != _buttons(was):
            _fill(self._changing, [*self._give_buttons(view), *self._work_buttons(view)])
        if was is None or _recording(view) != _recording(was):
            _fill(self._steady, self._recording.of(view, self._steady))
        self._shown = view
        self._place()
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

    def _give_buttons(self, view: BannerView) -> list[QWidget]:
        able = receivers(view)
        if not able:
            return []
        first = self._giver(able[0], self._changing)
        if able[0] in view.wanted:
            first.setObjectName("asked")
            first.setText(asked_words(able[0], self._language))
        if len(able) == 1:
            return [first]
        more = DropButton("▾", self._changing)
        more.setAccessibleName(PHRASES[self._language][Phrase.GIVE_OTHER])
        more.fill(tuple(self._giver(to, more.panel) for to in able[1:]))
        return [first, more]

    def _giver(self, to: Wants, parent: QWidget) -> HandButton:
        button = HandButton(give_words(to, self._language), self._presses, parent)
        button.pressed_by_hand.connect(lambda: self.give.emit(GiveFloorTo(to.person_id)))
        return button

    def _work_buttons(self, view: BannerView) -> list[QWidget]:
        say = PHRASES[self._language]

        def stopper(at: int, parent: QWidget) -> QPushButton:
            work = view.works[at]
            name = under_way_words(work.what, self._language)
            button = QPushButton(say[Phrase.STOP_WORK].format(work=name), parent)
            button.clicked.connect(lambda: self.stop_work.emit(StopWorkHere(work.request_id)))
            return button

        if len(view.works) < 2:
            return [stopper(at, self._changing) for at in range(len(view.works))]
        several = DropButton(f"{say[Phrase.WORKS].format(count=len(view.works))} ▾", self._changing)
        several.fill(tuple(stopper(at, several.panel) for at in range(len(view.works))))
        return [several]

    def attend(self) -> None:
        """The person wants to use it by keys: Tab goes through its buttons, Escape leaves it."""
        self._accept_keys(accepted=True)
        self.raise_()
        self.activateWindow()
        first = next(iter(self._keys()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives the keyboard back to the window that had it."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            self._accept_keys(accepted=False)
            self.show()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Left for another window, it takes the keyboard from nobody again."""
        super().changeEvent(event)
        popped = QApplication.activePopupWidget() is not None
        if event.type() is QEvent.Type.ActivationChange and not self.isActiveWindow() and not popped:
            self._accept_keys(accepted=False)

    def _accept_keys(self, *, accepted: bool) -> None:
        handle = self.windowHandle()
        if handle is not None:
            handle.setFlag(Qt.WindowType.WindowDoesNotAcceptFocus, not accepted)

    def _keys(self) -> list[QPushButton]:
        """The buttons in the order in which the keyboard comes to them."""
        made = [
            button for group in (self._steady, self._changing) for button in group.findChildren(QPushButton)
        ]
        inside = [button for button in made if button.window() is self]
        return [button for button in (*inside, self._stop, self._end) if button.isVisible()]

    def _place(self) -> None:
        area = QGuiApplication.primaryScreen().availableGeometry()
        room_px = area.width() - 2 * MARGIN_PX
        keys = self._keys()
        for before, after in pairwise(keys):
            QWidget.setTabOrder(before, after)
        self._arrange(below=False)
        if self._size().width() > room_px:
            self._arrange(below=True)
            self._name_fewer(room_px)
        size = self._size()
        size.setWidth(min(size.width(), room_px))
        self.resize(size)
        if not self._moved:
            self.move(area.center().x() - self.width() // 2, area.top() + MARGIN_PX)

    def _arrange(self, *, below: bool) -> None:
        """Put who else is there, and the buttons that come and go, into the first line or below it."""
        for widget in (self._detail, self._changing):
            self._row.removeWidget(widget)
            self._below.removeWidget(widget)
        if below:
            self._below.addWidget(self._detail, 1)
            self._below.addWidget(self._changing)
            return
        self._row.insertWidget(2, self._detail)
        self._row.insertWidget(4, self._changing)

    def _name_fewer(self, room_px: int) -> None:
        assert self._shown is not None
        for named in FEWER:
            self._happening.show_elided(banner_words(self._shown, self._language, named)[0])
            beside_px = self._size().width() - self._lines.sizeHint().width()
            if self._row.sizeHint().width() + beside_px <= room_px:
                return

    def _size(self) -> QSize:
        """What all of it would like to have."""
        for group in (self._steady, self._changing):
            group.updateGeometry()
        for each in (self._steady.layout(), self._changing.layout(), self._row, self._below, self._lines):
            assert each is not None
            each.invalidate()  # what is new counts at once, not when Qt comes to it
        # Not the frame's own hint: a QFrame asks its layout for the least size only.
        around = self._frame.contentsMargins()
        return self._lines.totalSizeHint().grownBy(around)


def _line() -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(10)
    return line


def _group(parent: QWidget) -> QWidget:
    """A place for buttons that come and go."""
    group = QWidget(parent)
    row = QHBoxLayout(group)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    return group


def _fill(group: QWidget, buttons: list[QWidget]) -> None:
    """Put these there instead of those before."""
    row = group.layout()
    assert row is not None
    while (item := row.takeAt(0)) is not None:
        gone = item.widget()
        if gone is not None:
            gone.hide()
            gone.setParent(None)
            gone.deleteLater()
    for button in buttons:
        row.addWidget(button)
        button.show()
    group.setVisible(bool(buttons))


def _state(view: BannerView) -> str:
    if view.private:
        return "private"
    if view.restarting or (view.holder is not None and not view.floor_is_here):
        return "held"
    return "watched" if view.mode is not None else "quiet"


def _buttons(view: BannerView) -> tuple[object, ...]:
    return receivers(view), view.works, bool(view.wanted)


def _recording(view: BannerView) -> tuple[object, ...]:
    return view.recorded, view.private, view.mode is None
