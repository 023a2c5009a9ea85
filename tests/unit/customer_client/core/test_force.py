"""What is in force, as the parts of the session share it."""

from customer_client.core.force import UNSAID_LIMIT, InForce
from protocol.consent import LoweredBy
from protocol.control import LoweredHere
from protocol.modes import Mode
from tests.support.machine_playbook import ANA, EVE, mirror


def test_epochs_only_rise_c1() -> None:
    force = InForce(7, can_inject=True)
    assert (force.mint(), force.mint(), force.epoch) == (8, 9, 9)


def test_nobody_is_known_before_the_first_welcome() -> None:
    force = InForce(0, can_inject=True)
    assert force.person(ANA.person_id) is None
    force.mirror = mirror()
    assert force.person(ANA.person_id) == ANA


def test_the_newest_lowerings_are_kept_for_a_server_that_is_away_c4() -> None:
    force = InForce(0, can_inject=True)
    for epoch in range(UNSAID_LIMIT + 1):
        assert force.say(LoweredHere(epoch=epoch, by=LoweredBy.PANIC_KEY)) == []
    assert [message.epoch for message in force.unsaid] == list(range(1, UNSAID_LIMIT + 1))


def test_the_floor_is_here_only_where_it_could_be_given_away_o1() -> None:
    force = InForce(0, can_inject=True, mode=Mode.DESKTOP_SHARING, covered=(EVE.person_id,))
    assert force.floor_is_here
    force.holder = EVE.person_id
    assert not force.floor_is_here
    force.holder, force.covered = None, ()
    assert not force.floor_is_here
    force.mode, force.covered = Mode.FULL_CONTROL, (EVE.person_id,)
    assert not force.floor_is_here
