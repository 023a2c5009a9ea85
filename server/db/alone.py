"""One server works on one data folder."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.errors import SettingWrong


@contextmanager
def alone(data_folder: Path) -> Iterator[None]:
    """Hold the folder until the block ends; the system lets go when the process dies, however it dies.

    Raises:
        SettingWrong: another server holds it.
    """
    with (data_folder / "server.lock").open("w") as file:
        try:
            _lock(file.fileno())
        except OSError as held:
            raise SettingWrong(
                f"Another server works on {data_folder} already.",
                "Stop it first, or set AUXILIO_DATA_FOLDER to another folder.",
            ) from held
        yield


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
