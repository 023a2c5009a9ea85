"""The rights of a service, asked for once: the program's steward gets them, the program itself never does."""

import logging
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import count

from customer_client.errors import CommandFailed
from customer_client.platform import steward_words as sw
from customer_client.platform.steward import Lines

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to the steward. Its lines end when the steward has ended; whoever reads them closes them.

    Attributes:
        close: Ends it; the steward ends with it. It may be called in any thread, more than once.
    """

    lines: Lines
    write: Callable[[bytes], object]
    close: Callable[[], None]


Start = Callable[[float], Channel | None]
"""Lets the system ask the person, for that many seconds. None: surely refused; else the steward's first word,
or the end of its lines, tells."""


class StewardLink:
    """Asks the steward, from any thread. Its replies are read in a thread of its own."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._numbers = count(1)
        self._lock = threading.Lock()
        self._asked: dict[int, queue.SimpleQueue[sw.Reply | None]] = {}
        self._settled = threading.Event()
        self._ready = False
        self._over = False
        threading.Thread(target=self._read, name="steward's replies", daemon=True).start()

    @property
    def is_alive(self) -> bool:
        """Whether it has the rights, and listens."""
        return self._ready and not self._over

    def wait_until_ready(self, within_seconds: float) -> bool:
        """Whether it said so in time."""
        self._settled.wait(within_seconds)
        return self.is_alive

    def number(self) -> int:
        """Of the next request."""
        return next(self._numbers)

    def send(self, request: sw.Request) -> queue.SimpleQueue[sw.Reply | None]:
        """Where its replies come in; None is the last one when the steward is gone."""
        replies: queue.SimpleQueue[sw.Reply | None] = queue.SimpleQueue()
        with self._lock:
            replies = self._asked.setdefault(request.number, replies)
            if self._over:
                replies.put(None)
                return replies
            with suppress(OSError, ValueError):  # its end is read in the other thread
                self._channel.write(sw.line_of(request))
        return replies

    def ask(self, request: sw.Request) -> sw.Reply:
        """The one reply to it.

        Raises:
            CommandFailed: the rights are gone.
        """
        replies = self.send(request)
        try:
            return self.next(replies)
        finally:
            self.forget(request.number)

    def next(
        self, replies: queue.SimpleQueue[sw.Reply | None], within_seconds: float | None = None
    ) -> sw.Reply:
        """The next one.

        Raises:
            CommandFailed: the rights are gone.
            queue.Empty: none came in time.
        """
        reply = replies.get(timeout=within_seconds)
        if reply is None:
            raise CommandFailed("The part of the program that has the rights", "it has ended")
        return reply

    def forget(self, number: int) -> None:
        """Nobody waits for replies to it any more."""
        with self._lock:
            self._asked.pop(number, None)

    def close(self) -> None:
        """End the steward; whoever waits for it hears that it is gone, at once."""
        self._be_over()
        self._channel.close()

    def _read(self) -> None:
        try:
            while line := self._channel.lines.readline(sw.LINE_LIMIT_BYTES):
                self._hear(sw.reply_in(line))
        except (OSError, ValueError):
            log.warning("the part with the rights broke off")
        self._be_over()
        self._channel.close()
        self._channel.lines.close()
        self._settled.set()

    def _be_over(self) -> None:
        with self._lock:
            self._over = True
            for replies in self._asked.values():
                replies.put(None)

    def _hear(self, reply: sw.Reply) -> None:
        if isinstance(reply, sw.Ready):
            self._ready = True
            self._settled.set()
            return
        with self._lock:
            if (replies := self._asked.get(reply.number)) is not None:
                replies.put(reply)


class AskedRights:
    """See `Elevation`.

    Args:
        start: Starts the steward.
        has_them: Whether this process itself has the rights already: then nobody is asked.
    """

    def __init__(self, start: Start, *, has_them: bool) -> None:
        self._start = start
        self._has_them = has_them
        self._asking = threading.Lock()
        self._link: StewardLink | None = None
        self._given_back = 0

    @property
    def steward(self) -> StewardLink | None:
        """The one who has them, if it is there."""
        link = self._link
        return link if link is not None and link.is_alive else None

    def is_elevated(self) -> bool:
        """See `Elevation.is_elevated`."""
        return self._has_them or self.steward is not None

    def ask(self, timeout_seconds: float) -> bool:
        """See `Elevation.ask`. With the time the system's window goes away, where it lets itself."""
        with self._asking:
            if self.is_elevated():
                return True
            given_back = self._given_back
            channel = self._start(timeout_seconds)
            if channel is None:
                return False
            self._link = StewardLink(channel)
            if self._link.wait_until_ready(timeout_seconds) and given_back == self._given_back:
                return True
            self._link.close()
            return False

    def close(self) -> None:
        """See `Elevation.close`. A question that is open meanwhile brings nothing; a later one may."""
        self._given_back += 1
        if self._link is not None:
            self._link.close()
