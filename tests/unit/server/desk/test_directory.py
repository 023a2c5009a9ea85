"""Who works which queue, and who has which skill."""

from protocol.ids import PersonId, QueueId, TeamId
from protocol.roles import Role
from server.desk.directory import DEFAULT_QUEUE, Colleague, Directory, Queue, Team

PAY, ALL = QueueId("q_pay"), DEFAULT_QUEUE
TEAM = TeamId("t_pay")
EVA, BEN = PersonId("p_eva"), PersonId("p_ben")
HOUSE = Directory(
    {TEAM: Team(TEAM, "Payroll")},
    {PAY: Queue(PAY, "Payroll", TEAM), ALL: Queue(ALL, "Everything")},
    {
        EVA: Colleague(EVA, "Eva", Role.AGENT, "es", frozenset({TEAM}), frozenset({"Printers"})),
        BEN: Colleague(BEN, "Ben", Role.AGENT, "en"),
    },
)


def test_a_teams_queue_is_worked_by_its_team() -> None:
    assert HOUSE.works(EVA, PAY)
    assert not HOUSE.works(BEN, PAY)
    assert not HOUSE.works(PersonId("p_nobody"), PAY)
    assert HOUSE.team_of(PAY) == TEAM


def test_a_queue_without_a_team_is_everyones_and_so_is_one_that_is_gone() -> None:
    assert HOUSE.works(BEN, ALL)
    assert HOUSE.works(BEN, None)
    assert HOUSE.works(BEN, QueueId("q_gone"))
    assert HOUSE.team_of(None) is None
    assert HOUSE.team_of(QueueId("q_gone")) is None


def test_skills_are_compared_without_regard_to_case() -> None:
    assert HOUSE.has_skill(EVA, "printers")
    assert not HOUSE.has_skill(BEN, "printers")
    assert not HOUSE.has_skill(PersonId("p_nobody"), "printers")
