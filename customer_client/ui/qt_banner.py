"""What always stands on top: who is here, what they may do, and the buttons that end it."""

from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QPushButton, QVBoxLayout, QWidget

from customer_client.ui.banner_words import asked_words, banner_words, everybody, give_words, receivers
from customer_client.ui.front import BannerView, GiveFloorTo, StopWorkHere, Wants
from customer_client.ui.presses import Presses
from customer_client.ui.qt_drop import DropButton
from customer_client.ui.qt_hand import HandButton
from customer_client.ui.qt_one_line import OneLine
from customer_client.ui.words import PHRASES, Language, Phrase
from customer_client.ui.work_words import under_way_words

MARGIN_PX: Final = 8
HAPPENING_PX: Final = 320
"""What is going on is cut later than who else is there."""


class Banner(QWidget):
    """A small bar at the top of the screen, one line high; it can be dragged elsewhere, but not closed.

    Nothing in it moves or ticks by itself: each change of the screen is a picture that has to be sent.
    """

    stop = Signal()
    end = Signal()
    give = Signal(object)
    stop_work = Signal(object)

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
        row = self._row = QHBoxLayout(self._frame)
        row.setContentsMargins(14, 7, 10, 7)
        row.setSpacing(10)
        self._dot = OneLine("dot", self._frame)
        self._dot.show_whole("●")
        self._happening = OneLine("happening", self._frame, least_px=HAPPENING_PX)
        self._detail = OneLine("quiet", self._frame)
        self._changing = QHBoxLayout()
        self._changing.setSpacing(6)
        self._stop = QPushButton(say[Phrase.STOP_CONTROL], self._frame)
        self._end = QPushButton(say[Phrase.END], self._frame)
        self._stop.clicked.connect(self.stop)
        self._end.clicked.connect(self.end)
        for widget in (self._dot, self._happening, self._detail):
            row.addWidget(widget)
        row.addLayout(self._changing)
        row.addWidget(self._stop)
        row.addWidget(self._end)

    def display(self, view: BannerView) -> None:
        """Show this from now on."""
        happening, detail = banner_words(view, self._language)
        self._happening.show_elided(happening)
        self._detail.show_elided(detail)
        self._detail.setVisible(bool(detail))
        self._stop.setVisible(view.holder is not None and not view.floor_is_here)
        everyone = everybody(view, self._language)
        self.setToolTip(everyone)
        self.setAccessibleName(". ".join(part for part in (happening, detail, everyone) if part))
        for widget in (self._frame, self._dot):
            widget.setProperty("state", _state(view))
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        if self._shown is None or _buttons(view) != _buttons(self._shown):
            self._renew(view)
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

    def _renew(self, view: BannerView) -> None:
        """Make the buttons that come and go anew."""
        while (item := self._changing.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        buttons = [*self._give_buttons(view), *self._work_buttons(view)]
        for button in buttons:
            self._changing.addWidget(button)
            button.show()
        for before, after in zip(buttons, [*buttons[1:], self._stop], strict=False):
            QWidget.setTabOrder(before, after)

    def _give_buttons(self, view: BannerView) -> list[QWidget]:
        able = receivers(view)
        if not able:
            return []
        first = self._giver(able[0], self._frame)
        if able[0] in view.wanted:
            first.setObjectName("asked")
            first.setText(asked_words(able[0], self._language))
        if len(able) == 1:
            return [first]
        more = DropButton("▾", self._frame)
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
            return [stopper(at, self._frame) for at in range(len(view.works))]
        several = DropButton(f"{say[Phrase.WORKS].format(count=len(view.works))} ▾", self._frame)
        several.fill(tuple(stopper(at, several.panel) for at in range(len(view.works))))
        return [several]

    def _place(self) -> None:
        area = QGuiApplication.primaryScreen().availableGeometry()
        layout = self.layout()
        assert layout is not None
        self._changing.invalidate()  # what is new counts at once, not when Qt comes to it
        self._row.invalidate()
        self._frame.updateGeometry()
        layout.invalidate()
        size = layout.totalSizeHint()
        size.setWidth(min(size.width(), area.width() - 2 * MARGIN_PX))
        self.resize(size)
        if not self._moved:
            self.move(area.center().x() - self.width() // 2, area.top() + MARGIN_PX)


def _state(view: BannerView) -> str:
    if view.restarting or (view.holder is not None and not view.floor_is_here):
        return "held"
    return "watched" if view.mode is not None else "quiet"


def _buttons(view: BannerView) -> tuple[object, ...]:
    return receivers(view), view.works, bool(view.wanted)
