"""Talking (SPEC T)."""

import pytest

from protocol.chat import Attachment, AttachmentId, Noted, Room, Said, StepTicked
from protocol.chat_messages import Note, Say, TickStep
from protocol.facts import Entry
from protocol.ids import PeerId, PersonId, RequestId
from protocol.limits import CHAT_AFTER_SECONDS
from protocol.link_messages import PeerKind
from protocol.people import Person
from protocol.roles import Role
from server.core import events as ev
from server.core.session import Session
from server.errors import NotAllowed, OutOfTurn, SessionOver
from tests.support.playbook import (
    AGENT,
    CONSOLE,
    CUSTOMER,
    EXPERT,
    LEARNER,
    MACHINE,
    PAGE,
    RULES,
    SECOND,
    SESSION,
    facts,
    joins,
    live,
    play,
    presented,
    take,
    waiting,
)

VIEWER = Person(person_id=PersonId("v_val"), name="Val", role=Role.VIEWER)
SEAT = PeerId("r_seat")
FIRST = RequestId("msg_1")


def says(peer: PeerId, text: str = "Hola", room: Room = Room.CUSTOMER, at_ms: int = 1) -> ev.Requested:
    """Somebody says this, as the message `FIRST`."""
    return ev.Requested(at_ms, peer, Say(message_id=FIRST, room=room, text=text))


def ticks(peer: PeerId, step: int, room: Room = Room.CUSTOMER, *, done: bool = True) -> ev.Requested:
    """Somebody ticks a step of `FIRST`."""
    return ev.Requested(2, peer, TickStep(message_id=FIRST, room=room, step=step, done=done))


@pytest.mark.parametrize(("peer", "person"), [(PAGE, CUSTOMER), (MACHINE, CUSTOMER), (CONSOLE, AGENT)])
def test_the_customer_and_the_staff_talk_in_the_customers_room_t1(peer: PeerId, person: Person) -> None:
    said = Said(message_id=FIRST, room=Room.CUSTOMER, person_id=person.person_id, text="Hola")
    play(live(), says(peer), said)


def test_the_customers_room_is_open_from_the_first_wait_t5() -> None:
    assert facts(waiting(), says(PAGE)) == ["said"]


def test_the_inner_room_is_the_staffs_alone_t1_a1() -> None:
    session = live()
    joins(session, 0, SECOND, EXPERT)
    assert facts(session, says(SECOND, room=Room.INNER)) == ["said"]
    for peer in (PAGE, MACHINE):
        with pytest.raises(NotAllowed):
            session.handle(says(peer, room=Room.INNER))


def test_a_learner_reads_and_says_nothing_anywhere_h3() -> None:
    session = live()
    joins(session, 0, SECOND, LEARNER)
    for request in (
        says(SECOND),
        says(SECOND, room=Room.INNER),
        ev.Requested(1, SECOND, Note(request_id=FIRST, text="?")),
    ):
        with pytest.raises(NotAllowed):
            session.handle(request)


def test_a_viewer_writes_to_the_presenter_and_not_into_the_inner_room_v3_a3() -> None:
    session = presented()
    take(session, ev.ViewerCame(0, VIEWER))
    take(session, ev.LinkOpened(0, SEAT, PeerKind.VIEWER, VIEWER))
    assert facts(session, says(SEAT)) == ["said"]
    with pytest.raises(NotAllowed):
        session.handle(says(SEAT, room=Room.INNER))


def test_a_message_said_again_is_the_same_message_t2() -> None:
    session = live()
    assert facts(session, says(PAGE)) == ["said"]
    assert facts(session, says(PAGE, "Hola?")) == []
    assert facts(session, says(MACHINE)) == [], "the same person, by another peer"


def test_a_message_said_again_after_a_restart_of_the_server_is_the_same_t2() -> None:
    log: list[Entry] = []
    session = live()
    joins(session, 0, SECOND, EXPERT)
    for event in (says(PAGE), ev.LinkLost(2, PAGE)):
        decision = session.handle(event)
        session.committed(decision)
        log += decision.entries
    again = Session.rebuild(SESSION, log, 3, RULES)
    assert again.standing.spoken == session.standing.spoken
    assert set(again.standing.spoken) == {FIRST}


def test_a_number_that_is_another_message_is_told_and_not_swallowed_t2() -> None:
    session = live()
    take(session, says(PAGE))
    for other in (says(CONSOLE), says(CONSOLE, room=Room.INNER)):
        with pytest.raises(OutOfTurn, match="number is taken"):
            session.handle(other)


def test_nothing_is_said_without_text_attachment_or_steps_t1() -> None:
    session = live()
    for empty in (
        says(PAGE, ""),
        ev.Requested(1, PAGE, Say(message_id=FIRST, room=Room.CUSTOMER, steps=("",))),
    ):
        with pytest.raises(OutOfTurn, match="empty"):
            session.handle(empty)
    picture = Attachment(
        attachment_id=AttachmentId("att_1"), name="foto.png", media_type="image/png", size_bytes=9
    )
    say = Say(message_id=FIRST, room=Room.CUSTOMER, attachments=(picture,))
    said = Said(message_id=FIRST, room=Room.CUSTOMER, person_id=CUSTOMER.person_id, attachments=(picture,))
    play(session, ev.Requested(1, PAGE, say), said)


def _with_steps(room: Room = Room.CUSTOMER) -> Session:
    session = live()
    take(session, ev.Requested(1, CONSOLE, Say(message_id=FIRST, room=room, steps=("Uno", "Dos"))))
    return session


@pytest.mark.parametrize(("peer", "person"), [(PAGE, CUSTOMER), (CONSOLE, AGENT)])
def test_the_customer_and_the_staff_tick_and_untick_steps_t4(peer: PeerId, person: Person) -> None:
    session = _with_steps()
    ticked = StepTicked(message_id=FIRST, room=Room.CUSTOMER, step=1, done=True, person_id=person.person_id)
    play(
        session,
        ticks(peer, 1),
        ticked,
        ticks(peer, 1, done=False),
        ticked.model_copy(update={"done": False}),
    )


def test_a_step_that_does_not_exist_is_out_of_turn_t4() -> None:
    for session, request in (
        (_with_steps(), ticks(PAGE, 2)),
        (_with_steps(), ticks(CONSOLE, 0, Room.INNER)),
        (_with_steps(Room.INNER), ticks(PAGE, 0)),
        (live(), ticks(PAGE, 0)),
    ):
        with pytest.raises(OutOfTurn, match="no such step"):
            session.handle(request)


def test_nobody_ticks_in_a_room_that_is_not_theirs_t4() -> None:
    with pytest.raises(NotAllowed):
        _with_steps(Room.INNER).handle(ticks(PAGE, 0, Room.INNER))
    session = _with_steps()
    joins(session, 1, SECOND, LEARNER)
    with pytest.raises(NotAllowed):
        session.handle(ticks(SECOND, 0))


def test_notes_are_kept_with_the_session_by_the_staff_g7() -> None:
    session = live()
    note = Note(request_id=FIRST, text="Tiene dos monitores")
    play(
        session,
        ev.Requested(1, CONSOLE, note),
        Noted(person_id=AGENT.person_id, text="Tiene dos monitores"),
    )
    with pytest.raises(NotAllowed):
        session.handle(ev.Requested(1, PAGE, note))
    with pytest.raises(OutOfTurn, match="empty"):
        session.handle(ev.Requested(1, CONSOLE, Note(request_id=FIRST, text="")))


def _ended() -> Session:
    session = live()
    take(session, ev.EndAsked(10, AGENT.person_id))
    take(session, ev.LinkOpened(11, PAGE, PeerKind.PAGE, CUSTOMER))
    take(session, ev.LinkOpened(11, CONSOLE, PeerKind.CONSOLE, AGENT))
    return session


def test_what_was_said_before_the_end_is_the_same_message_after_it_t2_t5() -> None:
    session = _with_steps()
    take(session, ev.EndAsked(10, AGENT.person_id))
    take(session, ev.LinkOpened(11, PAGE, PeerKind.PAGE, CUSTOMER))
    with pytest.raises(OutOfTurn, match="number is taken"):
        session.handle(says(PAGE, at_ms=12))
    assert facts(session, ticks(PAGE, 1)) == ["step_ticked"]


def test_the_customers_room_outlives_the_session_for_a_while_and_the_inner_one_does_not_t5() -> None:
    session = _ended()
    before = session.state
    assert facts(session, says(PAGE, at_ms=12)) == ["said"]
    assert facts(session, ev.Requested(12, CONSOLE, Note(request_id=FIRST, text="?"))) == ["noted"]
    assert session.state == before.model_copy(update={"seq": before.seq + 2})
    with pytest.raises(OutOfTurn, match="session is over"):
        session.handle(says(CONSOLE, room=Room.INNER, at_ms=12))
    late_ms = 10 + round(CHAT_AFTER_SECONDS * 1000)
    assert facts(session, says(PAGE, at_ms=late_ms - 1)) == [], "the same message, in time"
    with pytest.raises(SessionOver):
        session.handle(says(PAGE, at_ms=late_ms))
