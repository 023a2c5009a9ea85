"""The words of work that runs."""

from customer_client.core.runner import Job, Outcome
from protocol.ids import RequestId
from protocol.work import InspectionWork, WorkEnd


def test_work_brings_no_files_and_ends_without_a_word_unless_it_says_so() -> None:
    assert Job(RequestId("w_1234"), InspectionWork()).paths == ()
    assert Outcome(WorkEnd.DONE).sentence == ""
