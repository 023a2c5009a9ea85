"""Restarts this machine so that the program comes back by itself, once (SPEC R)."""

import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from customer_client.errors import CommandFailed, NoReturn
from customer_client.platform.autostart import Command, Entry
from customer_client.platform.commands import order
from customer_client.platform.ports import ReturnState
from customer_client.platform.returning import ReturnFile

log = logging.getLogger(__name__)


def return_command(folder: Path, *, terminal: bool) -> Command:
    """What brings the program back: this very interpreter, apart from whatever lies in its folder (-I)."""
    argv = (sys.executable, "-I", "-m", "customer_client", "return", "--state-dir", str(folder.absolute()))
    return Command(argv, terminal)


class MachineRestarter:
    """See `Restarter`.

    A crash at any moment leaves nothing that starts twice: what the entry starts finds its file, or ends.
    The file comes first and goes first, so an entry without one is all that can be left over.

    Args:
        folder: Where the file lies; passed on to what comes back.
        entry: How the system starts it.
        command: What restarts the machine.
        now_ms: UTC by this machine's clock.
    """

    def __init__(self, folder: Path, entry: Entry, command: Sequence[str], now_ms: Callable[[], int]) -> None:
        self._folder = folder
        self._file = ReturnFile(folder)
        self._entry = entry
        self._command = tuple(command)
        self._now_ms = now_ms

    def prepare(self, state: ReturnState) -> bool:
        """See `Restarter.prepare`."""
        try:
            self._file.write(state)
            self._entry.write(return_command(self._folder, terminal=state.text))
        except OSError as error:
            self.cancel()
            why = error.strerror or str(error)
            raise NoReturn(f"what brings the program back could not be left there ({why})") from error
        return self._entry.waits_for_sign_in

    def restart(self) -> None:
        """See `Restarter.restart`."""
        try:
            order(self._command)
        except CommandFailed as refused:
            self.cancel()
            raise NoReturn(str(refused).rstrip(".")) from refused

    def take(self) -> ReturnState | None:
        """See `Restarter.take`."""
        state = self._file.take()
        self._remove_entry()
        if state is not None and self._now_ms() > state.expires_at_ms:
            log.info("it took too long to come back: nobody waits any more")
            return None
        return state

    def cancel(self) -> None:
        """See `Restarter.cancel`."""
        self._file.remove()
        self._remove_entry()

    def _remove_entry(self) -> None:
        try:
            self._entry.remove()
        except OSError:  # without its file it does nothing but end
            log.exception("the autostart entry cannot be taken away")
