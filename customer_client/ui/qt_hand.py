"""A button that only a person's own press counts on."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QPushButton, QWidget

from customer_client.ui.presses import Presses

_PRESSING: Final = frozenset({Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter})


class HandButton(QPushButton):
    """Tells `pressed_by_hand` after a press and release on it, by hand.

    Qt's own `clicked` is not used: programs can cause it, through the accessibility bus too.
    """

    pressed_by_hand = Signal()

    def __init__(self, label: str, presses: Presses, parent: QWidget) -> None:
        super().__init__(label, parent)
        self.setAutoDefault(False)
        self._presses = presses
        self._pressed_by: Qt.Key | Qt.MouseButton | None = None

    @property
    def is_inert(self) -> bool:
        """Whether it does not do anything yet."""
        return not self.isEnabled()

    def disarm(self) -> None:
        """Forget a press that was not let go yet."""
        self._pressed_by = None
        self.setDown(False)

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of sight, no press goes on."""
        super().hideEvent(event)
        self.disarm()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press by hand arms it."""
        left = event.button() is Qt.MouseButton.LeftButton and event.spontaneous()
        if left and not self.is_inert and self._presses.is_button(event.timestamp()):
            self._pressed_by = Qt.MouseButton.LeftButton
            self.setDown(True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A release on it counts; elsewhere it was a change of mind."""
        armed = self._pressed_by is Qt.MouseButton.LeftButton and event.button() is Qt.MouseButton.LeftButton
        if armed:
            self._let_go(inside=self.rect().contains(event.position().toPoint()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space or Enter by hand arms it; other keys are not for it."""
        key = Qt.Key(event.key())
        if key not in _PRESSING:
            super().keyPressEvent(event)
            return
        fresh = event.spontaneous() and not event.isAutoRepeat() and not self.is_inert
        if fresh and self._presses.is_key(event.timestamp(), event.nativeScanCode()):
            self._pressed_by = key
            self.setDown(True)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """The release of the key that armed it counts."""
        if self._pressed_by is Qt.Key(event.key()) and not event.isAutoRepeat():
            self._let_go(inside=True)

    def _let_go(self, *, inside: bool) -> None:
        self.disarm()
        if inside and not self.is_inert and self.isVisible():
            self.pressed_by_hand.emit()
