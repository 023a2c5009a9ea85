"""A button that shows further buttons below it."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from customer_client.ui.qt_hand import HandButton


class DropButton(QPushButton):
    """Opens its panel; any press in it closes it again, and so does Escape.

    Attributes:
        panel: The parent of the buttons that it is filled with.
    """

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.panel = QFrame(self, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.panel.setObjectName("banner")
        self.panel.setWindowTitle("Auxilio: more")
        self._column = QVBoxLayout(self.panel)
        self._column.setContentsMargins(8, 8, 8, 8)
        self._column.setSpacing(6)
        self.clicked.connect(self._open)

    def fill(self, buttons: tuple[QPushButton, ...]) -> None:
        """Put these into the panel; they were made as its children."""
        for button in buttons:
            self._column.addWidget(button)
            pressed = button.pressed_by_hand if isinstance(button, HandButton) else button.clicked
            pressed.connect(self.panel.hide, Qt.ConnectionType.QueuedConnection)

    def _open(self) -> None:
        self.panel.adjustSize()
        corner = self.mapToGlobal(QPoint(self.width() - self.panel.width(), self.height() + 4))
        self.panel.move(corner)
        self.panel.show()
