"""A session on a live server, as far as a test needs it."""

from dataclasses import dataclass

from protocol.consent import Answer
from protocol.control import AskConsent, AskMode, ConsentGiven, RaiseLogged, Watched
from protocol.ids import RequestId, SessionId
from protocol.link_messages import PeerKind
from protocol.media import Codec, Header, Kind, pack
from protocol.modes import Mode, has_input
from tests.support.live_server import AGENT, CUSTOMER, LivePeer, LiveServer


@dataclass
class LiveSession:
    """The peers of one session."""

    session_id: SessionId
    page: LivePeer
    machine: LivePeer
    console: LivePeer


async def allow(machine: LivePeer, *, epoch: int) -> None:
    """The person at the machine says yes to the open question; returns when that is logged."""
    asked = await machine.hear(AskConsent)
    await machine.say(
        ConsentGiven(
            request_id=asked.request_id,
            answer=Answer.ALLOWED,
            mode=asked.mode,
            holder=asked.asked_by.person_id if has_input(asked.mode) else None,
            epoch=epoch,
            covered=tuple(person.person_id for person in asked.people),
        )
    )
    assert (await machine.hear(RaiseLogged)).epoch == epoch


async def claimed(server: LiveServer) -> LiveSession:
    """The agent has the customer; the view is being asked for."""
    staff = await server.world.staff.by_id(AGENT.person_id) or await server.world.employ(AGENT)
    session_id = await server.ask_for_help()
    page = await server.open(PeerKind.PAGE, CUSTOMER, session_id)
    machine = await server.open(PeerKind.MACHINE, CUSTOMER, session_id)
    await server.hub.claim(session_id, staff)
    console = await server.open(PeerKind.CONSOLE, AGENT, session_id)
    return LiveSession(session_id, page, machine, console)


async def live(server: LiveServer) -> LiveSession:
    """The agent sees, under epoch 1."""
    session = await claimed(server)
    await allow(session.machine, epoch=1)
    return session


async def controlled(server: LiveServer) -> LiveSession:
    """The agent has control, under epoch 2."""
    session = await live(server)
    await session.console.say(AskMode(request_id=RequestId("req_1"), mode=Mode.FULL_CONTROL))
    await allow(session.machine, epoch=2)
    while (await session.console.fact("consent_answered")).mode is not Mode.FULL_CONTROL:
        pass
    return session


def picture(seq: int, *, key: bool = False, size_bytes: int = 100, stream: int = 0) -> bytes:
    """One frame of a stream, as the relay sees it: a header, and bytes that it does not read."""
    header = Header(Kind.VIDEO, key, stream, seq, seq * 33_000, 800, 600, Codec.H264, b"\x42\xe0\x28")
    return pack(header, bytes(size_bytes))


async def until_watched(machine: LivePeer, *streams: int) -> None:
    """The machine has heard that exactly these streams have viewers on the relay."""
    while (await machine.hear(Watched)).streams != streams:
        pass
