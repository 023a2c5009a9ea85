"""Whom a colleague's call is for, and who may join uncalled (SPEC G, H2)."""

import pytest

from protocol.ids import PersonId, QueueId, RequestId, TeamId
from protocol.inner import Invitation, Transfer
from protocol.roles import Role
from server.desk.calls import invites, offers, oversees
from server.desk.directory import DEFAULT_QUEUE, Colleague, Directory, Queue, Team

BO, EVE, SAM, STRANGER = PersonId("p_bo"), PersonId("p_eve"), PersonId("p_sam"), PersonId("p_who")
FIRST, SECOND = TeamId("t_first"), TeamId("t_second")
HELP, PRINTERS = QueueId("q_help"), QueueId("q_printers")
DIRECTORY = Directory(
    teams={FIRST: Team(FIRST, "First"), SECOND: Team(SECOND, "Second")},
    queues={
        DEFAULT_QUEUE: Queue(DEFAULT_QUEUE, "Everyone"),
        HELP: Queue(HELP, "Help", FIRST),
        PRINTERS: Queue(PRINTERS, "Printers", SECOND),
    },
    people={
        BO: Colleague(BO, "Bo", Role.AGENT, "en", frozenset({FIRST}), frozenset({"VPN"})),
        EVE: Colleague(EVE, "Eve", Role.EXPERT, "en", frozenset({SECOND}), frozenset({"Printers"})),
        SAM: Colleague(SAM, "Sam", Role.SUPERVISOR, "en", frozenset({FIRST})),
    },
)


def invitation(**to: str) -> Invitation:
    return Invitation.model_validate(
        {"invitation_id": RequestId("inv_1"), "by": BO, "name": "?", "at": 1, **to}
    )


def transfer(**to: str) -> Transfer:
    return Transfer.model_validate({"transfer_id": RequestId("tra_1"), "by": BO, "name": "?", "at": 1, **to})


@pytest.mark.parametrize(
    ("asked", "person_id", "role", "is_asked"),
    [
        ({"to": EVE}, EVE, Role.EXPERT, True),
        ({"to": EVE}, SAM, Role.SUPERVISOR, False),
        ({"skill": "printers"}, EVE, Role.EXPERT, True),
        ({"skill": "printers"}, SAM, Role.SUPERVISOR, False),
        ({"skill": "vpn"}, BO, Role.AGENT, False),
        ({"to": STRANGER}, STRANGER, Role.AGENT, True),
        ({"to": STRANGER}, STRANGER, Role.CUSTOMER, False),
    ],
)
def test_an_invitation_asks_by_name_or_skill_and_never_who_made_it_g1(
    asked: dict[str, str], person_id: PersonId, role: Role, *, is_asked: bool
) -> None:
    assert invites(DIRECTORY, invitation(**asked), person_id, role) is is_asked


@pytest.mark.parametrize(
    ("offered", "person_id", "role", "is_offered"),
    [
        ({"to_person": EVE}, EVE, Role.EXPERT, True),
        ({"to_person": EVE}, SAM, Role.SUPERVISOR, False),
        ({"to_person": EVE}, EVE, Role.LEARNER, False),
        ({"to_team": FIRST}, SAM, Role.SUPERVISOR, True),
        ({"to_team": FIRST}, BO, Role.AGENT, False),
        ({"to_team": FIRST}, EVE, Role.EXPERT, False),
        ({"to_team": FIRST}, STRANGER, Role.AGENT, False),
        ({"to_queue": PRINTERS}, EVE, Role.EXPERT, True),
        ({"to_queue": PRINTERS}, SAM, Role.SUPERVISOR, False),
        ({"to_queue": DEFAULT_QUEUE}, STRANGER, Role.AGENT, True),
    ],
)
def test_a_transfer_is_offered_to_a_person_a_team_or_who_works_a_queue_g3(
    offered: dict[str, str], person_id: PersonId, role: Role, *, is_offered: bool
) -> None:
    assert offers(DIRECTORY, transfer(**offered), person_id, role) is is_offered


@pytest.mark.parametrize(
    ("person_id", "role", "queue_id", "may_join"),
    [
        (SAM, Role.SUPERVISOR, HELP, True),
        (SAM, Role.LEARNER, HELP, True),
        (SAM, Role.AGENT, HELP, False),
        (SAM, Role.SUPERVISOR, PRINTERS, False),
        (SAM, Role.SUPERVISOR, None, True),
        (STRANGER, Role.SUPERVISOR, HELP, False),
        (STRANGER, Role.SUPERVISOR, DEFAULT_QUEUE, True),
        (SAM, Role.ADMIN, HELP, False),
    ],
)
def test_who_oversees_a_queue_is_of_its_team_h2(
    person_id: PersonId, role: Role, queue_id: QueueId | None, *, may_join: bool
) -> None:
    assert oversees(DIRECTORY, person_id, role, queue_id) is may_join
