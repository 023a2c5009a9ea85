"""Whether somebody composites this X screen: then they own a selection that is named after it."""

from typing import Final

import xcffib

SELECTION: Final = "_NET_WM_CM_S{screen}"
NOBODY: Final = 0


class X11Compositing:
    """A connection of its own to the display that the variable DISPLAY names."""

    def __init__(self) -> None:
        self._connection = xcffib.connect()
        name = SELECTION.format(screen=self._connection.pref_screen)
        self._selection = self._connection.core.InternAtom(False, len(name), name).reply().atom

    def is_on(self) -> bool:
        """See `Compositing`."""
        owner: int = self._connection.core.GetSelectionOwner(self._selection).reply().owner
        return owner != NOBODY
