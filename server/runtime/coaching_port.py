"""Where notes about moments and the library of clips are kept: a port for `db` to implement."""

from collections.abc import Sequence
from typing import Protocol

from protocol.ids import PersonId, SessionId
from server.desk.coaching import Clip, Note, Reply


class CoachingStore(Protocol):
    """Notes and clips, their words sealed with their session's key; what is erased is gone."""

    async def put(self, thing: Note | Clip) -> None:
        """Keep it; a note that is there already only becomes closed or open.

        Raises:
            UnknownThing: there is no such session, or it was erased.
        """
        ...

    async def reply(self, note_id: str, reply: Reply) -> None:
        """Add this answer. Raises UnknownThing: there is no such note."""
        ...

    async def notes(
        self, *, session_id: SessionId | None = None, person_id: PersonId | None = None
    ) -> Sequence[Note]:
        """The newest notes: of a session; by or about a person, and wishes of everyone; with neither, all."""
        ...

    async def clips(self) -> Sequence[Clip]:
        """The newest clips."""
        ...

    async def remove(self, session_id: SessionId, clip_id: str | None = None) -> None:
        """Remove one clip of this session; None: everything of the session, for it is being erased."""
        ...
