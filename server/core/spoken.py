"""What a session remembers of its rooms: nothing is said twice, and ticked only where it is (SPEC T2, T4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from protocol.chat import Room, Said
from protocol.ids import PersonId, RequestId

REMEMBERED_LIMIT: Final = 512
"""Messages; who says one again does so within seconds, and lists of steps are few."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One message: where, by whom, and how many steps it lists."""

    room: Room
    person_id: PersonId
    steps: int


def remembering(spoken: Mapping[RequestId, Spoken], said: Said) -> dict[RequestId, Spoken]:
    """The newest `REMEMBERED_LIMIT` messages, in the order in which they were said."""
    newest = {**spoken, said.message_id: Spoken(said.room, said.person_id, len(said.steps))}
    return dict(islice(newest.items(), max(0, len(newest) - REMEMBERED_LIMIT), None))
