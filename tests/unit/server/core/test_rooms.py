"""Each request has its room (SPEC S2)."""

from typing import get_args

import pytest

from protocol.floor import AskFloor
from protocol.ids import PeerId, RequestId
from protocol.work import InspectionWork
from protocol.work_messages import AskWork
from server.core.requests import Request
from server.core.rooms import ROOMS
from server.errors import NotAllowed, OutOfTurn
from tests.support.playbook import CONSOLE, claimed, facts, live, says

INSPECTION = AskWork(request_id=RequestId("work_1"), what=InspectionWork())


def test_every_request_has_its_room_s2() -> None:
    assert set(get_args(Request)) == ROOMS.keys()
    assert all(states for _, states in ROOMS.values())


@pytest.mark.parametrize("said", [AskFloor(request_id=RequestId("move_1")), INSPECTION])
def test_a_room_takes_its_requests_in_its_states_alone_s2(said: Request) -> None:
    session = claimed()
    before = repr(session)
    with pytest.raises(OutOfTurn, match="not possible now"):
        session.handle(says(1, CONSOLE, said))
    assert repr(session) == before


def test_a_room_takes_requests_of_who_is_in_the_session_alone_h2() -> None:
    assert facts(live(), says(1, CONSOLE, INSPECTION)) == ["work_asked"]
    with pytest.raises(NotAllowed, match="not in"):
        live().handle(says(1, PeerId("r_stranger"), INSPECTION))
