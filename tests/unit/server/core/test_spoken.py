"""What a session remembers of its rooms (SPEC T2)."""

from protocol.chat import Room, Said
from protocol.ids import RequestId
from server.core.spoken import REMEMBERED_LIMIT, Spoken, remembering
from tests.support.playbook import AGENT


def _said(number: int, *steps: str) -> Said:
    message_id = RequestId(f"msg_{number}")
    return Said(message_id=message_id, room=Room.INNER, person_id=AGENT.person_id, text="?", steps=steps)


def test_the_newest_messages_are_remembered_and_no_more_t2() -> None:
    spoken: dict[RequestId, Spoken] = {}
    for number in range(REMEMBERED_LIMIT + 2):
        spoken = remembering(spoken, _said(number, "Uno", "Dos"))
    assert len(spoken) == REMEMBERED_LIMIT
    assert next(iter(spoken)) == "msg_2"
    assert spoken[RequestId("msg_2")] == Spoken(Room.INNER, AGENT.person_id, 2)
