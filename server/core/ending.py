"""The end of a session: final, with nothing left in force (SPEC S8)."""

from protocol.consent import Answer, LoweredBy
from protocol.control import LowerOrder, StopAsking
from protocol.errors import ErrorCode
from protocol.facts import Ended, EndedBy
from protocol.ids import PersonId
from protocol.rights import Deed, may
from protocol.roles import Role
from server.core import calls, recording, work
from server.core.draft import Draft, Standing
from server.core.effects import CloseLinks
from server.errors import NotAllowed


def ask(draft: Draft, person_id: PersonId) -> None:
    """Somebody in the session ends it. Raises NotAllowed: a stranger, or one who only watches."""
    person = draft.state.person(person_id)
    if person is None or not may(person.role, Deed.END):
        raise NotAllowed("end this session")
    by = EndedBy.CUSTOMER if person.role is Role.CUSTOMER else EndedBy.STAFF
    end(draft, Ended(by=by, person_id=person_id))


def end(draft: Draft, fact: Ended) -> None:
    """From here on nothing is in force, and every link is closed after the news has gone out."""
    if draft.state.question is not None:
        draft.order(StopAsking(request_id=draft.state.question.request_id))
    if draft.state.mode is not None:
        by = LoweredBy.LOCAL_PERSON if fact.by is EndedBy.CUSTOMER else LoweredBy.STAFF
        draft.order(LowerOrder(mode=None, by=by, person_id=fact.person_id))
    recording.stop_asking(draft, Answer.WITHDRAWN)
    work.stop_all(draft, "The session is over.")
    calls.close_all(draft)
    draft.happen(fact)
    draft.effects.append(CloseLinks(frozenset(draft.standing.links), ErrorCode.SESSION_OVER))
    before = draft.standing
    draft.standing = Standing(
        viewers=before.viewers,
        source=before.source,
        spoken=before.spoken,
        flags=before.flags,
        ended_at_ms=before.ended_at_ms,
    )
