"""What stands on top, read off the session."""

from customer_client.core.session import Session
from customer_client.ui.front import BannerView, Recorded, Someone, UnderWay, Wants
from protocol.control import AskConsent
from protocol.ids import PersonId
from protocol.people import Person, Presence
from protocol.recording import RecordingState
from protocol.recording_messages import RecordingDeed
from protocol.rights import Deed, may
from protocol.roles import STAFF


def banner_of(session: Session, organisation: str, since: str, place: int | None) -> BannerView:
    """The banner for this moment.

    Args:
        session: What is in force here.
        organisation: Whose help desk it is.
        since: When the view began, as a clock shows it.
        place: In the queue, as long as nobody has come.
    """
    people = session.mirror.people if session.mirror is not None else ()
    holder = next((person.name for person in people if person.person_id == session.holder), session.holder)
    return BannerView(
        organisation=organisation,
        people=tuple(Someone(person.name, person.role) for person in people if _is_here(person)),
        mode=session.mode,
        holder=holder,
        since=since if session.mode is not None else "",
        linked=session.linked,
        place=place,
        over=session.over,
        floor_is_here=session.floor_is_here,
        may_give=tuple(wants for wants in _covered(session) if session.floor_is_here),
        wanted=tuple(wants for wants in _covered(session) if wants.person_id in _wanted(session)),
        works=tuple(UnderWay(order.request_id, order.what) for order in session.works),
        restarting=session.restarting,
        recorded=_recorded(session),
        private=session.private,
    )


def _recorded(session: Session) -> Recorded | None:
    """What the person wants stands there as something that is still to come true."""
    recording = session.recording
    if recording is None:
        return None
    match session.recording_wish:
        case RecordingDeed.WITHDRAW:
            return Recorded.ENDING
        case RecordingDeed.PAUSE:
            return Recorded.PAUSING
        case RecordingDeed.RESUME:
            return Recorded.RESUMING
        case None if recording.state is RecordingState.ASKED:
            return Recorded.BEGINS if session.recording_begins else None
        case None:
            return Recorded.ON if recording.state is RecordingState.ON else Recorded.PAUSED


def _covered(session: Session) -> tuple[Wants, ...]:
    """Whom the person here may give the floor to: present, covered, and of a role that may ever have it."""
    people = session.mirror.people if session.mirror is not None else ()
    return tuple(
        Wants(person.person_id, person.name)
        for person in people
        if _is_here(person) and person.person_id in session.covered and may(person.role, Deed.HOLD)
    )


def _wanted(session: Session) -> tuple[PersonId, ...]:
    return session.mirror.floor_wanted if session.mirror is not None else ()


def others_of(ask: AskConsent) -> tuple[Someone, ...]:
    """The staff that a question names besides who asks."""
    return tuple(
        Someone(named.name, named.role)
        for named in ask.people
        if named.role in STAFF and named.person_id != ask.asked_by.person_id
    )


def _is_here(person: Person) -> bool:
    return person.role in STAFF and person.presence is Presence.PRESENT
