"""What every language has to make of the same input: `python -m tests.support.vectors` writes tests/vectors.

The expected values are what the Python side says; its own tests say why they are right.
"""

import json
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from protocol.codec import encode
from protocol.errors import ProtocolError
from protocol.facts import Entry, Fact
from protocol.fold import apply
from protocol.ids import PeerId, PersonId, SessionId
from protocol.link import Drop, Link, NeedTicket, Reopen, Say, Step, Stop
from protocol.link_messages import PeerKind, Pong, Welcome
from protocol.media import Codec, Header, Kind, pack, unpack
from protocol.modes import Mode
from protocol.roles import Role
from protocol.session import SessionState
from tests.support.room_facts import INNER_FACTS, any_room_facts

FOLDER: Final = Path(__file__).parents[1] / "vectors"

_ANA = {"person_id": "p_ana", "name": "Ana", "role": "customer", "language": "es", "presence": "present"}
_BEN = {**_ANA, "person_id": "p_ben", "name": "Ben", "role": "agent", "language": "en"}
_EVA = {**_BEN, "person_id": "p_eva", "name": "Eva", "role": "expert"}
MACHINE = {
    "peer_id": "m_001",
    "platform": "linux_x11",
    "system": "Debian 12",
    "version": "0.1.0",
    "abilities": {"capture": True, "inject": True, "sentence": ""},
    "presence": "present",
}
_SCREEN = {
    "monitors": [{"id": 0, "left_px": -8, "top_px": 0, "width_px": 1920, "height_px": 1080, "name": "A"}]
}
_QUESTION = {"request_id": "r_001", "mode": "observer", "asked_by": "p_ben", "asked_at": 1}


def _yes(request_id: str, mode: str, epoch: int, holder: str | None = None) -> dict[str, Any]:
    return {
        "type": "consent_answered",
        "request_id": request_id,
        "answer": "allowed",
        "mode": mode,
        "epoch": epoch,
        "holder": holder,
        "covered": [holder, "p_eva"] if holder else [],
    }


_START: list[dict[str, Any]] = [
    {"type": "opened", "customer": _ANA, "door": "code", "reason": "The printer\nis silent"},
    {"type": "machine_joined", "machine": MACHINE},
    {"type": "screen_changed", "screen": _SCREEN},
    {"type": "joined", "person": _BEN},
    {"type": "claimed", "person_id": "p_ben", "why": "Speaks Spanish."},
]
_LIVE: list[dict[str, Any]] = [
    *_START,
    {"type": "consent_asked", "question": _QUESTION},
    _yes("r_001", "observer", 1),
]
_HELD: list[dict[str, Any]] = [
    *_LIVE,
    {"type": "joined", "person": _EVA},
    {"type": "consent_asked", "question": {**_QUESTION, "request_id": "r_002", "mode": "full_control"}},
    _yes("r_002", "full_control", 2, "p_ben"),
]
_INTERRUPTED = {"type": "interrupted", "until": 900_000}


def _any_facts(seed: int, count: int) -> list[dict[str, Any]]:
    """Facts in an order that no session would have: the fold takes them all the same."""
    chance = random.Random(seed)
    people = [_ANA, _BEN, _EVA]
    facts = [_START[0]]
    for number in range(count):
        person = chance.choice(people)
        mode = chance.choice([mode.value for mode in Mode])
        presence = chance.choice(["present", "away"])
        facts.append(
            chance.choice(
                [
                    {"type": "joined", "person": person},
                    {"type": "left", "person_id": person["person_id"]},
                    {"type": "presence_changed", "person_id": person["person_id"], "presence": presence},
                    {"type": "claimed", "person_id": person["person_id"], "why": f"{number}"},
                    {"type": "requeued"},
                    {"type": "machine_joined", "machine": MACHINE},
                    {"type": "machine_presence_changed", "presence": presence},
                    {"type": "screen_changed", "screen": _SCREEN},
                    {"type": "consent_asked", "question": {**_QUESTION, "mode": mode}},
                    _yes("r_001", mode, number, chance.choice([None, "p_ana", "p_ben"])),
                    {**_yes("r_001", mode, number), "answer": "expired"},
                    {"type": "lowered", "mode": chance.choice([None, mode]), "epoch": number, "by": "staff"},
                    {**_INTERRUPTED, "until": number},
                    {"type": "resumed"},
                    *any_room_facts(chance, person["person_id"], number),
                ]
            )
        )
    return facts


SCENES: Final[Mapping[str, list[dict[str, Any]]]] = {
    "a question that is refused leaves things as they were": [
        *_LIVE,
        {"type": "consent_asked", "question": {**_QUESTION, "mode": "admin"}},
        {**_yes("r_001", "admin", 9), "answer": "refused"},
    ],
    "control is given, and lost with its path: the mode stays, the holder goes": [
        *_HELD,
        {"type": "lowered", "mode": "full_control", "epoch": 3, "by": "path_lost"},
    ],
    "the panic key ends the view": [*_HELD, {"type": "lowered", "epoch": 3, "by": "panic_key"}],
    "the holder leaves, then the owner": [
        *_HELD,
        {"type": "left", "person_id": "p_eva"},
        {"type": "left", "person_id": "p_ben"},
        {"type": "requeued"},
    ],
    "a colleague takes over a live session": [
        *_HELD,
        {"type": "claimed", "person_id": "p_eva", "why": "Knows printers."},
    ],
    "a live session is interrupted and resumed": [*_HELD, _INTERRUPTED, {"type": "resumed"}],
    "the view ends during an interruption": [
        *_HELD,
        _INTERRUPTED,
        {"type": "lowered", "epoch": 3, "by": "program_ended"},
        {"type": "resumed"},
    ],
    "consent during an interruption does not end it": [*_START, _INTERRUPTED, _yes("r_009", "observer", 1)],
    "the customer waits away and comes back": [_START[0], _INTERRUPTED, {"type": "resumed"}],
    "everybody can be away and back": [
        *_START,
        {"type": "presence_changed", "person_id": "p_ana", "presence": "away"},
        {"type": "presence_changed", "person_id": "p_nobody", "presence": "away"},
        {"type": "machine_presence_changed", "presence": "away"},
        {"type": "machine_presence_changed", "presence": "present"},
    ],
    "a machine that never came cannot be away": [
        _START[0],
        {"type": "machine_presence_changed", "presence": "away"},
    ],
    "somebody who joins again is there once": [*_START, {"type": "joined", "person": {**_BEN, "name": "B."}}],
    "a supervisor takes over and hands back": [
        *_HELD,
        {"type": "joined", "person": {**_EVA, "role": "supervisor"}},
        {"type": "owner_changed", "owner_id": "p_eva", "how": "take_over", "by": "p_eva"},
        {"type": "owner_changed", "owner_id": "p_ben", "how": "hand_back", "by": "p_eva"},
    ],
    "the staff arranges things among itself": [*_HELD, *INNER_FACTS],
    "a machine restarts and takes up what was in force": [
        *_HELD,
        {"type": "restart_began", "request_id": "w_001", "until": 900, "waits_for_sign_in": True},
        {"type": "floor_moved", "holder": "p_ben", "epoch": 5, "by": "returned"},
        {"type": "restart_over", "end": "returned"},
    ],
    "a demo with a hand up": [
        {"type": "demo_opened", "presenter": _BEN, "title": "News"},
        {"type": "machine_joined", "machine": {**MACHINE, "platform": "browser"}},
        {**_yes("r_001", "demo", 1), "covered": []},
        {"type": "joined", "person": {**_ANA, "role": "viewer"}},
        {"type": "hand_raised", "person_id": "p_ana", "up": True},
        {"type": "left", "person_id": "p_ana"},
    ],
    "anything in any order": _any_facts(seed=7, count=200),
    "the end is final": [
        *_HELD,
        _INTERRUPTED,
        {"type": "ended", "by": "customer", "person_id": "p_ana"},
        {"type": "requeued"},
        {"type": "ended", "by": "staff"},
        _yes("r_003", "admin", 7, "p_ben"),
    ],
}
"""Facts in their order, for each scene."""

_FACT: Final[TypeAdapter[Any]] = TypeAdapter(Fact)


def session() -> list[object]:
    """Each scene's start, entries, and the state after each entry."""
    return [_scene(name, facts) for name, facts in SCENES.items()]


def entries_of(facts: list[dict[str, Any]]) -> list[Entry]:
    """The facts as a log, one a second."""
    return [
        Entry(seq=number, at=number * 1000, fact=_FACT.validate_json(json.dumps(fact)))
        for number, fact in enumerate(facts, start=1)
    ]


def _scene(name: str, facts: list[dict[str, Any]]) -> object:
    start = state = SessionState(session_id=SessionId("s_001"))
    states = []
    entries = entries_of(facts)
    for entry in entries:
        state = apply(state, entry)
        states.append(_plain(state))
    return {
        "name": name,
        "start": _plain(start),
        "entries": [_plain(entry) for entry in entries],
        "states": states,
    }


def _plain(model: Any) -> Any:  # noqa: ANN401  JSON
    return json.loads(encode(model))


def media() -> list[object]:
    """Frames as hex; what they hold, or None when they are none."""
    picture = Header(Kind.VIDEO, True, 3, 4_000_000_000, 2**53 - 1, 1920, 1080, Codec.H264, b"\x42\xe0\x28")
    whole = pack(picture, b"\0\0\0\1\x65picture")
    frames = {
        "a key frame": whole,
        "the pointer": pack(Header(Kind.POINTER_AT, False, 0, 1, 0), b"{}"),
        "no payload": pack(Header(Kind.POINTER_SHAPE, False, 255, 0, 77), b""),
        "a sequence number that wraps": pack(Header(Kind.VIDEO, False, 0, 2**32, 1, 8, 8, Codec.H264), b"x"),
        "an unknown version": b"\2" + whole[1:],
        "an unknown kind": whole[:1] + b"\x09" + whole[2:],
        "an unknown flag": whole[:2] + b"\2" + whole[3:],
        "a time beyond 2^53": whole[:8] + (2**53).to_bytes(8, "big") + whole[16:],
        "an unknown codec": whole[:20] + b"\7" + whole[21:],
        "a header cut short": whole[:23],
        "nothing": b"",
    }
    return [{"name": name, "frame": frame.hex(), "holds": _held(frame)} for name, frame in frames.items()]


def _held(frame: bytes) -> object:
    try:
        header, payload = unpack(frame)
    except ProtocolError:
        return None
    return {
        "kind": header.kind,
        "key": header.key,
        "stream": header.stream,
        "seq": header.seq,
        "ptsUs": header.pts_us,
        "widthPx": header.width_px,
        "heightPx": header.height_px,
        "codec": header.codec,
        "codecString": header.codec_string,
        "payload": bytes(payload).hex(),
    }


_WELCOME: Final = Welcome(
    protocol=1,
    peer_id=PeerId("c_001"),
    person_id=PersonId("p_ben"),
    role=Role.AGENT,
    kind=PeerKind.CONSOLE,
    organisation="Acme",
    resume="resume_token_one",
    at=1,
)

Call = tuple[str, dict[str, Any]]
_IN: Final[list[Call]] = [("opened", {"at": 10.0}), ("heard", {"at": 10.5, "message": _WELCOME})]

CALLS: Final[Mapping[str, list[Call]]] = {
    "a link opens, beats, and is dropped in its silence": [
        ("tick", {"at": 9.0}),
        *_IN,
        ("tick", {"at": 11.5}),
        ("tick", {"at": 12.0}),
        ("heard", {"at": 12.25, "message": Pong(number=1)}),
        ("tick", {"at": 14.0}),
        ("tick", {"at": 17.0}),
        ("tick", {"at": 17.25}),
        ("lost", {"at": 17.25, "code": 1006, "jitter": 0.5}),
        ("heard", {"at": 17.3, "message": _WELCOME}),
        ("opened", {"at": 18.0}),
    ],
    "every loss waits longer, up to a bound, and a welcome starts anew": [
        *_IN,
        *[("lost", {"at": 20.0, "code": 1006, "jitter": 0.0}) for _ in range(6)],
        ("lost", {"at": 20.0, "code": 4503, "jitter": 0.875}),
        ("opened", {"at": 30.0}),
        ("heard", {"at": 30.5, "message": _WELCOME}),
        ("lost", {"at": 40.0, "code": 1012, "jitter": 0.5}),
    ],
    "a ticket that was never said is used again; one that was said is not": [
        ("lost", {"at": 1.0, "code": 1006, "jitter": 0.0}),
        ("opened", {"at": 2.0}),
        ("lost", {"at": 3.0, "code": 1006, "jitter": 0.0}),
        ("renew", {"ticket": "second_ticket_0001"}),
        ("opened", {"at": 4.0}),
    ],
    "a greeting without an answer is dropped": [
        ("opened", {"at": 1.0}),
        ("tick", {"at": 5.5}),
        ("tick", {"at": 6.0}),
    ],
    "a code that is not retried stops the link": [
        *_IN,
        ("lost", {"at": 20.0, "code": 4409, "jitter": 0.0}),
        ("lost", {"at": 21.0, "code": 1006, "jitter": 0.0}),
        ("tick", {"at": 60.0}),
    ],
    "who left does not come back": [*_IN, ("left", {}), ("lost", {"at": 20.0, "code": 1006, "jitter": 0.0})],
}
"""What a shell tells its link, for each play."""


def link() -> list[object]:
    """Each play's calls, with the steps and the state that follow each."""
    return [{"name": name, "calls": _play(calls)} for name, calls in CALLS.items()]


def _play(calls: list[Call]) -> list[object]:
    played: list[object] = []
    client = Link(version="1.0", ticket="first_ticket_00001")
    for call, given in calls:
        steps = [_step(one) for one in _call(client, call, given)]
        plain = {key: _plain(one) if key == "message" else one for key, one in given.items()}
        played.append({"call": call, **plain, "steps": steps, "state": client.state.value})
    return played


def _call(client: Link, call: str, given: Mapping[str, Any]) -> list[Step]:
    match call:
        case "opened":
            return client.opened(given["at"])
        case "heard":
            return client.heard(given["message"], given["at"])
        case "tick":
            return client.tick(given["at"])
        case "lost":
            return client.lost(given["code"], given["at"], given["jitter"])
        case "renew":
            client.renew(given["ticket"])
        case _:
            client.left()
    return []


def _step(step: Step) -> object:
    match step:
        case Say(message=message):
            return {"step": "say", "message": _plain(message)}
        case Reopen(at_seconds=at, within_seconds=within):
            return {"step": "reopen", "atSeconds": at, "withinSeconds": within}
        case NeedTicket(at_seconds=at, within_seconds=within):
            return {"step": "need_ticket", "atSeconds": at, "withinSeconds": within}
        case Drop():
            return {"step": "drop"}
        case Stop(close_code=code):
            return {"step": "stop", "closeCode": code}


FILES: Final[Mapping[str, Callable[[], list[object]]]] = {
    "session.json": session,
    "media.json": media,
    "link.json": link,
}


def text(name: str) -> str:
    """The whole text of one vector file."""
    cases = [json.dumps(case, ensure_ascii=False) for case in FILES[name]()]
    return "[\n" + ",\n".join(cases) + "\n]\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for file in FILES:
        (FOLDER / file).write_text(text(file), encoding="utf-8", newline="\n")
