"""What people arrange, say and do in a session, as facts for the vectors."""

import random
from typing import Any, Final

_WORKS: Final = [
    {"type": "reboot"},
    {"type": "files", "way": "to_machine", "names": ["año.pdf"], "count": 1, "total_bytes": 5},
    {"type": "script", "interpreter": "sh", "text": "id\n", "sha256": "0" * 64},
]
_CALL = {"by": "p_ben", "name": "Printers", "note": "", "at": 5}
INNER_FACTS: Final[list[dict[str, Any]]] = [
    {"type": "supervising", "person_id": "p_eva", "reason": "Learning"},
    {"type": "invited", "invitation": {**_CALL, "invitation_id": "i_001", "skill": "Printers"}},
    {"type": "invitation_over", "invitation_id": "i_001", "outcome": "accepted", "person_id": "p_eva"},
    {"type": "transfer_offered", "transfer": {**_CALL, "transfer_id": "t_001", "to_queue": "q_001"}},
    {"type": "transfer_over", "transfer_id": "t_001", "outcome": "declined", "person_id": "p_eva"},
    {"type": "noted", "person_id": "p_ben", "text": "Paper?"},
    {"type": "said", "message_id": "m_001", "room": "inner", "person_id": "p_ben", "text": "Careful."},
    {"type": "said", "message_id": "m_002", "room": "customer", "person_id": "p_ana", "text": "Hola"},
    {
        "type": "step_ticked",
        "message_id": "m_003",
        "room": "customer",
        "step": 0,
        "done": True,
        "person_id": "p_ana",
    },
    {"type": "flagged", "flag_id": "f_001", "person_id": "p_ben", "label": "The driver"},
    {"type": "looked", "person_id": "p_eva", "name": "Eva", "reason": "Coaching"},
    {"type": "exported", "person_id": "p_eva", "name": "Eva", "form": "mp4", "reason": "The customer asked"},
    {"type": "kept", "person_id": "p_eva", "name": "Eva", "held": True, "reason": "A claim"},
]


def any_room_facts(chance: random.Random, person_id: str, number: int) -> list[dict[str, Any]]:
    """Facts of the rooms, of which any may come at any moment."""
    work = f"w_{number % 4:03}"
    asked = {"request_id": work, "what": chance.choice(_WORKS), "asked_by": person_id, "asked_at": number}
    return [
        {"type": "floor_moved", "holder": person_id, "epoch": number, "by": "given"},
        {"type": "floor_moved", "epoch": number, "by": "local_hand"},
        {"type": "floor_wanted", "person_id": person_id, "wanted": chance.random() < 0.7},
        {"type": "work_asked", "work": asked},
        {"type": "work_answered", "request_id": work, "answer": chance.choice(["allowed", "refused"])},
        {"type": "work_ended", "request_id": work, "end": "done"},
        {"type": "restart_began", "request_id": work, "until": number, "waits_for_sign_in": False},
        {"type": "restart_over", "end": "returned"},
        {"type": "owner_changed", "owner_id": person_id, "how": chance.choice(["take_over", "hand_back"])},
        {"type": "elevation_changed", "elevated": True, "asking": False},
        {"type": "hand_raised", "person_id": person_id, "up": chance.random() < 0.7},
        {"type": "recording_asked", "request_id": work, "asked_by": chance.choice([None, person_id])},
        {"type": "recording_answered", "request_id": work, "answer": chance.choice(["allowed", "refused"])},
        {"type": "recording_paused", "person_id": person_id},
        {"type": "recording_resumed", "person_id": person_id},
        {"type": "recording_over", "by": "local_person", "person_id": person_id},
        {"type": "private_moment", "on": chance.random() < 0.5},
        *INNER_FACTS,
    ]
