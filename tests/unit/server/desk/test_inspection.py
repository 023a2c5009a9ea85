"""What an inspection shows that somebody should look at."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.inspection import Row, Section, Topic
from server.desk.inspection import (
    FLAGS_LIMIT,
    Concern,
    Flag,
    Rule,
    compared,
    conditions_in,
    flagged,
)


def section(topic: Topic, *rows: tuple[str, ...]) -> Section:
    return Section(topic=topic, rows=tuple(Row(cells=row) for row in rows), total=len(rows))


PROGRAMS = section(
    Topic.PROGRAMS, ("Acme Client", "3.2.1", "Acme"), ("libacme", "2:3.2.1~rc2-1", "Debian"), ("odd",)
)


def test_a_known_bad_version_is_flagged_with_its_reason_j6() -> None:
    rules = [Rule("acme client", ">= 3.1, < 3.2.5", "It loses its printers.")]
    assert flagged([PROGRAMS], rules) == (
        Flag(Concern.INCOMPATIBLE, "Acme Client", "3.2.1", "It loses its printers."),
    )


def test_a_version_that_works_is_not_flagged_j6() -> None:
    assert flagged([PROGRAMS], [Rule("acme client", "< 3.2.1", "x")]) == ()
    assert flagged([PROGRAMS], [Rule("acme", "", "x")]) == ()


def test_a_star_stands_for_any_text_and_no_condition_for_any_version_j6() -> None:
    found = flagged([PROGRAMS], [Rule("*acme**", "", "x")])
    assert [flag.name for flag in found] == ["Acme Client", "libacme"]


@pytest.mark.parametrize(
    ("pattern", "names", "others"),
    [
        ("acme*", ["Acme", "ACME client"], ["an acme"]),
        ("*acme", ["acme", "an Acme"], ["acme client"]),
        ("a*me*nt", ["acme client", "ament"], ["acme", "ant", "xacme client"]),
        ("a*a", ["aa", "aba"], ["a", "ab"]),
        (" acme ", ["acme"], ["acme client"]),
    ],
)
def test_stars_stand_anywhere_j6(pattern: str, names: list[str], others: list[str]) -> None:
    rows = section(Topic.SYSTEM, *((name, "1") for name in (*names, *others)))
    assert [flag.name for flag in flagged([rows], [Rule(pattern, "", "x")])] == names


def test_a_name_made_to_be_slow_is_not_j6() -> None:
    rows = section(Topic.PROGRAMS, *(("a" * 200, "1") for _ in range(200)))
    assert flagged([rows], [Rule("*a" * 50 + "b", "", "x")]) == ()


def test_what_looks_like_a_pattern_is_only_text_j6() -> None:
    assert flagged([section(Topic.PROGRAMS, ("a.c", "1"), ("abc", "1"))], [Rule("a.c", "", "x")]) == (
        Flag(Concern.INCOMPATIBLE, "a.c", "1", "x"),
    )


def test_the_system_itself_may_be_known_not_to_work_j6() -> None:
    rows = section(Topic.SYSTEM, ("kernel", "6.1.0-13-amd64"), ("os", "Debian"))
    found = flagged(
        [rows, section(Topic.SERVICES, ("kernel", "6.1.0", ""))], [Rule("kernel", "= 6.1.0-13", "x")]
    )
    assert [flag.version for flag in found] == ["6.1.0-13-amd64"]


def test_missing_updates_come_after_what_does_not_work_j6() -> None:
    updates = section(Topic.UPDATES, ("bash", "5.2-2", "5.2-3"), ("KB1",))
    found = flagged([updates, PROGRAMS], [Rule("acme client", ">= 3", "x")])
    assert found == (
        Flag(Concern.INCOMPATIBLE, "Acme Client", "3.2.1", "x"),
        Flag(Concern.UPDATE_MISSING, "bash", "5.2-2", "5.2-3"),
        Flag(Concern.UPDATE_MISSING, "KB1", "", ""),
    )


def test_the_same_thing_is_flagged_once_and_there_is_an_end_j6() -> None:
    twice = [PROGRAMS, PROGRAMS]
    assert len(flagged(twice, [Rule("odd*", "", "x"), Rule("acme client", "", "x")])) == 1
    many = section(Topic.UPDATES, *((f"p{n}", "1", "2") for n in range(200)))
    more = section(Topic.UPDATES, ("last", "1", "2"))
    assert len(flagged([many, more], [])) == FLAGS_LIMIT


@pytest.mark.parametrize("versions", ["3.1", "~ 3", "< ", "< 3 4", "between 3 and 4", "= ???"])
def test_conditions_that_cannot_be_read_are_refused_j6(versions: str) -> None:
    with pytest.raises(ValueError, match="no list of conditions"):
        conditions_in(versions)


def test_conditions_are_read_with_and_without_blanks_j6() -> None:
    assert conditions_in(" >=3.1 , <3.2.5,") == ((">=", "3.1"), ("<", "3.2.5"))
    assert conditions_in("") == ()


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        ("1.2", "1.10"),
        ("1.0~rc1", "1.0"),
        ("1.0", "1.0.1"),
        ("1.0a", "1.0.1"),
        ("9", "10"),
        ("2:9.0", "1:10.0"),
        ("", "0"),
    ],
)
def test_versions_are_compared_as_people_do_j6(lower: str, higher: str) -> None:
    assert compared(lower, higher) < 0


@pytest.mark.parametrize("version", ["1.2", "1.2.7", "1.2-3ubuntu1", "1:1.2.0"])
@pytest.mark.parametrize(
    ("comparison", "holds"), [("<", False), ("<=", True), (">", False), (">=", True), ("=", True)]
)
def test_a_limit_stands_for_all_that_begins_with_it_j6(version: str, comparison: str, holds: bool) -> None:
    rules = [Rule("p", f"{comparison} 1.2", "x")]
    assert bool(flagged([section(Topic.PROGRAMS, ("p", version))], rules)) is holds


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=60))
def test_any_text_has_its_place_among_versions_w6(one: str, other: str, name: str) -> None:
    assert compared(one, one) == 0
    assert not (compared(one, other) < 0 and compared(other, one) < 0)
    flagged([PROGRAMS], [Rule(name, "", "x")])
