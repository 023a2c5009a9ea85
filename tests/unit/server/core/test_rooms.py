"""Each request has its room (SPEC S2)."""

from typing import get_args

from server.core.requests import Request
from server.core.rooms import ROOMS


def test_every_request_has_its_room_s2() -> None:
    assert set(get_args(Request)) == ROOMS.keys()
    assert all(states for _, states in ROOMS.values())
