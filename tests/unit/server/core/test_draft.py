"""The working copy of one event (SPEC S1)."""

from protocol.control import PeerGone
from protocol.facts import Claimed, Door, Opened
from protocol.ids import PeerId
from protocol.session import SessionState
from server.core.draft import Draft, Rules, Standing
from server.core.effects import Send
from tests.support.playbook import AGENT, CUSTOMER, MACHINE, SESSION, live


def test_facts_are_numbered_and_folded_as_they_happen_s1() -> None:
    draft = Draft(7, Rules(), SessionState(session_id=SESSION), Standing())
    draft.happen(Opened(customer=CUSTOMER, door=Door.PAGE, reason=""))
    draft.happen(Claimed(person_id=AGENT.person_id, why=""))
    assert [(entry.seq, entry.at) for entry in draft.entries] == [(1, 7), (2, 7)]
    assert draft.state.owner_id == AGENT.person_id


def test_orders_go_to_the_machine_only_while_its_link_is_open_c4() -> None:
    session = live()
    order = PeerGone(peer=PeerId("r_x001"))
    here = Draft(1, Rules(), session.state, session.standing)
    here.order(order)
    assert here.effects == [Send(MACHINE, order)]
    nowhere = Draft(1, Rules(), session.state, Standing())
    nowhere.order(order)
    assert nowhere.effects == []
