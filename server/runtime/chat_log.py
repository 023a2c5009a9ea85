"""What was said in each session, page by page (SPEC T6)."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from protocol.audience import author_of, hears
from protocol.chat import Noted, Room, Said, StepTicked
from protocol.chat_messages import ChatPage, ChatWanted
from protocol.codec import encode
from protocol.control import Happened
from protocol.demo import DemoOpened
from protocol.facts import Entry, Joined, Opened
from protocol.ids import PersonId, SessionId
from protocol.limits import CHAT_PAGE_LIMIT, SERVER_MESSAGE_LIMIT_BYTES
from protocol.people import Person
from protocol.rights import Deed, may
from protocol.session import SessionState
from server.errors import NotAllowed
from server.runtime.ports import SessionLog

SESSIONS_KEPT: Final = 200
SPOKEN_KEPT: Final = 1_000
"""Of one session; who reads further back than this waits for the log."""
_PAGE_LIMIT_BYTES: Final = SERVER_MESSAGE_LIMIT_BYTES * 3 // 4


@dataclass(frozen=True, slots=True)
class Spoken:
    """An entry of a room, and who made it as they were then: they may have left."""

    entry: Entry
    author: Person | None


@dataclass(slots=True)
class Memory:
    """The newest entries of one session's rooms, as of `seq`; `whole` when there are no older ones."""

    seq: int
    whole: bool
    spoken: list[Spoken]


@dataclass(slots=True)
class ChatLog:
    """Pages from the log, with the newest entries of the busiest sessions at hand."""

    log: SessionLog
    _kept: "OrderedDict[SessionId, Memory]" = field(default_factory=OrderedDict)

    def note(self, state: SessionState, entries: Iterable[Entry]) -> None:
        """These entries are on disk now."""
        memory = self._kept.get(state.session_id)
        if memory is None:
            return
        for entry in entries:
            if entry.seq > memory.seq + 1:  # it was read while the one between was being written
                self.forget(state.session_id)
                return
            if entry.seq > memory.seq:
                memory.seq = entry.seq
                if is_spoken(entry):
                    author_id = author_of(entry.fact)
                    memory.spoken.append(Spoken(entry, state.person(author_id) if author_id else None))
        self._trim(memory)

    def forget(self, session_id: SessionId) -> None:
        """Read this session from its log again, if anybody asks."""
        self._kept.pop(session_id, None)

    async def page(self, state: SessionState, reader: Person, wanted: ChatWanted) -> ChatPage:
        """The page of a room that this person hears; it may hold more than the caller's state knows of.

        Raises:
            NotAllowed: they do not read this room.
            UnknownThing, Broken: the log cannot be read.
        """
        if wanted.room is Room.INNER and not may(reader.role, Deed.READ_INNER):
            raise NotAllowed("read this room")
        memory = self._kept.get(state.session_id)
        if memory is not None and memory.seq >= state.seq:
            self._kept.move_to_end(state.session_id)
            page, is_complete = _page(memory, reader, wanted)
            if is_complete:
                return page
        return _page(await self._read(state), reader, wanted)[0]

    async def _read(self, state: SessionState) -> Memory:
        """The whole log; its newest entries are at hand from here on."""
        entries = await self.log.load(state.session_id)
        whole = Memory(entries[-1].seq if entries else 0, whole=True, spoken=spoken_in(entries))
        kept = Memory(whole.seq, whole=True, spoken=list(whole.spoken))
        self._trim(kept)
        known = self._kept.get(state.session_id)
        if known is None or known.seq <= kept.seq:
            self._kept[state.session_id] = kept
        while len(self._kept) > SESSIONS_KEPT:
            self._kept.popitem(last=False)
        return whole

    def _trim(self, memory: Memory) -> None:
        if len(memory.spoken) > SPOKEN_KEPT:
            del memory.spoken[:-SPOKEN_KEPT]
            memory.whole = False


def is_spoken(entry: Entry) -> bool:
    """Whether this entry stands in a room's pages."""
    return isinstance(entry.fact, Said | StepTicked | Noted)


def spoken_in(entries: Iterable[Entry]) -> list[Spoken]:
    """What a log says in its rooms, each with its author, also of those who have left since."""
    people: dict[PersonId, Person] = {}
    spoken: list[Spoken] = []
    for entry in entries:
        match entry.fact:
            case Opened(customer=person) | Joined(person=person) | DemoOpened(presenter=person):
                people[person.person_id] = person
            case _ if is_spoken(entry):
                author_id = author_of(entry.fact)
                spoken.append(Spoken(entry, people.get(author_id) if author_id else None))
            case _:
                pass
    return spoken


def _page(memory: Memory, reader: Person, wanted: ChatWanted) -> tuple[ChatPage, bool]:
    """The page, and whether nothing older could belong into it."""
    page: list[Entry] = []
    more, size_bytes = False, 0
    for one in reversed(memory.spoken):
        entry = one.entry
        if (wanted.before is not None and entry.seq >= wanted.before) or not _belongs(
            one, reader, wanted.room
        ):
            continue
        size_bytes += len(encode(Happened(entry=entry)))
        if page and (len(page) == CHAT_PAGE_LIMIT or size_bytes > _PAGE_LIMIT_BYTES):
            more = True
            break
        page.append(entry)
    return ChatPage(room=wanted.room, entries=tuple(reversed(page)), more=more), more or memory.whole


def _belongs(one: Spoken, reader: Person, room: Room) -> bool:
    fact = one.entry.fact
    here = room is Room.INNER if isinstance(fact, Noted) else getattr(fact, "room", None) is room
    return here and hears(reader, fact, one.author)
