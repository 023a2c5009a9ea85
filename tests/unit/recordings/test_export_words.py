"""Words leave as they were written, and can do no harm where they are read."""

import csv
import io
import json

from protocol.chat import Room, Said
from protocol.facts import Door, Entry, Joined, Opened
from protocol.ids import PersonId, RequestId
from protocol.people import Person
from protocol.roles import Role
from recordings.caption import Cue
from recordings.export_words import CSV_COLUMNS, write_csv, write_json, write_vtt

BEGAN_MS = 1_790_000_000_000
CUSTOMER = Person(person_id=PersonId("p_customer"), name="Tomás", role=Role.CUSTOMER)
AGENT = Person(person_id=PersonId("p_agent_01"), name="Ana", role=Role.AGENT)


def said(person: Person, text: str, seq: int = 3) -> Entry:
    fact = Said(
        message_id=RequestId(f"m_{seq:08}"), room=Room.CUSTOMER, person_id=person.person_id, text=text
    )
    return Entry(seq=seq, at=BEGAN_MS + seq * 1000, fact=fact)


ENTRIES = [
    Entry(seq=1, at=BEGAN_MS, fact=Opened(customer=CUSTOMER, door=Door.CODE, reason="=1+1")),
    Entry(seq=2, at=BEGAN_MS + 500, fact=Joined(person=AGENT)),
    said(AGENT, "Hello", 3),
    said(CUSTOMER, "Buenos días,\n<b>qué</b> tal --> ¿bien?", 4),
    said(AGENT, "", 5),
]


CUES = [
    Cue(BEGAN_MS + 3000, "Ana", "Hello"),
    Cue(BEGAN_MS + 4000, "Tomás", "Buenos días,\n<b>qué</b> tal --> ¿bien?"),
]


def vtt(cues: list[Cue], began_at_ms: int = BEGAN_MS) -> str:
    out = io.StringIO()
    write_vtt(cues, began_at_ms, out)
    return out.getvalue()


def test_subtitles_stand_on_the_films_clock_and_carry_no_tags() -> None:
    assert vtt(CUES) == (
        "WEBVTT\n"
        "\n00:00:03.000 --> 00:00:06.000\n<v Ana>Hello\n"
        "\n00:00:04.000 --> 00:00:07.000\n"
        "<v Tomás>Buenos días,\n&lt;b&gt;qué&lt;/b&gt; tal --&gt; ¿bien?\n"
    )


def test_a_name_cannot_leave_its_tag_and_an_empty_line_ends_no_cue() -> None:
    found = vtt([Cue(BEGAN_MS + 3_723_004, "A>\nB", "one\n\n \ntwo")])
    assert found == "WEBVTT\n\n01:02:03.004 --> 01:02:06.004\n<v A&gt; B>one\ntwo\n"


def test_a_cue_stands_until_it_can_be_read_and_many_do_not_pile_up() -> None:
    long = vtt([Cue(BEGAN_MS, "A", "x" * 100)])
    longest = vtt([Cue(BEGAN_MS, "A", "x" * 1000)])
    assert "00:00:00.000 --> 00:00:07.000" in long
    assert "00:00:00.000 --> 00:00:10.000" in longest
    pile = vtt([Cue(BEGAN_MS + 100 * number, "A", "x" * 100) for number in range(5)])
    assert "00:00:00.000 --> 00:00:00.300" in pile
    at_once = vtt([Cue(BEGAN_MS, "A", "x") for _ in range(4)])
    assert "00:00:00.000 --> 00:00:00.001" in at_once


def test_what_was_said_before_the_film_is_not_in_it() -> None:
    assert vtt(CUES, BEGAN_MS + 3500).count("-->") == 1
    assert vtt([]) == "WEBVTT\n"


def test_json_gives_every_entry_back() -> None:
    out = io.StringIO()
    write_json("s_0001", ENTRIES, out)
    found = json.loads(out.getvalue())
    assert found["session_id"] == "s_0001"
    assert [Entry.model_validate_json(json.dumps(entry)) for entry in found["entries"]] == ENTRIES
    out = io.StringIO()
    write_json("s_0001", [], out)
    assert json.loads(out.getvalue()) == {"session_id": "s_0001", "entries": []}


def table(entries: list[Entry]) -> list[dict[str, str]]:
    out = io.StringIO(newline="")
    write_csv(entries, out)
    out.seek(0)
    return list(csv.DictReader(out))


def test_csv_is_one_line_an_entry() -> None:
    rows = table(ENTRIES)
    assert list(rows[0]) == list(CSV_COLUMNS)
    assert [(row["seq"], row["fact"], row["person_id"]) for row in rows] == [
        ("1", "opened", ""),
        ("2", "joined", ""),
        ("3", "said", "p_agent_01"),
        ("4", "said", "p_customer"),
        ("5", "said", "p_agent_01"),
    ]
    assert (rows[1]["at"], rows[1]["at_ms"]) == ("2026-09-21T14:13:20.500+00:00", str(BEGAN_MS + 500))
    assert json.loads(rows[0]["details"])["reason"] == "=1+1"
    assert json.loads(rows[3]["details"])["text"] == "Buenos días,\n<b>qué</b> tal --> ¿bien?"


def test_no_cell_is_a_formula() -> None:
    hostile = Person(person_id=PersonId("p_customer"), name="=x", role=Role.CUSTOMER)
    entries = [
        Entry(seq=1, at=BEGAN_MS, fact=Opened(customer=hostile, door=Door.CODE, reason="@sum")),
        *(said(hostile, text, 3) for text in ("=1+1", "+1", "-1", "@sum", "\t=1", "\r=1")),
    ]
    cells = [cell for row in table(entries) for cell in row.values()]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
