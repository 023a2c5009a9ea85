"""Rows that fit into messages, whatever this machine calls its things."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_client.platform.sections import SECTIONS_OF, Found, sections_of
from protocol.ids import RequestId
from protocol.inspection import Section, Topic
from protocol.limits import INSPECTION_PARTS_LIMIT, INSPECTION_ROWS_LIMIT, MESSAGE_LIMIT_BYTES
from protocol.work_messages import InspectionPart


def parts(sections: list[Section]) -> list[InspectionPart]:
    return [
        InspectionPart(request_id=RequestId("w_1234"), part=at, parts=len(sections), section=section)
        for at, section in enumerate(sections)
    ]


def test_few_rows_are_one_section_j6() -> None:
    (section,) = sections_of(Topic.DISKS, Found([("/", "ext4", "10", "5")], "one is gone"))
    assert section.topic is Topic.DISKS
    assert [row.cells for row in section.rows] == [("/", "ext4", "10", "5")]
    assert (section.total, section.problem) == (1, "one is gone")


def test_a_topic_of_which_nothing_is_known_is_a_section_too_j6() -> None:
    (section,) = sections_of(Topic.UPDATES, Found((), "No."))
    assert (section.rows, section.total, section.problem) == ((), 0, "No.")


def test_many_rows_come_in_several_sections_and_none_is_lost_j6() -> None:
    rows = [(f"package-{number}", "1.0", "Debian") for number in range(901)]
    sections = list(sections_of(Topic.PROGRAMS, Found(rows)))
    assert [len(section.rows) for section in sections] == [INSPECTION_ROWS_LIMIT] * 4 + [101]
    assert [row.cells for section in sections for row in section.rows] == rows
    assert {section.total for section in sections} == {901}


def test_what_is_beyond_the_limit_is_counted_j6() -> None:
    sections = list(sections_of(Topic.MEMORY, Found([("total", "1")] * 500)))
    assert [(len(section.rows), section.total) for section in sections] == [(INSPECTION_ROWS_LIMIT, 500)]


def test_a_choice_says_how_many_there_are_j6() -> None:
    (section,) = sections_of(Topic.PROCESSES, Found([("1", "init")], total=83))
    assert (len(section.rows), section.total) == (1, 83)


def test_all_topics_together_fit_into_one_inspection_j6() -> None:
    assert set(SECTIONS_OF) == set(Topic)
    assert sum(SECTIONS_OF.values()) <= INSPECTION_PARTS_LIMIT


@pytest.mark.parametrize("letter", ["é", "日", "\\", '"', "😀"])
def test_the_longest_cells_still_fit_into_messages_l1(letter: str) -> None:
    found = Found([(letter * 1000,) * 8] * 300)
    for part in parts(list(sections_of(Topic.PROGRAMS, found))):
        assert len(part.model_dump_json().encode()) <= MESSAGE_LIMIT_BYTES


@given(st.lists(st.lists(st.text(max_size=300), max_size=8).map(tuple), max_size=30), st.text(max_size=300))
def test_any_text_becomes_sections_w6(rows: list[tuple[str, ...]], problem: str) -> None:
    for section in sections_of(Topic.PROGRAMS, Found(rows, problem)):
        assert Section.model_validate_json(section.model_dump_json()) == section
