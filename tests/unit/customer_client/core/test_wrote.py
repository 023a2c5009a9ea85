"""What somebody writes to the person here (SPEC T, A3)."""

import pytest

from customer_client.core import effects as ef
from customer_client.core import events as ev
from customer_client.core.session import Session
from protocol.chat import Room, Said
from protocol.ids import PersonId, RequestId
from tests.support.machine_playbook import ANA, CUSTOMER, demo, fact, welcomed


def said(person_id: PersonId, text: str = "Hola", room: Room = Room.CUSTOMER) -> Said:
    return Said(message_id=RequestId("m_0001"), room=room, person_id=person_id, text=text)


def test_the_person_is_told_who_wrote_what() -> None:
    assert welcomed().handle(fact(1, said(ANA.person_id))) == [ef.Wrote("Ana", "Hola")]


@pytest.mark.parametrize(
    "what",
    [
        said(CUSTOMER.person_id),
        said(ANA.person_id, ""),
        said(ANA.person_id, room=Room.INNER),
        said(PersonId("p_gone")),
    ],
)
def test_their_own_words_and_what_is_not_for_them_are_not_shown(what: Said) -> None:
    assert welcomed().handle(fact(1, what)) == []


def test_in_a_demo_nothing_is_shown_over_what_is_presented() -> None:
    session = Session()
    session.handle(ev.Welcomed(0, demo(), "Ayuda"))
    assert session.handle(fact(1, said(ANA.person_id))) == []
