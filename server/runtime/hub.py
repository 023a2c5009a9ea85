"""Every session that is not over, and every link into one: the door that `http` and `ws` knock at."""

from protocol.facts import Door
from protocol.ids import PersonId, SessionId
from protocol.people import Person
from protocol.queue import Waiting
from protocol.session import SessionState
from server.runtime.ports import Staff


class Hub:
    """Being written; the names and signatures below stay. Made by `app` as `Hub(world, rules, pictures=…)`."""

    async def start(self) -> None:
        """Rebuild every unfinished session from its log."""
        raise NotImplementedError

    async def stop(self) -> None:
        """Close every link with GOING_AWAY (clients come back by themselves); no session ends."""
        raise NotImplementedError

    async def open_session(self, customer: Person, door: Door, reason: str) -> SessionId:
        """A new session, waiting. Raises AppendFailed."""
        raise NotImplementedError

    async def claim(self, session_id: SessionId, staff: Staff, why: str | None = None) -> SessionState:
        """This staff member takes this customer. `why` None: the desk says it, in the staff member's language.

        Raises:
            UnknownThing, AlreadyClaimed, OutOfTurn (the customer is away), NotAllowed (role), SessionOver, AppendFailed.
        """
        raise NotImplementedError

    def next_for(self, staff: Staff) -> Waiting:
        """Who is next for this staff member, without taking them. Raises QueueEmpty."""
        raise NotImplementedError

    async def take_next(self, staff: Staff) -> SessionId:
        """Take who is next; tries again when a colleague was quicker. Raises QueueEmpty, NotAllowed, AppendFailed."""
        raise NotImplementedError

    def waiting(self, staff: Staff) -> tuple[Waiting, ...]:
        """Everyone who waits and is there, in order, explained in the staff member's language."""
        raise NotImplementedError

    async def state(self, session_id: SessionId) -> SessionState:
        """The session as it is now; an ended one is folded from its log. Raises UnknownThing."""
        raise NotImplementedError

    async def end(self, session_id: SessionId, person_id: PersonId) -> None:
        """End it, in the name of this person (its customer, or staff in it). Raises UnknownThing, NotAllowed, SessionOver."""
        raise NotImplementedError

    async def sign_out(self, person_id: PersonId) -> None:
        """Void every pass of this person, close their sockets (4401), and let them leave their sessions; within 1 s."""
        raise NotImplementedError

    def counts(self) -> dict[str, int]:
        """Plain figures for /metrics, by name."""
        raise NotImplementedError
