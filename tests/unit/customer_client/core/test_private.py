"""A private moment: black for everyone, and nobody drives (SPEC N5)."""

from customer_client.core import effects as ef
from customer_client.core import events as ev
from customer_client.core.session import Session
from protocol.consent import LoweredBy
from protocol.modes import Mode
from protocol.recording_messages import PrivateIs
from tests.support.machine_playbook import ANA, mirror, raised, welcomed

AT_MS = 20_000
BEGINS = ev.PrivateHere(AT_MS, on=True)
ENDS = ev.PrivateHere(AT_MS, on=False)


def private() -> Session:
    session = raised(Mode.FULL_CONTROL)
    session.handle(BEGINS)
    assert session.private
    return session


def test_it_begins_and_ends_here_and_is_said_after_it_happened_n5() -> None:
    session = raised(Mode.FULL_CONTROL)
    assert session.handle(BEGINS) == [ef.Cover(on=True), ef.Send(PrivateIs(on=True))]
    assert session.handle(ENDS) == [ef.Cover(on=False), ef.Send(PrivateIs(on=False))]
    assert session.holder == ANA.person_id, "what was allowed stays"


def test_without_a_view_there_is_nothing_to_cover_n5() -> None:
    session = welcomed()
    assert session.handle(BEGINS) == [ef.Cover(on=False)]
    assert not session.private
    assert raised(Mode.OBSERVER).handle(ENDS) == [ef.Cover(on=False)], "there was none to end"


def test_it_needs_no_server_and_is_said_when_the_link_is_back_n5() -> None:
    session = raised(Mode.OBSERVER)
    session.handle(ev.LinkLost(AT_MS))
    assert session.handle(BEGINS) == [ef.Cover(on=True)]
    state = mirror(mode=Mode.OBSERVER, epoch=session.epoch)
    assert ef.Send(PrivateIs(on=True)) in session.handle(ev.Welcomed(AT_MS, state, "Ayuda"))
    told = state.model_copy(update={"private": True})
    assert session.handle(ev.Welcomed(AT_MS, told, "Ayuda")) == []


def test_a_new_program_starts_without_one_n5() -> None:
    state = mirror().model_copy(update={"private": True})
    assert Session().handle(ev.Welcomed(AT_MS, state, "Ayuda")) == [ef.Send(PrivateIs(on=False))]


def test_it_lasts_while_the_view_does_and_ends_with_it_n5() -> None:
    session = private()
    lowered = session.handle(ev.TakenBack(AT_MS, Mode.OBSERVER, LoweredBy.LOCAL_PERSON))
    assert session.private
    assert ef.Cover(on=False) not in lowered
    ended = session.handle(ev.TakenBack(AT_MS, None, LoweredBy.PANIC_KEY))
    assert not session.private
    assert ended.index(ef.StopPicture()) < ended.index(ef.Cover(on=False)), "nothing is shown in between"
    assert ef.Send(PrivateIs(on=False)) in ended
