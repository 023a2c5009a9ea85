"""A whole session of real programs: the server, the desktop program on a real display, a scripted agent.

    with stage() as place:                              # once per module: server, display, person, lines
        async with session(place) as live:              # a customer, their program, an agent who has them
            await live.to_observer()
            await live.to_control()
            live.machine_line.cut()

The agent and the desktop program each reach the server over a line of their own, which can be cut. The
person's hand is a device of its own; what the agent does comes from the XTEST ones.
"""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from agent_client.app import Agent
from agent_client.link.seat import Seat
from deploy.trial.desktop import Desktop, end
from deploy.trial.person import Person
from protocol.fold import fold
from protocol.ids import SessionId
from protocol.input import Input, InputSeen, Key
from protocol.modes import Mode
from protocol.people import Presence
from protocol.session import SessionState, State
from server.db.engine import open_database
from server.db.session_log import SqlSessionLog
from server.security.seal import Seal, derived_key, master_key
from tests.support.connect_proxy import ConnectProxy, connect_proxy
from tests.support.server_process import ServerProcess, server_process
from tests.support.visitor import PASSWORD, Visitor
from tests.support.xserver import xvnc

HOST: Final = "auxilio.test"
EMAIL: Final = "ana@example.org"
ROOT: Final = Path(__file__).parents[2]
LOOK_SECONDS: Final = 0.005
APPEARS_WITHIN_SECONDS: Final = 30.0

T = TypeVar("T")


async def soon(holds: Callable[[], T], what: str, within_seconds: float = 10.0) -> T:
    """What `holds` answers, as soon as it is true."""
    deadline = time.monotonic() + within_seconds
    while not (answer := holds()):
        assert time.monotonic() < deadline, f"{what} did not come within {within_seconds:g} s"
        await asyncio.sleep(LOOK_SECONDS)
    return answer


async def finally_so(
    asks: Callable[[], Awaitable[T]], holds: Callable[[T], object], what: str, within_seconds: float = 10.0
) -> T:
    """What `asks` brings, as soon as it is so."""
    deadline = time.monotonic() + within_seconds
    while not holds(answer := await asks()):
        assert time.monotonic() < deadline, f"{what} did not come within {within_seconds:g} s: {answer}"
        await asyncio.sleep(LOOK_SECONDS * 4)
    return answer


@dataclass(slots=True)
class Place:
    """What outlives one session: the server, a display with its person, and the two lines to the server."""

    server: ServerProcess
    on: Desktop
    person: Person
    machine_line: ConnectProxy
    agent_line: ConnectProxy

    def visitor(self) -> Visitor:
        """A browser on the server's own machine, whose line is never cut."""
        return Visitor(f"https://localhost:{self.server.port}", verify=self.server.trust())

    def agent(self) -> Agent:
        """Somebody who may become staff, on the agent's line."""
        return Agent(self.server.url, self.server.trust(), proxy=self.agent_line.url)

    @property
    def state_folder(self) -> Path:
        """Where the desktop program keeps its journal."""
        return self.on.home / "x" / "state"

    def start_program(self, join_link: str) -> "subprocess.Popen[bytes]":
        """The desktop program, as the customer's page says to start it; its words go to program.log."""
        environment = {
            **self.on.environment(),
            "HTTPS_PROXY": self.machine_line.url,
            "PYTHONPATH": str(ROOT),
            "AUXILIO_CLIENT_LOG_LEVEL": "info",
        }
        with (self.on.home / "program.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "customer_client", "join", join_link],
                env=environment,
                cwd=self.on.home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    @property
    def program_log(self) -> str:
        """What the desktop programs said so far."""
        return (self.on.home / "program.log").read_text()

    async def figures(self) -> dict[str, float]:
        """The server's own figures."""
        async with self.visitor() as visitor:
            text = (await visitor.get("/metrics")).text
        lines = [line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#")]
        return {name: float(value) for name, value in lines}

    async def state(self, session_id: SessionId) -> SessionState:
        """The session as its log tells it, read beside the server; its chain is verified."""
        async with self._log() as log:
            return fold(SessionState(session_id=session_id), await log.load(session_id))

    async def verified(self, session_id: SessionId) -> int:
        """How many entries the session's log has; its chain is whole."""
        async with self._log() as log:
            return await log.verify(session_id)

    @asynccontextmanager
    async def _log(self) -> AsyncIterator[SqlSessionLog]:
        master = await asyncio.to_thread(master_key, self.server.folder / "keys")
        url = f"sqlite+aiosqlite:///{self.server.folder / 'data' / 'auxilio.db'}"
        async with open_database(url) as database:
            yield SqlSessionLog(database, Seal(derived_key(master, "wrap")))


@contextmanager
def stage(**settings: str) -> Iterator[Place]:
    """A server with an administrator, and an empty desktop whose person sits there."""
    with ExitStack() as stack:
        public_url = f"https://{HOST}:{{port}}"
        server = stack.enter_context(server_process(public_url=public_url, **settings))
        lines = [stack.enter_context(connect_proxy({HOST: "127.0.0.1"})) for _ in range(2)]
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="auxilio-home-")))
        on = Desktop(stack.enter_context(xvnc(1280, 720, openbox=True)), home, home / "letter.txt")
        place = Place(server, on, stack.enter_context(Person(on)), *lines)
        asyncio.run(_set_up(place))
        yield place


async def _set_up(place: Place) -> None:
    async with place.visitor() as visitor:
        await visitor.set_up(place.server.setup_token, email=EMAIL)


@dataclass(slots=True)
class Live:
    """One session: whoever is in it, and what may befall them."""

    place: Place
    customer: Visitor
    agent: Agent
    session_id: SessionId
    seat: Seat
    program: "subprocess.Popen[bytes]"
    seq: int = 0

    @property
    def now(self) -> SessionState:
        """The session as the agent knows it."""
        return self.seat.now

    async def to_observer(self) -> None:
        """The program is there, asks for the view, and the person says yes."""
        await self.seat.until(lambda now: now.question is not None, "the question for the view", 30)
        await self._yes()
        await self.seat.until(lambda now: now.mode is Mode.OBSERVER, "the view")

    async def to_control(self) -> None:
        """The agent asks for control, and the person says yes."""
        await self.seat.ask(Mode.FULL_CONTROL)
        await self.seat.until(lambda now: now.question is not None, "the question for control")
        await self._yes()
        await self.seat.until(self.is_mine, "control")
        await finally_so(self.try_hand, lambda seen: seen.held_back is None, "the rest of the person's hand")

    async def try_hand(self) -> InputSeen:
        """What the machine says to input that changes nothing."""
        self.seat.answers.clear()
        seq = self.next_seq()
        await self.seat.do(Input(epoch=self.seat.now.epoch, events=(Key(seq=seq, key="F24", down=False),)))
        return await self.seat.answered()

    def next_seq(self, count: int = 1) -> int:
        """The first of as many new numbers for the agent's events."""
        self.seq, first = self.seq + count, self.seq + 1
        return first

    def is_mine(self, now: SessionState) -> bool:
        """Whether the agent has control."""
        return now.holder_id == self.seat.person_id

    def machine_is(self, presence: Presence) -> Callable[[SessionState], bool]:
        """Whether the desktop program is there, for `seat.until`."""
        return lambda now: now.machine is not None and now.machine.presence is presence

    async def panic(self) -> None:
        """The person presses the panic key; it has been seen by everyone when this returns."""
        self.place.person.panic()
        await self.seat.until(lambda now: now.mode is None, "the end of the view")

    async def end_program(self) -> None:
        """The desktop program crashes."""
        self.program.send_signal(signal.SIGKILL)
        await asyncio.to_thread(self.program.wait, 10)

    async def start_program_again(self) -> None:
        """The customer's page gives a new code, and the program is started with it."""
        answer = await self.customer.post("/api/help/code")
        assert answer.status_code == 201, answer.text
        self.program = self.place.start_program(answer.json()["join_link"])

    async def agrees(self) -> SessionState:
        """The agent's fold and the log's are the same; that state."""
        return await finally_so(
            lambda: self.place.state(self.session_id), lambda state: state == self.now, "the same state"
        )

    async def _yes(self) -> None:
        await asyncio.to_thread(self.place.person.say_yes)


@asynccontextmanager
async def session(place: Place, *, program: bool = True) -> AsyncIterator[Live]:
    """A customer who asked for help, their program started, an agent who took them; ended with the block."""
    async with place.visitor() as customer, place.agent() as agent:
        asked = await customer.ask_for_help()
        started = place.start_program(asked["program"]["join_link"]) if program else _nothing()
        live: Live | None = None
        try:
            await agent.sign_in(EMAIL, PASSWORD)
            session_id = SessionId(asked["session_id"])
            await agent.claim(session_id)
            async with agent.sit_down(session_id) as seat:
                live = Live(place, customer, agent, session_id, seat, started)
                yield live
                if seat.now.state is not State.ENDED and seat.close_code is None:
                    await seat.end()
                    await seat.until(lambda now: now.state is State.ENDED, "the end")
        finally:
            place.machine_line.heal()
            place.agent_line.heal()
            await asyncio.to_thread(end, started if live is None else live.program)


def _nothing() -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", ""], stdin=subprocess.DEVNULL, env=dict(os.environ))


def rank(values_ms: list[float]) -> dict[str, Any]:
    """The figures that are printed: how many, p50, p95 and the most, in whole milliseconds."""
    ordered = sorted(values_ms)
    at = {name: ordered[min(len(ordered) - 1, int(share * len(ordered)))] for name, share in _SHARES}
    return {
        "n": len(ordered),
        **{name: round(value) for name, value in at.items()},
        "max": round(ordered[-1]),
    }


_SHARES: Final = (("p50", 0.5), ("p95", 0.95))
