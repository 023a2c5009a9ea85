"""Text and shortcuts in a real editor under real layouts, read back from the editor."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import xcffib
import xcffib.xproto

from customer_client.core.strokes import Write
from customer_client.inject.keycodes import X11
from customer_client.inject.thread import InjectionThread
from customer_client.inject.x11 import X11Injector
from tests.support.rfb import rfb_hand
from tests.support.wait import until
from tests.support.xserver import XServer, xvnc
from tests.support.xwindow import Window, text_window

STRINGS = ["¡Añade 5 € @ 日!", "áéíóú ÑÜß ç", "Привет", "añb€c😀d", "a\r\nb\tC ~^`"]
LAYOUTS = ["us", "es", "de", "ru", "us,ru", "es,ru"]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server() -> Iterator[XServer]:
    with pytest.MonkeyPatch.context() as patch, xvnc(openbox=True) as server:
        patch.setenv("DISPLAY", server.display)
        patch.setenv("XAUTHORITY", os.devnull)
        yield server


@pytest.fixture(scope="module")
def editor(server: XServer) -> Iterator[Window]:
    with text_window(server.environment()) as window:
        yield window


@pytest.fixture
def injector(server: XServer, editor: Window) -> Iterator[X11Injector]:
    server.run("setxkbmap", "us")
    editor.clear()
    injector = X11Injector()
    yield injector
    injector.close()


def write(injector: X11Injector, text: str) -> None:
    for wait_seconds in injector.text(text):
        time.sleep(wait_seconds)


def arrives(editor: Window, text: str) -> None:
    # At least ten seconds: a machine that is busy with other work draws late, and nothing is lost by waiting.
    until(lambda: editor.text == text, within_seconds=10.0, what=f"{text!r} instead of {editor.text!r}")


def chord(injector: X11Injector, *keys: str) -> None:
    for key in keys:
        injector.key(key, down=True)
    for key in reversed(keys):
        injector.key(key, down=False)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_text_arrives_whatever_the_layout(
    server: XServer, editor: Window, injector: X11Injector, layout: str
) -> None:
    server.run("setxkbmap", layout)
    for text in STRINGS:
        editor.clear()
        write(injector, text)
        arrives(editor, text.replace("\r\n", "\n"))


def test_text_arrives_in_the_second_layout_too(
    server: XServer, editor: Window, injector: X11Injector
) -> None:
    server.run("setxkbmap", "us,ru", "-option", "grp:shifts_toggle")
    chord(injector, "ShiftLeft", "ShiftRight")
    chord(injector, "KeyA")
    write(injector, "aя€")
    arrives(editor, "фaя€")
    server.run("setxkbmap", "-option", "")


@pytest.mark.parametrize("held", ["ShiftLeft", "AltRight", "ControlLeft"])
@pytest.mark.parametrize("layout", ["us", "es", "de"])
def test_a_held_modifier_does_not_change_text_and_is_still_held_afterwards(
    server: XServer, editor: Window, injector: X11Injector, held: str, layout: str
) -> None:
    server.run("setxkbmap", layout)
    injector.key(held, down=True)
    try:
        write(injector, "añ€bQ@2")
        arrives(editor, "añ€bQ@2")
        assert is_down(server, X11[held])
    finally:
        injector.key(held, down=False)
    assert not is_down(server, X11[held])


def is_down(server: XServer, keycode: int) -> bool:
    with core(server) as asking:
        return bool(asking.QueryKeymap().reply().keys[keycode // 8] >> (keycode % 8) & 1)


def test_caps_lock_does_not_change_text_and_is_still_on_afterwards(
    editor: Window, injector: X11Injector
) -> None:
    chord(injector, "CapsLock")
    write(injector, "añПß")
    arrives(editor, "añПß")
    chord(injector, "KeyX")
    arrives(editor, "añПßX")
    chord(injector, "CapsLock")
    chord(injector, "KeyX")
    arrives(editor, "añПßXx")


def test_caps_lock_comes_back_when_a_text_is_stopped(editor: Window, injector: X11Injector) -> None:
    chord(injector, "CapsLock")
    steps = injector.text("abc")
    while not editor.text:
        time.sleep(next(steps) or 0.01)
    steps.close()
    typed = editor.text
    chord(injector, "KeyX")
    until(lambda: editor.text.endswith("X"))
    assert editor.text in {typed + "X", "abX", "abcX"}
    chord(injector, "CapsLock")


# "ru,us" as Russian desktops have it, Russian in force: under "ru" alone a real keyboard has no Ctrl+C in Qt.
@pytest.mark.parametrize("layout", ["us", "es", "ru,us"])
def test_shortcuts_are_physical_keys_whatever_the_layout(
    server: XServer, editor: Window, injector: X11Injector, layout: str
) -> None:
    server.run("setxkbmap", layout)
    word = f"ñandú {layout}"
    write(injector, word)
    arrives(editor, word)
    chord(injector, "ControlLeft", "KeyA")
    chord(injector, "ControlLeft", "KeyC")
    until(lambda: editor.clipboard == word)
    chord(injector, "End")
    chord(injector, "ControlLeft", "KeyV")
    arrives(editor, word * 2)


def test_more_new_characters_than_spare_keys_arrive_in_order(editor: Window, injector: X11Injector) -> None:
    text = "".join(chr(point) for point in range(0x0430, 0x0450)) + "αβγδεζηθικλμν" + "日本語"
    write(injector, text * 2)
    arrives(editor, text * 2)


def test_a_layout_changed_between_two_texts_is_noticed(
    server: XServer, editor: Window, injector: X11Injector
) -> None:
    write(injector, "z@")
    server.run("setxkbmap", "de")
    write(injector, "z@")
    server.run("setxkbmap", "ru")
    write(injector, "z@ж")
    arrives(editor, "z@z@z@ж")


def test_the_persons_own_typing_and_ours_do_not_disturb_each_other(
    server: XServer, editor: Window, injector: X11Injector
) -> None:
    with rfb_hand(server.rfb_port) as person:
        expected = ""
        for ours, own in (("ñ日", "abc"), ("Ж€", "xyz"), ("ñ日", "q")):
            write(injector, ours)
            expected += ours
            arrives(editor, expected)
            person.type(own)
            expected += own
            arrives(editor, expected)


def test_closing_leaves_the_keyboard_as_it_was(server: XServer, editor: Window) -> None:
    before = mapping(server)
    editor.clear()
    injector = X11Injector()
    write(injector, "日Ж")
    arrives(editor, "日Ж")
    assert mapping(server) != before
    injector.close()
    assert mapping(server) == before


def mapping(server: XServer) -> list[int]:
    with core(server) as asking:
        return list(asking.GetKeyboardMapping(8, 248).reply().keysyms)


@contextmanager
def core(server: XServer) -> Iterator[xcffib.xproto.xprotoExtension]:
    connection = xcffib.connect(server.display)
    yield xcffib.xproto.xprotoExtension(connection)
    connection.disconnect()


def test_two_thousand_characters_arrive_through_the_thread(server: XServer, editor: Window) -> None:
    server.run("setxkbmap", "es")
    editor.clear()
    thread = InjectionThread(X11Injector())
    text = "El pingüino Wenceslao hizo kilómetros bajo exhaustiva lluvia y frío. " * 14
    try:
        assert thread.offer([Write(text), Write(text)])
        arrives(editor, text * 2)
    finally:
        thread.close()
