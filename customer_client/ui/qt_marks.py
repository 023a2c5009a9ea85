"""How a stroke and a pointer look, as paths: on a window that is seen through, or that has their shape."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPainterPathStroker,
    QRegion,
    QTransform,
)

from customer_client.ui.drawing import Pointer, Stroke
from customer_client.ui.placing import ScreenPlace
from customer_client.ui.words import plain

INK_WIDTH: Final = 4.0
EDGE_WIDTH: Final = 1.5
"""A light edge: ink of any colour is seen on a ground of the same colour."""
EDGE: Final = QColor("#ffffff")
NO_COLOUR: Final = QColor("#c2410c")
ARROW: Final = ((0, 0), (0, 20), (5.5, 15.5), (9.5, 24), (13, 22.4), (9, 14), (16, 14))
LABEL_AT: Final = QPointF(14, 22)
LABEL_PADDING: Final = 6.0
LABEL_HEIGHT: Final = 22.0
LABEL_CHARS: Final = 40
LABEL_FROM: Final = 0.5
"""With less of its strength left, a pointer is an arrow without a name."""
DARK_BELOW: Final = 150


@dataclass(frozen=True, slots=True)
class Piece:
    """An area of one colour, with a text on it or without."""

    path: QPainterPath
    colour: QColor
    text: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A mark as it is painted on one screen.

    Attributes:
        looks: Two figures that are equal in this are painted alike.
        opacity: 1 on a window that is not seen through.
    """

    looks: tuple[object, ...]
    pieces: tuple[Piece, ...]
    opacity: float

    def region(self) -> QRegion:
        """The pixels that it covers, to be cut out of a shaped window."""
        region = QRegion()
        for piece in self.pieces:
            region += QRegion(piece.path.toFillPolygon().toPolygon(), Qt.FillRule.WindingFill)
        return region

    def bounds(self) -> QRect:
        """A rectangle around it, with the soft edge."""
        around = QRectF()
        for piece in self.pieces:
            around = around.united(piece.path.boundingRect())
        return around.toAlignedRect().adjusted(-2, -2, 2, 2)

    def paint(self, painter: QPainter) -> None:
        """Paint it."""
        painter.setOpacity(self.opacity)
        for piece in self.pieces:
            painter.fillPath(piece.path, piece.colour)
            if piece.text:
                painter.setFont(label_font())
                painter.setPen(_readable_on(piece.colour))
                painter.drawText(piece.path.boundingRect(), Qt.AlignmentFlag.AlignCenter, piece.text)


def stroke_figure(stroke: Stroke, place: ScreenPlace, left: float, *, translucent: bool) -> Figure:
    """A stroke with so much of its strength left: paler where one sees through, else thinner."""
    width = INK_WIDTH if translucent else max(1.0, INK_WIDTH * left)
    edge = EDGE_WIDTH if translucent else EDGE_WIDTH * left
    points = [QPointF(*place.local(at)) for at in stroke.points_px]
    line = QPainterPath(points[0])
    for point in points[1:]:
        line.lineTo(point)
    if len(points) == 1:
        line.lineTo(points[0] + QPointF(0.1, 0))
    pieces = (
        Piece(_widened(line, width + 2 * edge), EDGE),
        Piece(_widened(line, width), _colour(stroke.colour)),
    )
    return Figure((len(points), points[-1].toTuple(), round(left, 2)), pieces, left if translucent else 1.0)


def pointer_figure(
    pointer: Pointer, place: ScreenPlace, left: float, *, translucent: bool, room: QRect
) -> Figure:
    """An arrow and a name, which stays inside of `room`."""
    at = QPointF(*place.local(pointer.at_px))
    size = 1.0 if translucent else max(0.2, left)
    arrow = QTransform.fromTranslate(at.x(), at.y()).scale(size, size).map(_arrow())
    colour = _colour(pointer.colour)
    pieces = [Piece(_widened(arrow, 2 * EDGE_WIDTH).united(arrow), EDGE), Piece(arrow, colour)]
    name = plain(pointer.name)[:LABEL_CHARS]
    if name and (translucent or left >= LABEL_FROM):
        pieces.append(Piece(_label(at, name, room), colour, name))
    looks = (pointer.at_px, pointer.name, pointer.colour, round(left, 2))
    return Figure(looks, tuple(pieces), left if translucent else 1.0)


def label_font() -> QFont:
    """The names' font."""
    font = QFont()
    font.setPixelSize(13)
    font.setBold(True)
    return font


def _label(at: QPointF, name: str, room: QRect) -> QPainterPath:
    width = QFontMetricsF(label_font()).horizontalAdvance(name) + 2 * LABEL_PADDING
    box = QRectF(at + LABEL_AT, at + LABEL_AT + QPointF(width, LABEL_HEIGHT))
    if box.right() > room.right():
        box.moveRight(at.x() - 4)
    if box.bottom() > room.bottom():
        box.moveBottom(at.y() - 4)
    path = QPainterPath()
    path.addRoundedRect(box, 5, 5)
    return path


def _arrow() -> QPainterPath:
    path = QPainterPath(QPointF(*ARROW[0]))
    for corner in ARROW[1:]:
        path.lineTo(QPointF(*corner))
    path.closeSubpath()
    return path


def _widened(path: QPainterPath, width: float) -> QPainterPath:
    stroker = QPainterPathStroker()
    stroker.setWidth(width)
    stroker.setCapStyle(Qt.PenCapStyle.RoundCap)
    stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    widened = stroker.createStroke(path)
    widened.setFillRule(Qt.FillRule.WindingFill)
    return widened


def _colour(name: str) -> QColor:
    colour = QColor.fromString(name)
    return colour if colour.isValid() else NO_COLOUR


def _readable_on(ground: QColor) -> QColor:
    luma = (299 * ground.red() + 587 * ground.green() + 114 * ground.blue()) / 1000
    return QColor("#ffffff" if luma < DARK_BELOW else "#000000")
