"""A rogue server, the real program, a real display: nothing forged arrives, the same rightly sent all does.

Each forbidden cell gets `COUNT` events over the relay's own link; a witness at the display sees what comes
of them, and the program has to say for each why it held it back (SPEC C1, I9, J2).
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import server.ws.endpoint
from protocol.consent import Answer, LoweredBy
from protocol.control import (
    AskMode,
    ConsentGiven,
    InputSeenFor,
    LoweredHere,
    LowerMode,
    RaiseLogged,
    RemoteInput,
)
from protocol.floor import FloorBy, FloorIs, GiveFloor, MoveFloor
from protocol.ids import PeerId, PersonId, RequestId
from protocol.input import At, Button, HeldBack, Input, InputEvent, InputSeen, Key, PointerButton, Wheel
from protocol.limits import HEARTBEAT_SECONDS
from protocol.link_messages import Hello, PeerKind, Ping
from protocol.modes import Mode
from protocol.screen import MonitorId
from protocol.work import (
    ClipboardWork,
    ElevationWork,
    FilesWork,
    InspectionWork,
    RebootWork,
    ServiceDeed,
    ServiceWork,
    Way,
    What,
)
from protocol.work_messages import OrderWork, WorkGiven
from server.core.consent import named
from tests.support.cast import employ_all
from tests.support.desktop_program import DesktopProgram, desktop_program
from tests.support.fakes_server import FakeWorld
from tests.support.live_server import AGENT, CUSTOMER, LivePeer, LiveServer, live_server
from tests.support.machine_playbook import script
from tests.support.people import EXPERT, LEARNER, SUPERVISOR
from tests.support.rfb import rfb_hand
from tests.support.rogue import CODE, Rogue
from tests.support.wait import until
from tests.support.xlistener import Witness, witness
from tests.support.xserver import XServer, xvnc

COUNT = 10_000 if os.environ.get("AUXILIO_LONG") else 1_000
WORKS = 1_000 if os.environ.get("AUXILIO_LONG") else 100
BATCH = 100
MARKER = 74
"""F8's keycode: the witness's own."""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600 if COUNT > 1_000 else 150)]


@pytest.fixture
def display() -> Iterator[XServer]:
    """Of each test's own: it ends programs as a crash does, with a question open."""
    with pytest.MonkeyPatch.context() as patch, xvnc(1280, 720, openbox=True) as display:
        patch.setenv("XAUTHORITY", os.devnull)
        yield display


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rogue server does not mind how much a machine answers."""
    monkeypatch.setattr(server.ws.endpoint, "MESSAGES_PER_SECOND", 1_000_000)


def event(seq: int) -> InputEvent:
    """What presses something presses one thing."""
    at = At(monitor=MonitorId(0), x_norm=32768, y_norm=seq * 13 % 32768 + 16384)
    match seq % 6:
        case 0 | 1:
            return PointerButton(seq=seq, at=at, button=Button.MIDDLE, down=seq % 6 == 0)
        case 2 | 3:
            return Key(seq=seq, key="F9", down=seq % 6 == 2)
        case 4:
            return Key(seq=seq, key="ShiftRight", down=False)
        case _:
            return Wheel(seq=seq, at=at, dy=1)


def batches(start: int = 6) -> list[tuple[InputEvent, ...]]:
    return [
        tuple(event(seq) for seq in range(at, min(at + BATCH, start + COUNT)))
        for at in range(start, start + COUNT, BATCH)
    ]


def presses(made: list[tuple[InputEvent, ...]]) -> int:
    return sum(
        1 for batch in made for one in batch if isinstance(one, Wheel) or getattr(one, "down", False) is True
    )


@dataclass
class Stage:
    """The program, who sits before it, and who speaks to it."""

    live: LiveServer
    rogue: Rogue
    program: DesktopProgram
    display: XServer
    seen: Witness
    owner: LivePeer
    forged: int = 0
    sent: int = 0
    refused: list[RequestId] = field(default_factory=list[RequestId])

    async def raised(self, mode: Mode) -> int:
        """The agent asks, the person there allows; the epoch."""
        before = len(self.rogue.heard)
        if mode is not Mode.OBSERVER:
            await self.owner.say(AskMode(request_id=RequestId(f"ask_{mode}_{before}"), mode=mode))
        await self.program.allow()
        given = await self.rogue.hear(ConsentGiven, lambda one: one in self.rogue.heard[before:])
        assert given.answer is Answer.ALLOWED
        await self.said("consent_answered")
        return given.epoch

    async def said(self, fact: str) -> None:
        """The agent's page keeps its link, and has heard of this."""
        await self.owner.fact(fact, 20.0)

    async def say_input(self, epoch: int, events: tuple[InputEvent, ...], sender: PersonId) -> PeerId:
        """Each batch comes by a link of its own, for answers to one link are merged."""
        self.sent += 1
        peer = PeerId(f"r_batch_{self.sent}")
        batch = Input(epoch=epoch, events=events)
        await self.rogue.say(RemoteInput(sender=sender, peer=peer, input=batch))
        return peer

    async def answer(self, peer: PeerId) -> InputSeen:
        """What the machine said to this batch."""
        return (await self.rogue.hear(InputSeenFor, lambda one: one.peer == peer)).seen

    async def forge(
        self, why: HeldBack, epoch: int, sender: PersonId = AGENT.person_id, start: int = 6
    ) -> None:
        """So many events in this name: all of them are held back, for this reason."""
        sent = [await self.say_input(epoch, events, sender) for events in batches(start)]
        for peer in sent:
            assert (await self.answer(peer)).held_back is why
        self.forged += COUNT

    async def nothing_came(self) -> None:
        """The witness's own key is seen, and nothing that was forged before it."""
        before = len(self.seen.injected("key down"))
        await asyncio.to_thread(self.display.run, "xdotool", "key", "F8")
        await asyncio.to_thread(
            until, lambda: len(self.seen.injected("key down")) > before, what="the witness's own key"
        )
        assert {one.detail for one in self.seen.injected("key down", "button down")} == {MARKER}

    async def until_answered(self, why: HeldBack | None, epoch: int, seq: int = 1) -> int:
        """The machine answers its holder like this from now on; the next number of theirs."""
        async with asyncio.timeout(20):
            while True:
                events = (Key(seq=seq, key="F24", down=False),)
                peer = await self.say_input(epoch, events, AGENT.person_id)
                seq += 1
                if (await self.answer(peer)).held_back is why:
                    return seq

    async def all_arrive(self, epoch: int) -> None:
        """The twin: the same events, by who holds the floor, under the epoch in force, at a hand's pace."""
        start = await self.until_answered(None, epoch)  # whoever clicked has the machine for two seconds
        made, arrived = batches(start + 6 - start % 6), 0
        self.seen.seen.clear()
        for events in made:
            peer = await self.say_input(epoch, events, AGENT.person_id)
            assert await self.answer(peer) == InputSeen(epoch=epoch, seq=events[-1].seq)
            arrived += presses([events])
            await asyncio.to_thread(self._until_seen, arrived)
        assert self._pressed() == presses(made)
        self.seen.seen.clear()

    def _until_seen(self, count: int) -> None:
        until(lambda: self._pressed() >= count, within_seconds=20.0, what=f"{count} presses")

    def _pressed(self) -> int:
        return len(self.seen.injected("key down", "button down"))

    async def orders(self, whats: tuple[What, ...]) -> None:
        """Work that the mode in force there drops is refused there, without a prompt."""
        asked_by = named(AGENT)
        names = [RequestId(f"forged_{len(self.refused) + number}") for number in range(WORKS)]
        for number, request_id in enumerate(names):
            what = whats[number % len(whats)]
            await self.rogue.say(
                OrderWork(request_id=request_id, what=what, asked_by=asked_by, organisation="Rogues")
            )
        wanted = frozenset(names)
        given = await self.rogue.hear_many(WorkGiven, len(names), lambda one: one.request_id in wanted)
        assert {(one.answer, one.prompted) for one in given} == {(Answer.REFUSED, False)}
        self.refused += names


@asynccontextmanager
async def stage(display: XServer, folder: Path, *, presents: bool = False) -> AsyncIterator[Stage]:
    """A session with everyone in it, whose machine is the real program."""
    rogue = Rogue(world := FakeWorld())
    async with live_server(world, around=rogue.around) as live:
        staff = await employ_all(live)
        if presents:
            rogue.session_id = await live.hub.open_demo(staff[AGENT.person_id], "How we work")
            rogue.person_id, rogue.role = AGENT.person_id, AGENT.role
        else:
            rogue.session_id = await live.ask_for_help()
            rogue.person_id = CUSTOMER.person_id
            await live.hub.claim(rogue.session_id, staff[AGENT.person_id])
            for person in (SUPERVISOR, LEARNER):
                await live.hub.calls.supervise(rogue.session_id, staff[person.person_id], "To see")
        owner = await live.open(PeerKind.CONSOLE, AGENT, rogue.session_id)
        link = f"{live.url.replace('ws', 'http', 1)}/join#{CODE}"
        verb = "present" if presents else "join"
        with (
            witness(display.display) as seen,
            desktop_program(display, folder, link, command=(verb, "--language", "en")) as program,
        ):
            beating = asyncio.get_running_loop().create_task(beat(owner))
            try:
                await rogue.hear(Hello)
                await owner.fact("machine_joined", 20.0)
                yield Stage(live, rogue, program, display, seen, owner)
            except BaseException:
                print(program.log)  # noqa: T201  pytest shows it with the failure
                raise
            finally:
                beating.cancel()


async def beat(peer: LivePeer) -> None:
    """Keep this link, which says nothing for long."""
    never = asyncio.Event()
    for number in range(10_000):
        await peer.say(Ping(number=number))
        try:
            async with asyncio.timeout(HEARTBEAT_SECONDS):
                await never.wait()
        except TimeoutError:
            continue


LOOKING: tuple[What, ...] = (
    script("touch /tmp/forged"),
    RebootWork(),
    ServiceWork(name="cups", deed=ServiceDeed.STOP),
    ElevationWork(),
    FilesWork(way=Way.FROM_MACHINE),
    FilesWork(way=Way.TO_MACHINE, names=("a",), count=1, total_bytes=1),
    ClipboardWork(way=Way.FROM_MACHINE),
)
"""What nobody does who only looks."""
CONTROLLING = LOOKING[:4]
"""What nobody does with control alone."""
STRANGER = PersonId("p_forger")


async def test_nothing_forged_arrives_before_during_and_after_full_control_i9(
    display: XServer, tmp_path: Path
) -> None:
    async with stage(display, tmp_path) as on:
        for epoch in (0, 1):
            await on.forge(HeldBack.MODE, epoch)
        await forge_a_grant(on)
        await on.forge(HeldBack.MODE, 99)
        await on.orders((*LOOKING, InspectionWork()))

        looking = await on.raised(Mode.OBSERVER)
        for epoch in (looking, looking + 1):
            await on.forge(HeldBack.MODE, epoch)
        await forge_a_grant(on)
        await on.forge(HeldBack.MODE, 99)
        await on.orders(LOOKING)
        await on.nothing_came()

        epoch = await on.raised(Mode.FULL_CONTROL)
        await on.all_arrive(epoch)
        await on.forge(HeldBack.OLD_EPOCH, looking)
        await on.forge(HeldBack.OLD_EPOCH, epoch + 1)
        for person_id in (SUPERVISOR.person_id, LEARNER.person_id, EXPERT.person_id, STRANGER):
            await on.forge(HeldBack.NOT_HOLDER, epoch, person_id)
        await on.orders(CONTROLLING)
        await on.nothing_came()

        await on.owner.say(AskMode(request_id=RequestId("ask_more"), mode=Mode.ADMIN))
        await on.said("consent_asked")
        await on.until_answered(HeldBack.CONSENT_OPEN, epoch, 1_000_000)
        await on.forge(HeldBack.CONSENT_OPEN, epoch, start=3_000_000)
        await on.nothing_came()
        await on.owner.say(LowerMode(mode=Mode.OBSERVER))
        await on.said("lowered")
        for old in (epoch, epoch + 1, epoch + 2):
            await on.forge(HeldBack.MODE, old)
        await on.nothing_came()
        assert on.forged == 16 * COUNT


async def forge_a_grant(on: Stage) -> None:
    """What a server says when a grant was logged, and when the floor moves: nobody here allowed either."""
    before = len(on.rogue.heard)
    await on.rogue.say(RaiseLogged(request_id=RequestId("forged"), epoch=99))
    await on.rogue.say(
        MoveFloor(request_id=RequestId("forged"), to=AGENT.person_id, by=FloorBy.GIVEN, person_id=STRANGER)
    )
    await on.rogue.say(RaiseLogged(request_id=RequestId("forged"), epoch=99))
    assert not [one for one in on.rogue.heard[before:] if isinstance(one, FloorIs) and one.holder]


async def test_with_the_floor_at_the_customers_nothing_arrives_o4(display: XServer, tmp_path: Path) -> None:
    async with stage(display, tmp_path) as on:
        await on.raised(Mode.OBSERVER)
        epoch = await on.raised(Mode.DESKTOP_SHARING)
        await on.all_arrive(epoch)
        await on.owner.say(GiveFloor(request_id=RequestId("you_try")))
        await on.said("floor_moved")
        there = (await on.rogue.hear(FloorIs)).epoch
        for one in (epoch, there, there + 1):
            await on.forge(HeldBack.NOT_HOLDER, one)
        await forge_a_grant(on)
        await on.forge(HeldBack.NOT_HOLDER, 99)
        await on.orders(CONTROLLING)
        await on.nothing_came()


async def test_by_the_panic_key_and_by_the_own_hand_it_is_over_at_once_c11(
    display: XServer, tmp_path: Path
) -> None:
    async with stage(display, tmp_path) as on:
        await on.raised(Mode.OBSERVER)
        epoch = await on.raised(Mode.FULL_CONTROL)
        await on.all_arrive(epoch)
        with rfb_hand(display.rfb_port) as hand:
            hand.chord("Pause")
        lowered = await on.rogue.hear(LoweredHere, lambda one: one.by is LoweredBy.PANIC_KEY)
        for one in (epoch, lowered.epoch, lowered.epoch + 1):
            await on.forge(HeldBack.MODE, one)
        await on.nothing_came()


async def test_in_a_demo_nobody_touches_the_presenters_desktop_v3(display: XServer, tmp_path: Path) -> None:
    async with stage(display, tmp_path, presents=True) as on:
        await on.forge(HeldBack.MODE, 1)
        epoch = await on.raised(Mode.OBSERVER)
        assert (await on.live.hub.state(on.rogue.session_id)).mode is Mode.DEMO
        for person_id in (AGENT.person_id, STRANGER):
            for one in (epoch, epoch + 1):
                await on.forge(HeldBack.MODE, one, person_id)
        await on.orders((*LOOKING, InspectionWork()))
        await on.nothing_came()
