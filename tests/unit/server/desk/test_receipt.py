"""What a customer may keep of a session: nothing that they did not hear, and everything that was done."""

from collections.abc import Sequence
from typing import Final

from protocol.chat import Attachment, AttachmentId, Noted, Room, Said
from protocol.consent import Answer, LoweredBy, Question
from protocol.demo import DemoOpened, SessionKind
from protocol.facts import (
    Claimed,
    ConsentAnswered,
    ConsentAsked,
    Door,
    Ended,
    EndedBy,
    Entry,
    Fact,
    Joined,
    Left,
    Lowered,
    Opened,
)
from protocol.floor import FloorBy, FloorMoved
from protocol.ids import PersonId, RequestId, SessionId
from protocol.modes import Mode
from protocol.people import Person
from protocol.recording import (
    RecordingAnswered,
    RecordingAsked,
    RecordingPaused,
    RecordingResumed,
)
from protocol.roles import Role
from protocol.work import (
    ClipboardWork,
    FilesWork,
    InspectionWork,
    Interpreter,
    ScriptWork,
    ServiceDeed,
    ServiceWork,
    Way,
    What,
    Work,
    WorkAnswered,
    WorkAsked,
    WorkEnd,
    WorkEnded,
)
from server.desk.receipt import (
    Allowed,
    Attended,
    Controlled,
    Done,
    Receipt,
    Recorded,
    Seen,
    Sent,
    erased_receipt,
    receipt,
)

SESSION: Final = SessionId("s_one")
HEAD: Final = "ab" * 32
ANA = Person(person_id=PersonId("c_ana"), name="Ana", role=Role.CUSTOMER)
BO = Person(person_id=PersonId("p_bo"), name="Bo", role=Role.AGENT)
EVE = Person(person_id=PersonId("p_eve"), name="Eve", role=Role.EXPERT)
OPENED: list[Fact] = [
    Opened(customer=ANA, door=Door.PAGE, reason="The mail"),
    Joined(person=BO),
    Claimed(person_id=BO.person_id, why="Next"),
]


def told(facts: Sequence[Fact]) -> Receipt:
    """The receipt of these facts, one a second from 1,000 ms."""
    log = [Entry(seq=seq, at=seq * 1000, fact=fact) for seq, fact in enumerate(facts, 1)]
    return receipt(SESSION, log, HEAD)


def asked(mode: Mode, epoch: int, *, holder: PersonId | None = None) -> list[Fact]:
    """A question about this mode, allowed."""
    request_id = RequestId(f"r_{epoch:03}")
    question = Question(request_id=request_id, mode=mode, asked_by=BO.person_id, asked_at=1)
    answer = ConsentAnswered(
        request_id=request_id, answer=Answer.ALLOWED, mode=mode, holder=holder, epoch=epoch
    )
    return [ConsentAsked(question=question), answer]


def work(what: What, *, answer: Answer = Answer.ALLOWED, prompted: bool = True) -> list[Fact]:
    """Work that was asked for, and answered."""
    request_id = RequestId("w_001")
    made = Work(request_id=request_id, what=what, asked_by=BO.person_id, asked_at=1)
    return [WorkAsked(work=made), WorkAnswered(request_id=request_id, answer=answer, prompted=prompted)]


def ended(end: WorkEnd = WorkEnd.DONE, total_bytes: int | None = None) -> Fact:
    return WorkEnded(request_id=RequestId("w_001"), end=end, sentence="Well.", total_bytes=total_bytes)


def test_who_was_there_and_how_long() -> None:
    over: list[Fact] = [Joined(person=EVE), Left(person_id=EVE.person_id), Joined(person=BO)]
    found = told([*OPENED, *over, Ended(by=EndedBy.CUSTOMER)])
    assert found.people == (
        Attended("Ana", Role.CUSTOMER, 1000, 7000),
        Attended("Bo", Role.AGENT, 2000, 7000),
        Attended("Eve", Role.EXPERT, 4000, 5000),
    )
    assert (found.opened_at_ms, found.ended_at_ms, found.ended_by) == (1000, 7000, EndedBy.CUSTOMER)
    assert (found.reason, found.entry_count, found.head) == ("The mail", 7, HEAD)


def test_while_it_goes_on_nothing_has_an_end() -> None:
    found = told([*OPENED, *asked(Mode.FULL_CONTROL, 1, holder=BO.person_id)])
    assert found.ended_at_ms is None
    assert [one.to_ms for one in found.people] == [None, None]
    assert found.seen == (Seen(Mode.FULL_CONTROL, 5000),)
    assert found.controlled == (Controlled("Bo", 5000),)


def test_who_left_without_having_been_there_is_passed_over() -> None:
    assert len(told([*OPENED, Left(person_id=PersonId("p_who"))]).people) == 2


def test_what_was_allowed_seen_and_controlled() -> None:
    found = told(
        [
            *OPENED,
            *asked(Mode.OBSERVER, 1),
            *asked(Mode.FULL_CONTROL, 2, holder=BO.person_id),
            FloorMoved(holder=ANA.person_id, epoch=3, by=FloorBy.GIVEN),
            Lowered(mode=None, epoch=4, by=LoweredBy.PANIC_KEY),
            Ended(by=EndedBy.STAFF),
        ]
    )
    assert found.allowed == (Allowed("observer", "Bo", 5000), Allowed("full_control", "Bo", 7000))
    assert found.seen == (Seen(Mode.OBSERVER, 5000, 7000), Seen(Mode.FULL_CONTROL, 7000, 9000))
    assert found.controlled == (Controlled("Bo", 7000, 8000),)


def test_a_no_is_not_a_yes() -> None:
    request_id = RequestId("r_001")
    question = Question(request_id=request_id, mode=Mode.ADMIN, asked_by=BO.person_id, asked_at=1)
    no = ConsentAnswered(request_id=request_id, answer=Answer.REFUSED, mode=Mode.ADMIN, epoch=0)
    refused_work = work(InspectionWork(), answer=Answer.REFUSED)
    refused = RecordingAnswered(request_id=request_id, answer=Answer.EXPIRED)
    found = told([*OPENED, ConsentAsked(question=question), no, *refused_work, refused])
    assert (found.allowed, found.done, found.seen, found.recorded) == ((), (), (), ())


def test_what_was_done_and_how_it_ended() -> None:
    script = ScriptWork(interpreter=Interpreter.SH, text="id\n", sha256="0" * 64)
    service = ServiceWork(name="cups", deed=ServiceDeed.RESTART)
    found = told([*OPENED, *work(script), ended(WorkEnd.FAILED), *work(service, prompted=False)])
    assert found.done == (
        Done("script", "Bo", 5000, 6000, WorkEnd.FAILED, "Well.", sha256="0" * 64),
        Done("service", "Bo", 8000, name="cups"),
    )
    assert [one.what for one in found.allowed] == ["script"]
    over = told([*OPENED, *work(service), Ended(by=EndedBy.STAFF)])
    assert over.done == (Done("service", "Bo", 5000, 6000, name="cups"),)


def test_what_was_sent_which_way_and_how_much() -> None:
    files = FilesWork(way=Way.TO_MACHINE, names=("a.pdf",), count=1, total_bytes=5)
    clip = ClipboardWork(way=Way.FROM_MACHINE, size_bytes=9)
    picture = Attachment(
        attachment_id=AttachmentId("a_001"), name="b.png", media_type="image/png", size_bytes=7
    )
    said = [
        Said(
            message_id=RequestId(f"m_{number:03}"),
            room=room,
            person_id=person.person_id,
            attachments=(picture,),
        )
        for number, (room, person) in enumerate([(Room.CUSTOMER, ANA), (Room.CUSTOMER, BO), (Room.INNER, BO)])
    ]
    found = told([*OPENED, *work(files), ended(total_bytes=6), *work(clip), ended(), *said])
    assert found.sent == (
        Sent("files", "Bo", 6000, to_machine=True, names=("a.pdf",), count=1, size_bytes=6),
        Sent("clipboard", "Bo", 9000, to_machine=False, size_bytes=9),
        Sent("attachment", "Ana", 10_000, to_machine=False, names=("b.png",), size_bytes=7),
        Sent("attachment", "Bo", 11_000, to_machine=True, names=("b.png",), size_bytes=7),
    )
    assert told([*OPENED, *work(files), ended(WorkEnd.STOPPED)]).sent == ()


def test_when_it_was_recorded_with_its_pauses_n3() -> None:
    request_id = RequestId("r_001")
    found = told(
        [
            *OPENED,
            RecordingAsked(request_id=request_id),
            RecordingAnswered(request_id=request_id, answer=Answer.ALLOWED),
            RecordingPaused(person_id=ANA.person_id),
            RecordingResumed(person_id=ANA.person_id),
            Ended(by=EndedBy.CUSTOMER),
        ]
    )
    assert found.recorded == (Recorded(5000, 6000), Recorded(7000, 8000))
    assert found.allowed == (Allowed("recording", None, 5000),)


def test_it_says_nothing_of_the_inner_room_a1() -> None:
    inside: list[Fact] = [
        Said(message_id=RequestId("m_001"), room=Room.INNER, person_id=BO.person_id, text="Canary"),
        Noted(person_id=BO.person_id, text="Canary"),
    ]
    assert "Canary" not in repr(told([*OPENED, *inside]))


def test_answers_without_their_questions_still_count() -> None:
    answers: list[Fact] = [
        ConsentAnswered(request_id=RequestId("r_001"), answer=Answer.ALLOWED, mode=Mode.OBSERVER, epoch=1),
        RecordingAnswered(request_id=RequestId("r_002"), answer=Answer.ALLOWED),
        WorkAnswered(request_id=RequestId("w_001"), answer=Answer.ALLOWED),
        WorkEnded(request_id=RequestId("w_001"), end=WorkEnd.DONE),
    ]
    found = told([*OPENED, *answers])
    assert [one.by_name for one in found.allowed] == [None, None, None]
    assert found.done == ()


def test_a_demo_has_its_presenter() -> None:
    found = told([DemoOpened(presenter=BO, title="How we work"), Joined(person=EVE)])
    assert found.kind is SessionKind.DEMO
    assert [one.name for one in found.people] == ["Bo", "Eve"]


def test_an_erased_session_shows_that_it_took_place() -> None:
    found = erased_receipt(SESSION, (1000, 2000, 3000), 42, HEAD)
    assert (found.opened_at_ms, found.ended_at_ms, found.erased_at_ms) == (1000, 2000, 3000)
    assert (found.entry_count, found.head, found.people, found.reason) == (42, HEAD, (), "")
