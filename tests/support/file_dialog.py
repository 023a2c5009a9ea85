"""A person at the program's dialog for files: types a name, and confirms it."""

from pathlib import Path
from typing import Final

from deploy.trial.desktop import wait_for_keyboard, window_named
from tests.support.rfb import Rfb
from tests.support.wait import until
from tests.support.xserver import XServer

TITLE: Final = "^Choose files"
_TRIES: Final = 5
_CLOSES_WITHIN_SECONDS: Final = 3.0


def choose_in_dialog(x: XServer, hand: Rfb, path: Path) -> None:
    """Type this path into the dialog, and confirm until it is gone: a list of names may take one."""
    wait_for_keyboard(x, window_named(x, TITLE))
    hand.type(str(path))
    for _ in range(_TRIES):
        hand.chord("Return")
        if _closes(x):
            return
    raise AssertionError("the dialog for files did not close")


def _closes(x: XServer) -> bool:
    search = f"xdotool search --onlyvisible --name '{TITLE}' || true"
    try:
        until(lambda: not x.run("sh", "-c", search), within_seconds=_CLOSES_WITHIN_SECONDS)
    except AssertionError:
        return False
    return True
