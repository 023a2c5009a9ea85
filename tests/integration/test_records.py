"""How long a reason is good, by a clock that tests move."""

import pytest

from protocol.ids import PersonId
from protocol.people import Person
from protocol.roles import Role
from server.errors import AppendFailed, ReasonNeeded
from server.runtime.records import LOOK_MS
from server.settings import Settings
from tests.support.record_keeping import record_room, staff_of

pytestmark = pytest.mark.slow

BO = Person(person_id=PersonId("p_bo"), name="Bo", role=Role.AGENT)
BOSS = staff_of(Person(person_id=PersonId("p_boss"), name="Boss", role=Role.MANAGER))
HOUR_MS = 3_600_000


async def test_a_reason_is_good_for_eight_hours_whenever_it_was_said(server_settings: Settings) -> None:
    async with record_room(server_settings) as room:
        session_id = await room.past.session(BO)
        for hour in (0, 3, 7):
            room.clock.ms = (200_000 + hour * 10) * LOOK_MS + hour * HOUR_MS
            with pytest.raises(ReasonNeeded):
                await room.records.show(session_id, BOSS)
            until_ms = await room.records.look(session_id, BOSS, "To see")
            assert until_ms == room.clock.ms + LOOK_MS
            room.clock.ms += LOOK_MS - 1
            await room.records.show(session_id, BOSS)
            room.clock.ms += 1
            with pytest.raises(ReasonNeeded):
                await room.records.show(session_id, BOSS)


async def test_a_reason_that_is_said_again_is_logged_again(server_settings: Settings) -> None:
    async with record_room(server_settings) as room:
        session_id = await room.past.session(BO)
        first = await room.records.look(session_id, BOSS, "To see")
        room.clock.ms += 1
        assert await room.records.look(session_id, BOSS, "To see more") in {first, first + 1}
        assert [one[-1] for one in room.notes.noted] == ["To see", "To see more"]


async def test_what_could_not_be_logged_is_not_shown_n9(server_settings: Settings) -> None:
    async with record_room(server_settings) as room:
        session_id = await room.past.session(BO)
        room.notes.refusal = AppendFailed()
        with pytest.raises(AppendFailed):
            await room.records.look(session_id, BOSS, "To see")
        with pytest.raises(ReasonNeeded):
            await room.records.show(session_id, BOSS)
        with pytest.raises(AppendFailed):
            await room.records.hold(session_id, BOSS, "A claim", held=True)
        with pytest.raises(AppendFailed):
            await room.records.erase(session_id, BOSS, "It is asked for")
        record = await room.records.catalogue.find(session_id)
        assert (record.is_held, record.erased_at_ms) == (False, None)
