"""Several people in one live session: who works here, and their way in."""

from protocol.fold import fold
from protocol.ids import PersonId, QueueId, RequestId, SessionId, TeamId
from protocol.inner import Invite
from protocol.link_messages import PeerKind
from protocol.people import Person
from protocol.roles import Role
from protocol.session import SessionState
from server.desk.directory import DEFAULT_QUEUE, Colleague, Directory, Queue, Team
from server.runtime.ports import Staff
from tests.support.live_server import AGENT, RIVAL, LivePeer, LiveServer
from tests.support.live_session import LiveSession

EXPERT = Person(person_id=PersonId("p_eve"), name="Eve", role=Role.EXPERT)
SUPERVISOR = Person(person_id=PersonId("p_sam"), name="Sam", role=Role.SUPERVISOR)
LEARNER = Person(person_id=PersonId("p_lea"), name="Lea", role=Role.LEARNER)
OTHERS_BOSS = Person(person_id=PersonId("p_olga"), name="Olga", role=Role.SUPERVISOR)
FIRST, SECOND = Team(TeamId("t_first"), "First line"), Team(TeamId("t_second"), "Second line")
DEFAULT = Queue(DEFAULT_QUEUE, "Help", FIRST.team_id)
PRINTERS = Queue(QueueId("q_printers"), "Printers", SECOND.team_id)
_TEAMS = {AGENT: FIRST, RIVAL: FIRST, SUPERVISOR: FIRST, LEARNER: FIRST, EXPERT: SECOND, OTHERS_BOSS: SECOND}


def colleague(person: Person, *skills: str) -> Colleague:
    team = _TEAMS[person]
    return Colleague(
        person.person_id,
        person.name,
        person.role,
        person.language,
        teams=frozenset({team.team_id}),
        skills=frozenset(skills),
    )


DIRECTORY = Directory(
    teams={team.team_id: team for team in (FIRST, SECOND)},
    queues={queue.queue_id: queue for queue in (DEFAULT, PRINTERS)},
    people={
        one.person_id: one
        for one in (
            colleague(EXPERT, "Printers"),
            *(colleague(person) for person in _TEAMS if person is not EXPERT),
        )
    },
)


async def hire(server: LiveServer) -> dict[str, Staff]:
    """Everyone works here, by name."""
    server.world.directory.replace(DIRECTORY)
    known = [await server.world.staff.by_id(person.person_id) for person in _TEAMS]
    hired = [one or await server.world.employ(person) for one, person in zip(known, _TEAMS, strict=True)]
    return {staff.name: staff for staff in hired}


async def bring_expert(server: LiveServer, session: LiveSession, expert: Staff) -> LivePeer:
    """The expert was invited, and is here."""
    call = RequestId("req_expert")
    await session.console.say(Invite(request_id=call, person_id=expert.person_id))
    await session.console.fact("invited")
    await server.hub.calls.answer(session.session_id, expert, call, accepted=True)
    return await server.open(PeerKind.CONSOLE, EXPERT, session.session_id)


async def bring_supervisor(server: LiveServer, session_id: SessionId, boss: Staff, who: Person) -> LivePeer:
    """Somebody of the team has joined with a reason."""
    await server.hub.calls.supervise(session_id, boss, "The customer asked for me")
    return await server.open(PeerKind.CONSOLE, who, session_id)


def known_to(peer: LivePeer) -> SessionState:
    """The session as this peer can know it: its welcome, and what it heard since."""
    assert peer.welcome is not None
    assert peer.welcome.session is not None
    return fold(peer.welcome.session, peer.entries)
