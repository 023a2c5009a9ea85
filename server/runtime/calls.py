"""Answering a colleague's call, and joining a session of one's team: rights are checked here (SPEC G, H2)."""

from dataclasses import dataclass

from protocol.ids import RequestId, SessionId
from protocol.inner import Inner, Invitation, Invite, OfferTransfer, Transfer
from protocol.people import Person
from protocol.session import SessionState
from server.core import events as ev
from server.desk.calls import invites, offers, oversees
from server.desk.directory import Colleague, Directory, Queue, Team
from server.errors import NotAllowed, OutOfTurn, UnknownThing
from server.runtime.directory_now import DirectoryNow
from server.runtime.ports import Clock, Staff
from server.runtime.sessions import Sessions


def person_of(staff: Staff) -> Person:
    """The staff member as somebody in a session."""
    return Person(person_id=staff.person_id, name=staff.name, role=staff.role, language=staff.language)


def named(directory: Directory, said: Invite | OfferTransfer) -> Invite | OfferTransfer:
    """The same request, with the name by which people know whom or what it asks for.

    Whatever name the peer wrote is overwritten. Raises OutOfTurn: nobody and nothing has this id.
    """
    return said.model_copy(update={"name": _name(directory, said)})


def _name(directory: Directory, said: Invite | OfferTransfer) -> str | None:
    found: Colleague | Team | Queue | None
    match said:
        case Invite(skill=str() as skill):
            return skill
        case Invite(person_id=str() as person_id) | OfferTransfer(to_person=str() as person_id):
            found, what = directory.people.get(person_id), "colleague"
        case OfferTransfer(to_team=str() as team_id):
            found, what = directory.teams.get(team_id), "team"
        case OfferTransfer(to_queue=str() as queue_id):
            found, what = directory.queues.get(queue_id), "queue"
        case _:
            return None
    if found is None:
        raise OutOfTurn(f"there is no such {what} any more")
    return found.name


@dataclass(frozen=True, slots=True)
class Calls:
    """What staff may do to a session that they are not in yet."""

    sessions: Sessions
    directory: DirectoryNow
    clock: Clock

    async def answer(
        self, session_id: SessionId, staff: Staff, call_id: RequestId, *, accepted: bool
    ) -> None:
        """Accept or decline an invitation, or a transfer; who accepts is in the session from then on.

        Raises:
            UnknownThing: no such session, or no such call in it any more.
            NotAllowed: somebody else is asked.
            OutOfTurn, SessionOver: too late.
            AppendFailed: it could not be stored.
        """
        mailbox = await self.sessions.find(session_id)
        call = _call(await self.sessions.state(session_id), call_id)
        if not self._asks(call, staff):
            raise NotAllowed("answer this call: it asks somebody else")
        await mailbox.ask(ev.CallAnswered(self.clock.now_ms(), person_of(staff), call_id, accepted))
        if not accepted:
            self.sessions.board.decline(session_id, staff.person_id, call_id)

    async def supervise(self, session_id: SessionId, staff: Staff, reason: str) -> None:
        """Join without having been asked for, with a reason that is logged.

        Raises:
            UnknownThing: no such session.
            NotAllowed: their role never may, or it is another team's session.
            OutOfTurn, SessionOver: nobody has taken the customer yet, or it is over.
            AppendFailed: it could not be stored.
        """
        mailbox = await self.sessions.find(session_id)
        if not self.oversees(staff, await self.sessions.state(session_id)):
            raise NotAllowed("join this session without being asked for")
        await mailbox.ask(ev.SupervisorCame(self.clock.now_ms(), person_of(staff), reason))

    def oversees(self, staff: Staff, state: SessionState) -> bool:
        """Whether this session is of their teams, and their role may join those."""
        return oversees(self.directory.now, staff.person_id, staff.role, state.queue_id)

    def _asks(self, call: Invitation | Transfer, staff: Staff) -> bool:
        if isinstance(call, Invitation):
            return invites(self.directory.now, call, staff.person_id, staff.role)
        return offers(self.directory.now, call, staff.person_id, staff.role)


def _call(state: SessionState, call_id: RequestId) -> Invitation | Transfer:
    inner = state.inner or Inner()
    if inner.transfer is not None and inner.transfer.transfer_id == call_id:
        return inner.transfer
    for invitation in inner.invitations:
        if invitation.invitation_id == call_id:
            return invitation
    raise UnknownThing("call")
