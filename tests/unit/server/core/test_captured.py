"""The captured machine (SPEC M1, K8)."""

import pytest

from protocol.errors import BadMessage, ErrorCode
from protocol.ids import PeerId
from protocol.link_messages import PeerKind
from protocol.people import Machine
from server.core import events as ev
from server.core.effects import CloseLinks
from server.errors import Replaced
from tests.support.playbook import (
    CUSTOMER,
    MACHINE,
    SAYS,
    live,
    take,
    waiting,
)


def test_a_program_that_does_not_describe_its_machine_is_no_program_k1() -> None:
    with pytest.raises(BadMessage):
        waiting().handle(ev.LinkOpened(1, MACHINE, PeerKind.MACHINE, CUSTOMER))


def test_a_program_is_introduced_with_its_machine_and_screen_m1() -> None:
    session = waiting()
    caused = take(session, ev.LinkOpened(1, MACHINE, PeerKind.MACHINE, CUSTOMER, version="1.2", machine=SAYS))
    assert [getattr(step, "type", type(step).__name__) for step in caused[:2]] == [
        "machine_joined",
        "screen_changed",
    ]
    assert session.state.machine == Machine(
        peer_id=MACHINE,
        platform=SAYS.platform,
        system=SAYS.system,
        version="1.2",
        abilities=SAYS.abilities,
    )


def test_a_second_program_replaces_the_first_which_cannot_come_back_k8() -> None:
    session = live()
    other = PeerId("r_machine2")
    caused = take(session, ev.LinkOpened(1, other, PeerKind.MACHINE, CUSTOMER, machine=SAYS))
    assert CloseLinks(frozenset({MACHINE}), ErrorCode.REPLACED) in caused
    with pytest.raises(Replaced):
        session.handle(ev.LinkOpened(2, MACHINE, PeerKind.MACHINE, CUSTOMER, resumed=True, machine=SAYS))
