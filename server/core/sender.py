"""Who asks for something in a session."""

from dataclasses import dataclass

from protocol.ids import PeerId
from protocol.people import Person
from server.core.draft import Link


@dataclass(frozen=True, slots=True)
class Sender:
    """A person in the session, by one of their peers."""

    peer: PeerId
    link: Link
    person: Person
