"""The button that gives something away: only a person's own press counts, and not in the first seconds."""

from typing import Final

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QWidget

from customer_client.ui.presses import Presses
from protocol.limits import CONSENT_INERT_SECONDS

SECOND_MS: Final = 1_000
INERT_MS: Final = round(CONSENT_INERT_SECONDS * 1000)
_PRESSING: Final = frozenset({Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter})


class AllowButton(QPushButton):
    """Tells `allowed` after a press and release on it, by hand, when it is no longer inert.

    Qt's own `clicked` is not used: programs can cause it, through the accessibility bus too.
    """

    allowed = Signal()

    def __init__(self, label: str, presses: Presses, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("allow")
        self.setAutoDefault(False)
        self._label = label
        self._presses = presses
        self._since = QElapsedTimer()
        self._left = 1
        self._pressed_by: Qt.Key | Qt.MouseButton | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._count)
        self.setEnabled(False)

    @property
    def is_inert(self) -> bool:
        """Whether it does not do anything yet."""
        return self._left > 0

    def showEvent(self, event: QShowEvent) -> None:
        """Time counts while it can be seen, from the beginning each time."""
        super().showEvent(event)
        self._pressed_by = None
        self._since.start()
        self._count()

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of sight, it is inert."""
        super().hideEvent(event)
        self._timer.stop()
        self._left = 1
        self.setEnabled(False)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press by hand arms it."""
        left = event.button() is Qt.MouseButton.LeftButton and event.spontaneous()
        if left and not self.is_inert and self._presses.is_button(event.timestamp()):
            self._pressed_by = Qt.MouseButton.LeftButton
            self.setDown(True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A release on it allows; elsewhere it was a change of mind."""
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
        """The release of the key that armed it allows."""
        if self._pressed_by is Qt.Key(event.key()) and not event.isAutoRepeat():
            self._let_go(inside=True)

    def _let_go(self, *, inside: bool) -> None:
        self._pressed_by = None
        self.setDown(False)
        if inside and not self.is_inert and self.isVisible():
            self.allowed.emit()

    def _count(self) -> None:
        rest_ms = max(0, INERT_MS - self._since.elapsed())
        self._left = -(-rest_ms // SECOND_MS)
        if self._left:
            self._timer.start(rest_ms - (self._left - 1) * SECOND_MS)
        self.setEnabled(not self.is_inert)
        self.setText(f"{self._label} ({self._left})" if self.is_inert else self._label)
        self.setAccessibleName(self._label)
