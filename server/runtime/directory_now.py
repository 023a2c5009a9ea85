"""Who works here, as everyone on this server reads it now."""

from collections.abc import Callable

from server.desk.directory import Directory


class DirectoryNow:
    """The newest snapshot of the directory. Reading waits for nobody; lives on one event loop.

    Before the first `replace` there are no teams and no queues: everyone works everything.

    Attributes:
        now: The snapshot.
        changed: Called after each `replace`; does not wait.
    """

    def __init__(self, now: Directory | None = None) -> None:
        self.now = now if now is not None else Directory()
        self.changed: Callable[[], None] = lambda: None

    def replace(self, directory: Directory) -> None:
        """What is true from now on."""
        self.now = directory
        self.changed()
