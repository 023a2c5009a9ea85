"""By which ways the holder's input can come in (SPEC C8)."""

from customer_client.core.paths import Paths
from protocol.ids import PeerId
from protocol.people import Presence
from tests.support.machine_playbook import ANA, CONSOLE, EVE, LEA, mirror

AWAY = ANA.model_copy(update={"presence": Presence.AWAY})


def test_the_servers_link_is_a_way_while_both_ends_of_it_are_there() -> None:
    """C8."""
    paths = Paths()
    assert paths.live_for(ANA.person_id, mirror())
    assert not paths.live_for(ANA.person_id, None), "this machine's link is cut"
    paths.holder_linked = False
    assert not paths.live_for(ANA.person_id, mirror()), "the holder's is"


def test_who_is_away_or_not_in_the_session_has_no_way_over_the_server() -> None:
    assert not Paths().live_for(AWAY.person_id, mirror(AWAY))
    assert not Paths().live_for(LEA.person_id, mirror())


def test_a_direct_path_is_a_way_of_its_person_alone_and_needs_no_server() -> None:
    """C8, C9."""
    paths = Paths()
    paths.direct_opened(CONSOLE, ANA.person_id)
    assert paths.live_for(ANA.person_id, None)
    assert not paths.live_for(EVE.person_id, None)
    paths.direct_lost(CONSOLE)
    paths.direct_lost(CONSOLE)
    assert not paths.live_for(ANA.person_id, None)


def test_who_leaves_takes_their_direct_paths_and_nobody_elses() -> None:
    tab, other = PeerId("r_tab"), PeerId("r_eve")
    paths = Paths()
    for peer, person in ((CONSOLE, ANA), (other, EVE), (tab, ANA)):
        paths.direct_opened(peer, person.person_id)
    assert paths.left(ANA.person_id) == [CONSOLE, tab]
    assert not paths.live_for(ANA.person_id, None)
    assert paths.live_for(EVE.person_id, None)
    paths.direct_closed()
    assert not paths.live_for(EVE.person_id, None)
