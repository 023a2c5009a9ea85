"""The layer over one screen: a window that takes no input and has no ground of its own."""

from collections.abc import Mapping

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QRegion, QScreen
from PySide6.QtWidgets import QWidget

from customer_client.ui.qt_marks import Figure


class Layer(QWidget):
    """Paints figures over everything, and only where they changed.

    Where windows are composited it is seen through. Elsewhere such a window would be black: there it has the
    very shape of what is drawn, and no other pixel of the screen belongs to it.
    """

    def __init__(self, screen: QScreen, *, translucent: bool) -> None:
        super().__init__(
            None,
            Qt.WindowType.ToolTip
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.BypassWindowManagerHint
            | Qt.WindowType.NoDropShadowWindowHint
            | Qt.WindowType.WindowTransparentForInput
            | Qt.WindowType.WindowDoesNotAcceptFocus,
        )
        self.setWindowTitle("Auxilio: pointers")
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground, on=translucent)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, on=not translucent)
        self.setStyleSheet("background: transparent")
        self.translucent = translucent
        self._figures: dict[object, Figure] = {}
        self._free = QRegion()
        self.setScreen(screen)
        self.setGeometry(screen.geometry())
        self.winId()  # the shape has to be there before the window is seen

    def display(self, figures: Mapping[object, Figure], free: tuple[QRect, ...]) -> None:
        """Show these from now on, but nothing within `free`, which is in the coordinates of all screens."""
        before, self._figures = (
            self._figures,
            {key: figure for key, figure in figures.items() if figure.bounds().intersects(self.rect())},
        )
        changed = self._changed(before)
        kept = QRegion()
        for rect in free:
            kept += rect.translated(-self.pos())
        if kept != self._free:
            changed += kept.xored(self._free)
            self._free = kept
        if not self._figures:
            self.hide()
        elif self.translucent:
            self._appear()
            self.update(changed)
        else:
            self._reshape(changed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """What changed, and no more."""
        painter = QPainter(self)
        painter.setClipRegion(event.region() - self._free)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=self.translucent)
        for figure in self._figures.values():
            figure.paint(painter)
        painter.end()

    def _reshape(self, changed: QRegion) -> None:
        shape = QRegion()
        for figure in self._figures.values():
            shape += figure.region()
        shape = (shape - self._free) & QRegion(self.rect())
        if shape.isEmpty():  # for Qt that would mean: the whole window
            self.hide()
            return
        if self.isVisible():
            self.repaint(changed)  # first, so that what comes into sight is painted already
        self.windowHandle().setMask(shape)
        self._appear()

    def _appear(self) -> None:
        if not self.isVisible():
            self.show()
            self.raise_()

    def _changed(self, before: Mapping[object, Figure]) -> QRegion:
        region = QRegion()
        for key in before.keys() | self._figures.keys():
            old, new = before.get(key), self._figures.get(key)
            if old is not None and new is not None and old.looks == new.looks:
                continue
            for figure in (old, new):
                if figure is not None:
                    region += figure.bounds()
        return region


def screens() -> tuple[QScreen, ...]:
    """All screens there are now."""
    return tuple(QGuiApplication.screens())
