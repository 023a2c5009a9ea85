"""Everyone who can be in one session, in one mode, each with a link of their own on a live server."""

import time
from dataclasses import dataclass, field, replace
from typing import Final

from protocol.consent import Answer
from protocol.control import AskConsent, AskMode, ConsentGiven, RaiseLogged
from protocol.ids import PersonId, RequestId, SessionId
from protocol.inner import Invite
from protocol.link_messages import PeerKind
from protocol.modes import Mode
from protocol.people import Person
from protocol.roles import Role
from protocol.session import SessionState
from server.desk.directory import Colleague
from server.runtime.ports import Staff
from tests.support.live_server import AGENT, CUSTOMER, RIVAL, LivePeer, LiveServer
from tests.support.live_session import allow
from tests.support.people import DIRECTORY, EXPERT, LEARNER, OTHERS_BOSS, SUPERVISOR

ADMIN: Final = Person(person_id=PersonId("p_ada"), name="Ada", role=Role.ADMIN)
MANAGER: Final = Person(person_id=PersonId("p_max"), name="Max", role=Role.MANAGER)
VIEWER: Final = Person(person_id=PersonId("v_vera"), name="Vera", role=Role.VIEWER)
INSIDERS: Final = (AGENT, EXPERT, SUPERVISOR, LEARNER, ADMIN)
"""The staff in the session; the agent owns it, and holds control where the mode has any."""
OUTSIDERS: Final = (RIVAL, OTHERS_BOSS, MANAGER)
_FRESH_SECONDS: Final = 3.0
"""A link that says nothing for six seconds is lost."""

Where = tuple[PeerKind, Person]
PAGE: Final[Where] = (PeerKind.PAGE, CUSTOMER)
MACHINE: Final[Where] = (PeerKind.MACHINE, CUSTOMER)
OWN_MACHINE: Final[Where] = (PeerKind.MACHINE, AGENT)
AUDIENCE: Final[Where] = (PeerKind.VIEWER, VIEWER)
CONSOLES: Final[tuple[Where, ...]] = tuple((PeerKind.CONSOLE, person) for person in INSIDERS)


@dataclass
class Cast:
    """One session and its links; those that nobody asked for are not open."""

    server: LiveServer
    mode: Mode | None
    session_id: SessionId
    machine: LivePeer
    owner: LivePeer
    links: dict[Where, LivePeer] = field(default_factory=dict[Where, LivePeer])
    made_at: float = field(default_factory=time.monotonic)
    uses: int = 0

    def is_stale(self) -> bool:
        """Whether its links are about to be lost, or to have said too much."""
        return self.uses >= 30 or time.monotonic() > self.made_at + _FRESH_SECONDS

    async def link(self, who: Where) -> LivePeer:
        """This peer's link, opened when it is first asked for."""
        if who not in self.links:
            self.links[who] = await self.server.open(*who, self.session_id)
        return self.links[who]

    async def state(self) -> SessionState:
        """The whole session, as the server has it."""
        return await self.server.hub.state(self.session_id)


async def employ_all(server: LiveServer) -> dict[PersonId, Staff]:
    """Everyone works here."""
    first = frozenset(DIRECTORY.people[AGENT.person_id].teams)
    more = [Colleague(one.person_id, one.name, one.role, "en", teams=first) for one in (ADMIN, MANAGER)]
    people = {**DIRECTORY.people, **{one.person_id: one for one in more}}
    server.world.directory.replace(replace(DIRECTORY, people=people))
    known = [(one, await server.world.staff.by_id(one.person_id)) for one in (*INSIDERS, *OUTSIDERS)]
    return {one.person_id: staff or await server.world.employ(one) for one, staff in known}


async def cast(server: LiveServer, mode: Mode | None) -> Cast:
    """A session in this mode with everyone in it; None: the customer is taken, and has not shown anything."""
    staff = await employ_all(server)
    made = await (_demo(server, staff) if mode is Mode.DEMO else _help(server, mode, staff))
    made.links[made_of(mode)] = made.machine
    made.links[PeerKind.CONSOLE, AGENT] = made.owner
    return made


def made_of(mode: Mode | None) -> Where:
    """Whose machine is captured."""
    return OWN_MACHINE if mode is Mode.DEMO else MACHINE


async def _help(server: LiveServer, mode: Mode | None, staff: dict[PersonId, Staff]) -> Cast:
    session_id = await server.ask_for_help()
    machine = await server.open(*MACHINE, session_id)
    await server.hub.claim(session_id, staff[AGENT.person_id])
    owner = await server.open(PeerKind.CONSOLE, AGENT, session_id)
    made = Cast(server, mode, session_id, machine, owner)
    await _gather(made, staff)
    if mode is None:
        asked = await machine.hear(AskConsent)
        await machine.say(
            ConsentGiven(request_id=asked.request_id, answer=Answer.REFUSED, mode=Mode.OBSERVER, epoch=0)
        )
        await owner.fact("consent_answered")
        return made
    await allow(machine, epoch=1)
    if mode is not Mode.OBSERVER:
        await owner.say(AskMode(request_id=RequestId("req_mode"), mode=mode))
        await allow(machine, epoch=2)
    return made


async def _demo(server: LiveServer, staff: dict[PersonId, Staff]) -> Cast:
    session_id = await server.hub.open_demo(staff[AGENT.person_id], "How we work")
    machine = await server.open(*OWN_MACHINE, session_id)
    owner = await server.open(PeerKind.CONSOLE, AGENT, session_id)
    made = Cast(server, Mode.DEMO, session_id, machine, owner)
    await _gather(made, staff)
    shows = ConsentGiven(
        request_id=RequestId("show"), answer=Answer.ALLOWED, mode=Mode.DEMO, epoch=1, covered=()
    )
    await machine.say(shows)
    await machine.hear(RaiseLogged)
    await server.hub.let_watch(session_id, VIEWER)
    return made


async def _gather(made: Cast, staff: dict[PersonId, Staff]) -> None:
    """Expert and administrator are asked in; supervisor and learner come with a reason."""
    calls = made.server.hub.calls
    for number, person in enumerate((EXPERT, ADMIN)):
        call = RequestId(f"call_{number}")
        await made.owner.say(Invite(request_id=call, person_id=person.person_id))
        await made.owner.fact("invited")
        await calls.answer(made.session_id, staff[person.person_id], call, accepted=True)
    for person in (SUPERVISOR, LEARNER):
        await calls.supervise(made.session_id, staff[person.person_id], "To see how it goes")
