"""How the windows look: calm, large enough to read, light or dark as the desktop is."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication


@dataclass(frozen=True, slots=True)
class Colours:
    """One colour scheme; each pair of text and ground has a contrast of 4.5 or more."""

    ground: str
    raised: str
    line: str
    text: str
    quiet: str
    strong: str
    on_strong: str
    watched: str
    held: str
    recorded: str


LIGHT: Final = Colours(
    "#ffffff",
    "#f3f4f6",
    "#d3d6db",
    "#1b1f24",
    "#59616b",
    "#1f5fbf",
    "#ffffff",
    "#1f7a4d",
    "#b45309",
    "#b3261e",
)
DARK: Final = Colours(
    "#1e2126",
    "#2a2e35",
    "#434851",
    "#f2f3f5",
    "#a9b0ba",
    "#7cb0ff",
    "#10151c",
    "#5fd39a",
    "#f5b453",
    "#ff9a90",
)


def colours() -> Colours:
    """The scheme that this desktop wants."""
    dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return DARK if dark else LIGHT


def sheet(c: Colours) -> str:
    """The style sheet of all windows."""
    return f"""
    QWidget {{ background: {c.ground}; color: {c.text}; font-size: 11pt; }}
    QLabel#organisation {{ color: {c.quiet}; font-size: 10pt; }}
    QLabel#title {{ font-size: 17pt; font-weight: 600; }}
    QLabel#who {{ font-weight: 600; }}
    QLabel#fine {{ color: {c.quiet}; font-family: monospace; font-size: 9pt; }}
    QLabel#quiet {{ color: {c.quiet}; font-size: 10pt; }}
    QPushButton {{
        background: {c.raised}; color: {c.text}; border: 1px solid {c.line}; border-radius: 6px;
        padding: 9px 20px; min-height: 20px; outline: none;
    }}
    QPushButton:hover {{ border-color: {c.quiet}; }}
    QPushButton:focus {{ border: 2px solid {c.strong}; padding: 8px 19px; }}
    QPushButton:disabled {{ color: {c.quiet}; }}
    QPushButton#allow:enabled {{ background: {c.strong}; color: {c.on_strong}; border-color: {c.strong}; }}
    QPushButton#allow:enabled:focus {{ border: 2px solid {c.text}; }}
    QPushButton[small="true"] {{ padding: 5px 12px; min-height: 16px; }}
    QPushButton[small="true"]:focus {{ padding: 4px 11px; }}
    QPlainTextEdit, QListWidget {{ background: {c.raised}; border: 1px solid {c.line}; border-radius: 6px; }}
    QPlainTextEdit#script {{ font-family: monospace; font-size: 10pt; padding: 4px; }}
    QPlainTextEdit:focus, QListWidget:focus {{ border: 1px solid {c.strong}; }}
    QListWidget::item {{ min-height: 22px; padding-left: 4px; }}
    QScrollBar:vertical {{ background: {c.raised}; width: 12px; margin: 0; border: none; }}
    QScrollBar::handle:vertical {{
        background: {c.quiet}; min-height: 28px; border-radius: 4px; margin: 2px;
    }}
    QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
        height: 0; background: none;
    }}
    QCheckBox::indicator {{
        width: 14px; height: 14px; border: 2px solid {c.quiet}; border-radius: 4px; background: {c.ground};
    }}
    QCheckBox::indicator:checked {{ background: {c.strong}; border-color: {c.text}; }}
    QCheckBox {{ spacing: 8px; padding: 4px; border: 1px solid transparent; border-radius: 4px; }}
    QCheckBox:focus {{ border-color: {c.strong}; }}
    QFrame#banner {{ background: {c.ground}; border: 2px solid {c.line}; }}
    QFrame#banner[state="watched"] {{ border-color: {c.watched}; }}
    QFrame#banner[state="held"] {{ border-color: {c.held}; }}
    QFrame#banner QPushButton {{ padding: 4px 12px; min-height: 16px; font-size: 10pt; }}
    QFrame#banner QPushButton:focus {{ padding: 3px 11px; }}
    QFrame#banner[state="private"] {{ border-color: {c.strong}; }}
    QFrame#banner QPushButton#recorded[runs="true"] {{ color: {c.recorded}; border-color: {c.recorded}; }}
    QFrame#banner QPushButton#asked {{
        background: {c.strong}; color: {c.on_strong}; border-color: {c.strong};
    }}
    QLabel#happening {{ font-weight: 600; font-size: 10.5pt; }}
    QLabel#dot {{ font-size: 13pt; color: {c.line}; }}
    QLabel#dot[state="watched"] {{ color: {c.watched}; }}
    QLabel#dot[state="private"] {{ color: {c.strong}; }}
    QLabel#dot[state="held"] {{ color: {c.held}; }}
    """
