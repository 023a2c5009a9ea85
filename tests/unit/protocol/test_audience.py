"""Who hears of what (SPEC A)."""

import itertools

import pytest
from pydantic import BaseModel

from protocol.audience import INNER_FACTS, as_seen_by, heard_by, hears
from protocol.chat import Room, Said
from protocol.export.shape import members
from protocol.facts import Fact
from protocol.fold import fold
from protocol.fold_rooms import _RULES
from protocol.ids import PersonId, RequestId, SessionId
from protocol.people import Person
from protocol.roles import STAFF, Role
from protocol.session import SessionState
from tests.support.vectors import SCENES, entries_of

FRESH = SessionState(session_id=SessionId("s_001"))


def person(role: Role, name: str = "ana") -> Person:
    return Person(person_id=PersonId(f"p_{name}"), name=name, role=role)


def said(room: Room, by: Person) -> Said:
    return Said(message_id=RequestId("m_001"), room=room, person_id=by.person_id, text="Hola")


@pytest.mark.parametrize("role", Role)
def test_the_inner_room_is_the_staffs_alone_a1(role: Role) -> None:
    agent = person(Role.AGENT, "ben")
    assert hears(person(role), said(Room.INNER, agent), agent) is (role in STAFF)
    assert hears(person(role), said(Room.CUSTOMER, agent), agent)


def test_what_a_viewer_writes_is_heard_by_the_staff_and_the_viewer_a3() -> None:
    viewer, other = person(Role.VIEWER, "vera"), person(Role.VIEWER, "victor")
    words = said(Room.CUSTOMER, viewer)
    assert hears(viewer, words, viewer)
    assert hears(person(Role.AGENT), words, viewer)
    assert not hears(other, words, viewer)


@pytest.mark.parametrize(("name", "role"), list(itertools.product(SCENES, (Role.CUSTOMER, Role.AGENT))))
def test_a_cut_snapshot_and_heard_entries_are_a_cut_fresh_snapshot_a2(name: str, role: Role) -> None:
    entries, listener = entries_of(SCENES[name]), person(role, "nobody")
    for count in range(1, len(entries) + 1):
        before = fold(FRESH, entries[:count])
        heard = [entry for entry in entries[count:] if heard_by(listener, before, entry)]
        mine = fold(as_seen_by(role, before), heard)
        fresh = as_seen_by(role, fold(FRESH, entries))
        assert mine.model_copy(update={"seq": 0}) == fresh.model_copy(update={"seq": 0})


def test_every_fact_of_the_staff_is_a_fact() -> None:
    facts = {one for one in members(Fact) if isinstance(one, type) and issubclass(one, BaseModel)}
    assert facts >= INNER_FACTS
    assert facts >= set(_RULES)
