"""Scripts, services and the restart: done by the steward while there is one, else by this very process."""

import logging
import queue
import threading

from customer_client.errors import CommandFailed, NoInterpreter, NoReturn
from customer_client.platform import steward_words as sw
from customer_client.platform.local_rights import returns_at_login_screen
from customer_client.platform.ports import (
    Daemon,
    OnOutput,
    Outcome,
    Restarter,
    ReturnState,
    ScriptRunner,
    Services,
)
from customer_client.platform.returning import KeptReturn
from customer_client.platform.rights import AskedRights, StewardLink
from customer_client.platform.scripts import TICK_SECONDS
from protocol.work import Interpreter, ServiceDeed

log = logging.getLogger(__name__)


class ScriptsByRights:
    """See `ScriptRunner`."""

    def __init__(self, rights: AskedRights, local: ScriptRunner) -> None:
        self._rights = rights
        self._local = local

    def available(self) -> frozenset[Interpreter]:
        """See `ScriptRunner.available`."""
        return self._local.available()

    def run(self, interpreter: Interpreter, text: str, on_output: OnOutput, stop: threading.Event) -> int:
        """See `ScriptRunner.run`.

        Raises:
            CommandFailed: the rights were given back while it ran; it was killed.
        """
        link = self._rights.steward
        if link is None:
            return self._local.run(interpreter, text, on_output, stop)
        number = link.number()
        replies = link.send(sw.RunScript(number=number, interpreter=interpreter, text=text))
        told_to_stop = False
        try:
            while True:
                if stop.is_set() and not told_to_stop:
                    told_to_stop = True
                    link.send(sw.StopScript(number=number))
                try:
                    reply = link.next(replies, TICK_SECONDS)
                except queue.Empty:
                    continue
                if isinstance(reply, sw.Wrote):
                    on_output(reply.stream, reply.text)
                    continue
                return _exit_code(reply, interpreter)
        finally:
            link.forget(number)


def _exit_code(reply: sw.Reply, interpreter: Interpreter) -> int:
    if isinstance(reply, sw.Ended):
        return reply.code
    raise NoInterpreter(interpreter)


class ServicesByRights:
    """See `Services`."""

    def __init__(self, rights: AskedRights, local: Services) -> None:
        self._rights = rights
        self._local = local

    def all(self) -> tuple[Daemon, ...]:
        """See `Services.all`."""
        return self._local.all()

    def control(self, name: str, deed: ServiceDeed) -> Outcome:
        """See `Services.control`."""
        link = self._rights.steward
        if link is None:
            return self._local.control(name, deed)
        try:
            return _outcome(link.ask(sw.ControlService(number=link.number(), name=name, deed=deed)))
        except CommandFailed as gone:
            return Outcome(done=False, sentence=str(gone))


class RestarterByRights:
    """See `Restarter`. What comes back takes what this very process may take.

    Args:
        reaches_login_screen: Whether the steward can arrange a return before the sign-in; if it cannot, the
            person's own entry is the better one.
    """

    def __init__(
        self, rights: AskedRights, local: Restarter, *, reaches_login_screen: bool | None = None
    ) -> None:
        self._rights = rights
        self._local = local
        self._reaches = returns_at_login_screen() if reaches_login_screen is None else reaches_login_screen

    def prepare(self, state: ReturnState) -> bool:
        """See `Restarter.prepare`."""
        link = self._rights.steward
        if link is None or not self._reaches:
            return self._local.prepare(state)
        reply = _asked(link, sw.PrepareReturn(number=link.number(), state=KeptReturn.of(state)))
        assert isinstance(reply, sw.Prepared)
        return reply.waits_for_sign_in

    def restart(self) -> None:
        """See `Restarter.restart`."""
        link = self._rights.steward
        if link is None:
            self._local.restart()
            return
        try:
            _asked(link, sw.RestartNow(number=link.number()))
        except NoReturn:
            self._local.cancel()
            raise

    def take(self) -> ReturnState | None:
        """See `Restarter.take`."""
        return self._local.take()

    def cancel(self) -> None:
        """See `Restarter.cancel`."""
        self._local.cancel()
        if (link := self._rights.steward) is not None:
            try:
                _asked(link, sw.CancelReturn(number=link.number()))
            except NoReturn:
                log.exception("the return could not be cancelled; it expires by itself")


def _asked(link: StewardLink, request: sw.Request) -> sw.Reply:
    try:
        reply = link.ask(request)
    except CommandFailed as gone:
        raise NoReturn(str(gone).rstrip(".")) from gone
    if isinstance(reply, sw.Refused):
        raise NoReturn(reply.why)
    return reply


def _outcome(reply: sw.Reply) -> Outcome:
    if isinstance(reply, sw.Did):
        return Outcome(reply.done, reply.sentence)
    why = reply.why if isinstance(reply, sw.Refused) else "it was not understood"
    return Outcome(done=False, sentence=f"It could not be done: {why}.")
