"""A server with sessions of the past, one of them recorded, and the people who may look at them."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from protocol.ids import PersonId, SessionId
from recordings.writer import Tape
from server.settings import Settings
from tests.support.archive import Archive, archive
from tests.support.crowd import Somebody
from tests.support.replayed import Film, keep, log_of, put_on, shown, taped
from tests.support.server_process import ServerProcess
from tests.support.visitor import PASSWORD

BEGIN_MS: Final = 1_790_000_000_000
OWNER, AGENT, BOSS = "lucia@example.org", "ivan@example.org", "olga@example.org"
FILM: Final = Film()
RECORDED_FROM_S, PAUSED_FROM_S, PAUSED_TO_S, RECORDED_TO_S, ENDED_S = 60, 180, 200, 290, 300
STILL_FROM_S, STILL_TO_S = 100, 150
"""Meanwhile nothing happens."""
CUSTOMER: Final = {"person_id": "c_carmen", "name": "Carmen Ñandú", "role": "customer", "language": "es"}
_ALLOWED: Final = {"answer": "allowed"}


@dataclass(frozen=True)
class Past:
    """What there is to be seen.

    Attributes:
        session_id: Recorded, over, five minutes long; the clock in its picture counts from the beginning.
        bare_id: Another one without a recording.
        other_id: One that nobody opens.
    """

    session_id: SessionId
    bare_id: SessionId
    other_id: SessionId


def office_of_the_past(server: ServerProcess, newcomer: Callable[[], Somebody]) -> Past:
    """Found an office, and give it a past. Not while a page of a browser is open in this thread."""
    owner = newcomer()
    account = {"organisation": "Ayuntamiento de Ávila", "name": "Lucía Ferrer", "email": OWNER}
    owner.post("/api/setup", {"token": server.setup_token, "password": PASSWORD, **account})
    staff = {
        name: owner.post(
            "/api/staff", {"name": name, "email": email, "password": PASSWORD, "role": role, "skills": []}
        )["person_id"]
        for name, email, role in (("Iván Soto", AGENT, "agent"), ("Olga Rey", BOSS, "supervisor"))
    }
    return asyncio.run(_written(server, PersonId(staff["Iván Soto"])))


def settings_of(server: ServerProcess) -> Settings:
    """The settings that this server runs with."""
    return Settings(
        data_folder=Path(server.environment["AUXILIO_DATA_FOLDER"]),
        key_folder=Path(server.environment["AUXILIO_KEY_FOLDER"]),
    )


async def _written(server: ServerProcess, agent: PersonId) -> Past:
    session_id, bare_id, other_id = (SessionId(f"s_replayed_000{number}") for number in (1, 2, 3))
    async with archive(settings_of(server)) as past:
        await keep(past, session_id, log_of(BEGIN_MS, story(agent, recorded=True)))
        for one in (bare_id, other_id):
            await keep(past, one, log_of(BEGIN_MS, story(agent, recorded=False)))
        await _recorded(past, session_id, agent)
    return Past(session_id, bare_id, other_id)


async def _recorded(past: Archive, session_id: SessionId, agent: PersonId) -> None:
    def work(tape: Tape) -> None:
        for from_s, to_s in (
            (RECORDED_FROM_S, STILL_FROM_S),
            (STILL_TO_S, PAUSED_FROM_S),
            (PAUSED_TO_S, RECORDED_TO_S),
        ):
            _point(tape, agent, from_s)
            put_on(tape, shown(FILM, from_s * 1000, to_s * 1000), BEGIN_MS)
            if to_s != STILL_FROM_S:
                tape.cut(BEGIN_MS + to_s * 1000)
        tape.close(BEGIN_MS + RECORDED_TO_S * 1000)

    await taped(past, session_id, work)


def _point(tape: Tape, agent: PersonId, from_s: int) -> None:
    """For a second somebody moves, points and draws."""
    for step in range(20):
        at_ms = BEGIN_MS + from_s * 1000 + step * 50
        place = {"monitor": 0, "x_norm": 8_000 + step * 1_000, "y_norm": 30_000 + step * 200}
        tape.event(at_ms, "pointer_at", {"type": "pointer_at", "at": place})
        pointed = {"person_id": agent, "at": {**place, "y_norm": 45_000}, "ghost": False}
        tape.event(at_ms, "pointed", {"type": "pointed", **pointed})
        ink = {"person_id": agent, "stroke_id": f"ink_{from_s}", "points": [{**place, "y_norm": 52_000}]}
        tape.event(at_ms, "inked", {"type": "inked", **ink, "done": step == 19})


def story(agent: str, *, recorded: bool) -> list[tuple[float, dict[str, Any]]]:
    """What happened, and at which second."""
    asked = {"request_id": "q_view_01", "mode": "observer", "asked_by": agent, "asked_at": BEGIN_MS}
    more = {**asked, "request_id": "q_full_01", "mode": "full_control"}
    view = {"epoch": 1, "covered": [agent], "leave_alone": False}
    files = {"type": "files", "way": "to_machine", "names": ["driver.zip"], "count": 1, "total_bytes": 9_000}
    work = {"request_id": "w_files_1", "what": files, "asked_by": agent, "asked_at": BEGIN_MS}
    on: list[tuple[float, dict[str, Any]]] = [
        (58, {"type": "recording_asked", "request_id": "rec_00001", "asked_by": agent}),
        (60, {"type": "recording_answered", "request_id": "rec_00001", **_ALLOWED}),
        (180, {"type": "recording_paused", "person_id": "c_carmen"}),
        (200, {"type": "recording_resumed", "person_id": "c_carmen"}),
        (290, {"type": "recording_over", "by": "staff", "person_id": agent}),
    ]
    person = {"person_id": agent, "name": "Iván Soto", "role": "agent"}
    told: list[tuple[float, dict[str, Any]]] = [
        (0, {"type": "opened", "customer": CUSTOMER, "door": "page", "reason": "La impresora no imprime"}),
        (12, {"type": "joined", "person": person}),
        (12, {"type": "claimed", "person_id": agent, "why": "Longest wait."}),
        (15, _said(agent, "customer", "Buenos días, ¿en qué puedo ayudarle?", 1)),
        (22, _said("c_carmen", "customer", "La impresora de la segunda planta no imprime.", 2)),
        (40, {"type": "consent_asked", "question": asked}),
        (45, {"type": "consent_answered", **_ALLOWED, "request_id": "q_view_01", "mode": "observer", **view}),
        (70, {"type": "consent_asked", "question": more}),
        (
            75,
            {
                "type": "consent_answered",
                **_ALLOWED,
                **view,
                "request_id": "q_full_01",
                "mode": "full_control",
                "holder": agent,
                "epoch": 2,
            },
        ),
        (88, _said(agent, "inner", "Parece el controlador; pruebo con el nuevo.", 3)),
        (155, {"type": "work_asked", "work": work}),
        (158, {"type": "work_answered", "request_id": "w_files_1", **_ALLOWED, "prompted": True}),
        (171, {"type": "work_ended", "request_id": "w_files_1", "end": "done", "sentence": ""}),
        (175, {"type": "flagged", "flag_id": "flag_0001", "person_id": agent, "label": "Controlador nuevo"}),
        (240, _said("c_carmen", "customer", "¡Ya imprime! Muchas gracias.", 4)),
        (255, {"type": "noted", "person_id": agent, "text": "Controlador actualizado a la versión 7."}),
        (292, {"type": "lowered", "epoch": 3, "by": "staff", "person_id": agent}),
        (ENDED_S, {"type": "ended", "by": "staff", "person_id": agent}),
    ]
    return sorted([*told, *(on if recorded else [])], key=lambda one: one[0])


def _said(who: str, room: str, text: str, number: int) -> dict[str, Any]:
    return {"type": "said", "message_id": f"msg_{number:04d}", "room": room, "person_id": who, "text": text}
