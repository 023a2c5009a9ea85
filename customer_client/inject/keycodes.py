"""What number each physical key has on each operating system, by its W3C `code` name.

Sources: the W3C "UI Events KeyboardEvent code Values" and the three systems' own header files
(`input-event-codes.h`, the scan code set 1, `HIToolbox/Events.h`).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

X11_OFFSET: Final = 8
"""An X keycode is the kernel's number and eight, on every server with the evdev rules."""

EXTENDED: Final = 0xE000
"""Marks a Windows scan code that follows an E0 byte."""

_TABLE: Final = """
Escape 1 01 35; Digit1 2 02 12; Digit2 3 03 13; Digit3 4 04 14; Digit4 5 05 15; Digit5 6 06 17; Digit6 7 07 16
Digit7 8 08 1A; Digit8 9 09 1C; Digit9 10 0A 19; Digit0 11 0B 1D; Minus 12 0C 1B; Equal 13 0D 18
Backspace 14 0E 33; Tab 15 0F 30; KeyQ 16 10 0C; KeyW 17 11 0D; KeyE 18 12 0E; KeyR 19 13 0F; KeyT 20 14 11
KeyY 21 15 10; KeyU 22 16 20; KeyI 23 17 22; KeyO 24 18 1F; KeyP 25 19 23; BracketLeft 26 1A 21
BracketRight 27 1B 1E; Enter 28 1C 24; ControlLeft 29 1D 3B; KeyA 30 1E 00; KeyS 31 1F 01; KeyD 32 20 02
KeyF 33 21 03; KeyG 34 22 05; KeyH 35 23 04; KeyJ 36 24 26; KeyK 37 25 28; KeyL 38 26 25; Semicolon 39 27 29
Quote 40 28 27; Backquote 41 29 32; ShiftLeft 42 2A 38; Backslash 43 2B 2A; KeyZ 44 2C 06; KeyX 45 2D 07
KeyC 46 2E 08; KeyV 47 2F 09; KeyB 48 30 0B; KeyN 49 31 2D; KeyM 50 32 2E; Comma 51 33 2B; Period 52 34 2F
Slash 53 35 2C; ShiftRight 54 36 3C; NumpadMultiply 55 37 43; AltLeft 56 38 3A; Space 57 39 31
CapsLock 58 3A 39; F1 59 3B 7A; F2 60 3C 78; F3 61 3D 63; F4 62 3E 76; F5 63 3F 60; F6 64 40 61; F7 65 41 62
F8 66 42 64; F9 67 43 65; F10 68 44 6D; NumLock 69 E045 47; ScrollLock 70 46 -; Numpad7 71 47 59
Numpad8 72 48 5B; Numpad9 73 49 5C; NumpadSubtract 74 4A 4E; Numpad4 75 4B 56; Numpad5 76 4C 57
Numpad6 77 4D 58; NumpadAdd 78 4E 45; Numpad1 79 4F 53; Numpad2 80 50 54; Numpad3 81 51 55; Numpad0 82 52 52
NumpadDecimal 83 53 41; IntlBackslash 86 56 0A; F11 87 57 67; F12 88 58 6F; IntlRo 89 73 5E; Convert 92 79 -
KanaMode 93 70 -; NonConvert 94 7B -; NumpadEnter 96 E01C 4C; ControlRight 97 E01D 3E
NumpadDivide 98 E035 4B; PrintScreen 99 E037 -; AltRight 100 E038 3D; Home 102 E047 73; ArrowUp 103 E048 7E
PageUp 104 E049 74; ArrowLeft 105 E04B 7B; ArrowRight 106 E04D 7C; End 107 E04F 77; ArrowDown 108 E050 7D
PageDown 109 E051 79; Insert 110 E052 72; Delete 111 E053 75; NumpadEqual 117 59 51; Pause 119 45 -
NumpadComma 121 7E 5F; Lang1 122 72 68; Lang2 123 71 66; IntlYen 124 7D 5D; MetaLeft 125 E05B 37
MetaRight 126 E05C 36; ContextMenu 127 E05D 6E; F13 183 64 69; F14 184 65 6B; F15 185 66 71; F16 186 67 6A
F17 187 68 40; F18 188 69 4F; F19 189 6A 50; F20 190 6B 5A; F21 191 6C -; F22 192 6D -; F23 193 6E -
F24 194 76 -
"""
"""Name, Linux (decimal), Windows (hexadecimal, set 1), macOS (hexadecimal); `-`: no such key."""

_ROWS: Final = [row.split() for line in _TABLE.strip().splitlines() for row in line.split(";")]


def _column(index: int, radix: int) -> Mapping[str, int]:
    found = {row[0]: int(row[index], radix) for row in _ROWS if row[index] != "-"}
    return MappingProxyType(found)


X11: Final = MappingProxyType({name: code + X11_OFFSET for name, code in _column(1, 10).items()})
"""X keycodes."""

WINDOWS: Final = _column(2, 16)
"""Scan codes of set 1, with `EXTENDED` added where an E0 byte goes before."""

MACOS: Final = _column(3, 16)
"""Virtual key codes, which on macOS stand for places on the keyboard."""

X11_NAMES: Final = MappingProxyType({code: name for name, code in X11.items()})
"""The way back, for a listener."""
