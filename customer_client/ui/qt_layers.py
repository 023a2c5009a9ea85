"""The layers over all screens, and the time in which their marks fade."""

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QRect, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QScreen

from customer_client.ui.compositing import open_compositing
from customer_client.ui.drawing import Drawing, strength
from customer_client.ui.overlay import InkMark, PointerMark
from customer_client.ui.placing import ScreenPlace, place_of
from customer_client.ui.qt_layer import Layer, screens
from customer_client.ui.qt_marks import Figure, pointer_figure, stroke_figure

FRAME_MS: Final = 33
"""Between two pictures of a mark that fades."""
SOON_MS: Final = 8
"""Marks that come in one go are painted in one go."""


class Layers(QObject):
    """An `Overlay` in the windows' own process. At rest it has no window in sight and no timer running.

    Args:
        free: The rectangles, in Qt's coordinates, on which nothing may be drawn.
    """

    def __init__(self, free: Callable[[], tuple[QRect, ...]]) -> None:
        super().__init__()
        self._free = free
        self._drawing = Drawing()
        self._compositing = open_compositing()
        self._layers: list[tuple[ScreenPlace, Layer]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._paint)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.screenAdded.connect(self._watch)
        application.screenRemoved.connect(lambda _: self._forget())
        for screen in screens():
            self._watch(screen)

    def point(self, mark: PointerMark) -> None:
        """See `Overlay`."""
        self._drawing.point(mark, time.monotonic())
        self._soon()

    def ink(self, mark: InkMark) -> None:
        """See `Overlay`."""
        self._drawing.ink(mark, time.monotonic())
        self._soon()

    def clear(self) -> None:
        """See `Overlay`."""
        self._drawing.clear()
        self._timer.stop()
        for _, layer in self._layers:
            layer.display({}, ())

    def _soon(self) -> None:
        if not self._timer.isActive() or self._timer.remainingTime() > SOON_MS:
            self._timer.start(SOON_MS)

    def _paint(self) -> None:
        now_seconds = time.monotonic()
        self._drawing.sweep(now_seconds)
        if not any(layer.isVisible() for _, layer in self._layers):
            self._renew()
        free = self._free()
        for place, layer in self._layers:
            layer.display(self._figures(place, layer, now_seconds), free)
        change_seconds = self._drawing.seconds_to_change(now_seconds)
        if change_seconds is not None:
            self._timer.start(max(FRAME_MS, round(change_seconds * 1000)))

    def _figures(self, place: ScreenPlace, layer: Layer, now_seconds: float) -> dict[object, Figure]:
        figures: dict[object, Figure] = {
            key: stroke_figure(stroke, place, strength(stroke, now_seconds), translucent=layer.translucent)
            for key, stroke in self._drawing.strokes.items()
        }
        for person, pointer in self._drawing.pointers.items():
            left = strength(pointer, now_seconds)
            figures[person] = pointer_figure(
                pointer, place, left, translucent=layer.translucent, room=layer.rect()
            )
        return figures

    def _renew(self) -> None:
        """Have a layer over each screen, of the kind that this desktop can show now."""
        translucent = self._compositing.is_on()
        if self._layers and all(layer.translucent is translucent for _, layer in self._layers):
            return
        self._forget()
        for screen in screens():
            corner = screen.geometry().topLeft()
            place = place_of(corner.x(), corner.y(), screen.devicePixelRatio())
            self._layers.append((place, Layer(screen, translucent=translucent)))

    def _watch(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(self._forget)
        self._forget()

    def _forget(self) -> None:
        """The screens are not what they were; what is painted next finds the new ones."""
        for _, layer in self._layers:
            layer.hide()
            layer.deleteLater()
        self._layers = []
