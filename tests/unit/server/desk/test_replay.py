"""Who may see what of a session's record (SPEC H, A)."""

import pytest

from protocol.chat import Noted, Room, Said, StepTicked
from protocol.demo import DemoOpened
from protocol.facts import Claimed, Door, Entry, Fact, Joined, Opened
from protocol.ids import PersonId, QueueId, RequestId, TeamId
from protocol.inner import Invitation, Invited, Outcome, Supervising, TransferOver
from protocol.people import Person
from protocol.recording import Exported, Flagged, Kept, Looked
from protocol.roles import STAFF, Role
from server.desk.directory import DEFAULT_QUEUE, Colleague, Directory, Queue, Team
from server.desk.replay import (
    RECENT_MS,
    Access,
    Reader,
    Subject,
    access,
    clips_are_theirs,
    may_hear,
    may_search,
    scope,
    seen_from_ms,
)

ME, OTHER = PersonId("p_me"), PersonId("p_other")
FIRST, SECOND = TeamId("t_first"), TeamId("t_second")
OURS, THEIRS = QueueId("q_ours"), QueueId("q_theirs")


def directory(role: Role) -> Directory:
    """Two teams with a queue each; the one who reads is in the first."""
    return Directory(
        teams={FIRST: Team(FIRST, "First"), SECOND: Team(SECOND, "Second")},
        queues={
            DEFAULT_QUEUE: Queue(DEFAULT_QUEUE, "Everyone"),
            OURS: Queue(OURS, "Ours", FIRST),
            THEIRS: Queue(THEIRS, "Theirs", SECOND),
        },
        people={ME: Colleague(ME, "Me", role, "en", frozenset({FIRST}))},
    )


def seen(
    role: Role,
    queue_id: QueueId | None,
    *,
    was_in: bool = False,
    running: bool = False,
    trusted: bool = False,
) -> Access:
    people = frozenset({ME, OTHER} if was_in else {OTHER})
    return access(directory(role), Reader(ME, role, trusted), Subject(queue_id, people, running))


@pytest.mark.parametrize("role", [Role.MANAGER, Role.SUPERVISOR])
def test_who_oversees_a_team_sees_its_sessions_and_those_of_nobody_h2(role: Role) -> None:
    assert seen(role, OURS) is Access.TEAM
    assert seen(role, None) is Access.TEAM
    assert seen(role, QueueId("q_gone")) is Access.TEAM
    assert seen(role, OURS, running=True) is Access.TEAM
    assert seen(role, THEIRS) is Access.NONE


@pytest.mark.parametrize("role", [Role.AGENT, Role.EXPERT, Role.SUPERVISOR, Role.MANAGER, Role.ADMIN])
def test_who_helped_sees_their_own_h2(role: Role) -> None:
    assert seen(role, THEIRS, was_in=True) is Access.OWN
    assert seen(role, THEIRS, was_in=True, running=True) is Access.RECENT
    assert seen(role, THEIRS, running=True) is Access.NONE


@pytest.mark.parametrize("role", [Role.AGENT, Role.EXPERT])
def test_who_helped_elsewhere_sees_nothing_of_the_team_h2(role: Role) -> None:
    assert seen(role, OURS) is Access.NONE
    assert seen(role, None) is Access.NONE


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.VIEWER, Role.LEARNER])
def test_customers_viewers_and_learners_see_no_record_h2(role: Role) -> None:
    assert seen(role, OURS, was_in=True) is Access.NONE
    assert seen(role, None) is Access.NONE
    assert not may_search(role)


def test_an_administrator_sees_all_where_the_organisation_says_so() -> None:
    assert seen(Role.ADMIN, THEIRS) is Access.NONE
    assert seen(Role.ADMIN, None) is Access.NONE
    assert seen(Role.ADMIN, THEIRS, trusted=True) is Access.TEAM
    assert seen(Role.AGENT, THEIRS, trusted=True) is Access.NONE


def test_somebody_who_is_in_no_directory_any_more_oversees_no_team() -> None:
    gone = Directory(queues={OURS: Queue(OURS, "Ours", FIRST)})
    subject = Subject(OURS, frozenset(), is_running=False)
    assert access(gone, Reader(ME, Role.MANAGER), subject) is Access.NONE


def test_a_search_reaches_as_far_as_access() -> None:
    wide = scope(directory(Role.MANAGER), Reader(ME, Role.MANAGER))
    assert (wide.is_wide, wide.other_queues) == (True, frozenset({THEIRS}))
    assert not scope(directory(Role.AGENT), Reader(ME, Role.AGENT)).is_wide
    assert not scope(directory(Role.ADMIN), Reader(ME, Role.ADMIN)).is_wide
    trusted = scope(directory(Role.ADMIN), Reader(ME, Role.ADMIN, is_trusted_admin=True))
    assert (trusted.is_wide, trusted.other_queues) == (True, frozenset())
    assert all(may_search(role) for role in STAFF - {Role.LEARNER})


INVITATION = Invitation(invitation_id=RequestId("i_001"), by=OTHER, to=ME, name="Me", note="Help", at=1)
SPOKEN_INSIDE: list[Fact] = [
    Said(message_id=RequestId("m_001"), room=Room.INNER, person_id=OTHER, text="Careful"),
    StepTicked(message_id=RequestId("m_001"), room=Room.INNER, step=0, done=True, person_id=OTHER),
    Noted(person_id=OTHER, text="Slow"),
    Invited(invitation=INVITATION),
    TransferOver(transfer_id=RequestId("t_001"), outcome=Outcome.DECLINED),
]
FOR_MANAGERS: list[Fact] = [
    Said(message_id=RequestId("m_002"), room=Room.CUSTOMER, person_id=OTHER, text="Hello"),
    StepTicked(message_id=RequestId("m_002"), room=Room.CUSTOMER, step=0, done=True, person_id=OTHER),
    Claimed(person_id=OTHER, why="Next"),
    Supervising(person_id=OTHER, reason="To learn"),
    Flagged(flag_id=RequestId("f_001"), person_id=OTHER),
    Looked(person_id=OTHER, name="O", reason="Why"),
    Exported(person_id=OTHER, name="O", form="mp4", reason="Why"),
    Kept(person_id=OTHER, name="O", held=True, reason="Why"),
]


def test_the_inner_room_is_heard_by_who_has_the_right_a1() -> None:
    for fact in SPOKEN_INSIDE:
        assert not may_hear(Role.MANAGER, fact), fact.type
        for role in (Role.AGENT, Role.EXPERT, Role.SUPERVISOR, Role.ADMIN):
            assert may_hear(role, fact), fact.type


def test_a_manager_hears_the_rest_a1() -> None:
    assert all(may_hear(Role.MANAGER, fact) for fact in FOR_MANAGERS)


def person(person_id: PersonId, role: Role) -> Person:
    return Person(person_id=person_id, name="X", role=role)


def test_who_came_late_sees_the_minutes_before_while_it_goes_on() -> None:
    facts: list[Fact] = [
        Opened(customer=person(PersonId("c_ana"), Role.CUSTOMER), door=Door.PAGE, reason=""),
        Joined(person=person(OTHER, Role.AGENT)),
        Claimed(person_id=OTHER, why=""),
        Joined(person=person(ME, Role.AGENT)),
        Joined(person=person(ME, Role.AGENT)),
    ]
    log = [Entry(seq=seq, at=seq * 1_000_000, fact=fact) for seq, fact in enumerate(facts, 1)]
    assert seen_from_ms(Access.RECENT, ME, log) == 4_000_000 - RECENT_MS
    assert seen_from_ms(Access.RECENT, OTHER, log) == 2_000_000 - RECENT_MS
    assert seen_from_ms(Access.OWN, ME, log) is None
    assert seen_from_ms(Access.TEAM, ME, log) is None


def test_who_presents_sees_their_demo_from_its_beginning() -> None:
    fact = DemoOpened(presenter=person(ME, Role.AGENT))
    assert seen_from_ms(Access.RECENT, ME, [Entry(seq=1, at=9_000_000, fact=fact)]) == 9_000_000 - RECENT_MS


def test_clips_are_there_for_who_learns_from_the_team() -> None:
    subject = Subject(OURS, frozenset(), is_running=False)
    assert clips_are_theirs(directory(Role.AGENT), Reader(ME, Role.AGENT), subject)
    assert not clips_are_theirs(directory(Role.ADMIN), Reader(ME, Role.ADMIN), subject)
    assert not clips_are_theirs(directory(Role.LEARNER), Reader(ME, Role.LEARNER), subject)
    others = Subject(THEIRS, frozenset({ME}), is_running=False)
    assert clips_are_theirs(directory(Role.AGENT), Reader(ME, Role.AGENT), others)
