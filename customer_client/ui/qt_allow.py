"""The button that gives something away: only a person's own press counts, and not in the first seconds."""

from typing import Final

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from customer_client.ui.presses import Presses
from customer_client.ui.qt_hand import HandButton
from protocol.limits import CONSENT_INERT_SECONDS

SECOND_MS: Final = 1_000
INERT_MS: Final = round(CONSENT_INERT_SECONDS * 1000)


class AllowButton(HandButton):
    """A `HandButton` that is inert for the first seconds, and as long as something is missing."""

    def __init__(self, label: str, presses: Presses, parent: QWidget) -> None:
        super().__init__(label, presses, parent)
        self.setObjectName("allow")
        self._label = label
        self._since = QElapsedTimer()
        self._left = 1
        self._wants_more = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._count)
        self.setEnabled(False)

    @property
    def is_inert(self) -> bool:
        """Whether it does not do anything yet."""
        return self._left > 0 or self._wants_more

    def want_more(self, *, wanted: bool) -> None:
        """Whether something is missing before it may be pressed: a choice, a text that was not read."""
        self._wants_more = wanted
        if wanted:
            self.disarm()
        self.setEnabled(not self.is_inert)

    def showEvent(self, event: QShowEvent) -> None:
        """Time counts while it can be seen, from the beginning each time."""
        super().showEvent(event)
        self.disarm()
        self._since.start()
        self._count()

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of sight, it is inert."""
        super().hideEvent(event)
        self._timer.stop()
        self._left = 1
        self.setEnabled(False)

    def _count(self) -> None:
        rest_ms = max(0, INERT_MS - self._since.elapsed())
        self._left = -(-rest_ms // SECOND_MS)
        if self._left:
            self._timer.start(rest_ms - (self._left - 1) * SECOND_MS)
        self.setEnabled(not self.is_inert)
        self.setText(f"{self._label} ({self._left})" if self._left else self._label)
        self.setAccessibleName(self._label)
