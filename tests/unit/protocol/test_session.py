"""The state of a session, as a value."""

from protocol.fold import fold
from protocol.ids import PersonId, SessionId
from protocol.session import SessionState
from tests.support.vectors import SCENES, entries_of


def test_a_person_is_found_by_their_id() -> None:
    fresh = SessionState(session_id=SessionId("s_001"))
    state = fold(fresh, entries_of(SCENES["the staff arranges things among itself"]))
    eva = state.person(PersonId("p_eva"))
    assert eva is not None
    assert eva.name == "Eva"
    assert state.person(PersonId("p_nobody")) is None
