"""A whole session over real sockets: claim, consent, live, input, end (SPEC S, C, I)."""

from protocol.consent import Answer
from protocol.control import (
    AskConsent,
    AskMode,
    ConsentGiven,
    EndSession,
    RaiseLogged,
    RemoteInput,
    Watched,
)
from protocol.ids import RequestId
from protocol.input import Input, Text
from protocol.link_messages import PeerKind
from protocol.media import Codec, Header, Kind, pack
from protocol.modes import Mode
from protocol.queue import Desk, QueuePlace
from protocol.session import State
from tests.support.live_server import AGENT, CUSTOMER, LivePeer, live_server


def picture(seq: int, *, key: bool = False, size: int = 100) -> bytes:
    header = Header(Kind.VIDEO, key, 0, seq, seq * 33_000, 800, 600, Codec.H264, b"\x42\xe0\x28")
    return pack(header, bytes(size))


async def allow(machine: LivePeer, *, epoch: int) -> None:
    asked = await machine.hear(AskConsent)
    holder = asked.asked_by.person_id if asked.mode is not Mode.OBSERVER else None
    people = tuple(person.person_id for person in asked.people)
    await machine.say(
        ConsentGiven(
            request_id=asked.request_id,
            answer=Answer.ALLOWED,
            mode=asked.mode,
            holder=holder,
            epoch=epoch,
            covered=people,
        )
    )
    logged = await machine.hear(RaiseLogged)
    assert logged.epoch == epoch


async def test_from_the_ask_for_help_to_the_end() -> None:
    async with live_server() as server:
        staff = await server.world.employ(AGENT)
        desk = await server.open(PeerKind.DESK, AGENT)
        session_id = await server.ask_for_help()
        page = await server.open(PeerKind.PAGE, CUSTOMER, session_id)
        assert (await page.hear(QueuePlace)).place == 1
        while not (told := await desk.hear(Desk)).waiting:
            pass
        assert told.waiting[0].customer == "Ana"
        machine = await server.open(PeerKind.MACHINE, CUSTOMER, session_id)
        assert await server.hub.take_next(staff) == session_id
        console = await server.open(PeerKind.CONSOLE, AGENT, session_id)
        await allow(machine, epoch=1)
        assert (await page.fact("consent_answered")).mode is Mode.OBSERVER

        viewer = await console.media()
        source = await machine.media()
        assert (await machine.hear(Watched)).streams == (0,)
        await source.send(picture(1, key=True))
        assert await viewer.recv() == picture(1, key=True)

        await console.say(AskMode(request_id=RequestId("req_1"), mode=Mode.FULL_CONTROL))
        await allow(machine, epoch=2)
        assert (await console.fact("consent_answered")).answer is Answer.ALLOWED
        while (await console.fact("consent_answered")).mode is not Mode.FULL_CONTROL:
            pass
        await console.say(Input(epoch=2, events=(Text(seq=1, text="¡Añade 5 € @ 日!"),)))
        remote = await machine.hear(RemoteInput)
        assert remote.sender == AGENT.person_id
        assert remote.input.events == (Text(seq=1, text="¡Añade 5 € @ 日!"),)

        await console.say(EndSession())
        assert (await machine.fact("ended")).by == "staff"
        assert await machine.closed() == 4410
        assert (await server.hub.state(session_id)).state is State.ENDED
