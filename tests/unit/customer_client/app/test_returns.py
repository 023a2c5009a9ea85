"""The way back is left behind, taken away, or taken, one deed after the other (SPEC R)."""

import asyncio

import pytest

from customer_client.app.coming import by_return
from customer_client.app.returns import LIMIT_MS, Returns, Whence, kept_of
from customer_client.core import effects as ef
from customer_client.core import events as ev
from customer_client.core.runner import Outcome
from customer_client.errors import NoReturn
from customer_client.link.address import Server
from customer_client.platform.ports import ReturnState
from protocol.ids import PersonId, RequestId, SessionId
from protocol.modes import Mode
from protocol.work import WorkEnd
from tests.support.wait import until

FIRST = RequestId("w_first")
ANA = PersonId("p_ana")
KEPT = ef.Kept(Mode.ADMIN, ANA, (ANA,), 7, leave_alone=True)
WHENCE = Whence(Server("https://help.example", b"x" * 32), "http://proxy:8080", "es", text=False)


class Left:
    """Remembers what it was told."""

    def __init__(self, error: NoReturn | None = None) -> None:
        self.deeds: list[str] = []
        self.state: ReturnState | None = None
        self._error = error

    def prepare(self, state: ReturnState) -> bool:
        self.deeds.append("prepare")
        if self._error is not None:
            raise self._error
        self.state = state
        return True

    def restart(self) -> None:
        self.deeds.append("restart")
        if self._error is not None:
            raise self._error

    def take(self) -> ReturnState | None:
        return self.state

    def cancel(self) -> None:
        self.deeds.append("cancel")


class Stage:
    """Returns, and what it told."""

    def __init__(self, left: Left) -> None:
        self.told: asyncio.Queue[ev.Event] = asyncio.Queue()
        self.returns = Returns(
            left, WHENCE, lambda: (SessionId("s_0001"), "Ayuda"), self.told.put_nowait, lambda: 5
        )

    async def next(self) -> ev.Event:
        async with asyncio.timeout(5):
            return await self.told.get()


async def test_what_was_in_force_is_left_behind_and_read_back_the_same_r3() -> None:
    left = Left()
    stage = Stage(left)
    stage.returns.obey(ef.PrepareReturn(FIRST, "t" * 40, KEPT))
    assert await stage.next() == ev.ReturnPrepared(5, FIRST, waits_for_sign_in=True)
    assert left.state is not None
    assert kept_of(left.state) == KEPT
    coming = by_return(left.state)
    assert (coming.server, coming.proxy, coming.kept) == (WHENCE.server, WHENCE.proxy, KEPT)
    assert (left.state.language, left.state.text) == ("es", False)
    assert left.state.expires_at_ms > LIMIT_MS


async def test_taken_away_after_it_was_left_never_before_r2() -> None:
    left = Left()
    stage = Stage(left)
    stage.returns.obey(ef.PrepareReturn(FIRST, "t" * 40, KEPT))
    stage.returns.obey(ef.ForgetReturn())
    stage.returns.obey(ef.RestartMachine(FIRST))
    await stage.next()
    await asyncio.to_thread(until, lambda: len(left.deeds) == 3, what="the restart")
    assert left.deeds == ["prepare", "cancel", "restart"]


@pytest.mark.parametrize("order", [ef.PrepareReturn(FIRST, "t" * 40, KEPT), ef.RestartMachine(FIRST)])
async def test_what_the_system_refuses_is_work_that_failed(
    order: ef.PrepareReturn | ef.RestartMachine,
) -> None:
    error = NoReturn("the disk is full")
    stage = Stage(Left(error))
    stage.returns.obey(order)
    assert await stage.next() == ev.WorkDone(5, FIRST, Outcome(WorkEnd.FAILED, str(error)))
