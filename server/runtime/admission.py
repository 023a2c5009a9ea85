"""Who may open a link: a ticket or a resume token becomes an admitted peer (SPEC K)."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from protocol.errors import VersionUnknown
from protocol.ids import PeerId, PersonId, SessionId
from protocol.limits import PROTOCOL_VERSION
from protocol.link_messages import Hello, MachineHello, MediaHello, PeerKind
from protocol.people import Person
from protocol.roles import Role
from server.errors import NotSignedIn, TicketUnknown
from server.runtime.ports import Clock, Pass, PassStore, Secrets, StaffStore
from server.runtime.sign_outs import SignOuts

RESUME_FOR_MS: Final = 24 * 60 * 60 * 1000
"""A place can be come back to for a day: longer than any interruption, and a sign-out voids it at once."""
MEDIA_TICKET_FOR_MS: Final = 30_000
_PEERS_REMEMBERED: Final = 20_000
_STAFF_KINDS: Final = frozenset({PeerKind.CONSOLE, PeerKind.DESK})
_PICTURE_KINDS: Final = frozenset({PeerKind.CONSOLE, PeerKind.MACHINE, PeerKind.VIEWER})


@dataclass(frozen=True, slots=True)
class Admitted:
    """Somebody who may come in. `resume` opens this place again; `media_ticket` opens the media link once."""

    peer_id: PeerId
    kind: PeerKind
    session_id: SessionId | None
    person: Person
    resumed: bool
    version: str
    resume: str
    media_ticket: str | None
    machine: MachineHello | None = None
    sign_outs: int = 0
    """How many sign-outs there had been when the pass was redeemed."""


@dataclass(frozen=True, slots=True)
class AdmittedMedia:
    """A media link that may open."""

    session_id: SessionId
    peer_id: PeerId
    kind: PeerKind


@dataclass(slots=True)
class Doorman:
    """Turns hellos into peers.

    Each welcome brings a new resume token. The one before stays good until the new one is used, for the
    welcome may be lost on its way; then all older ones of this peer are void.
    """

    passes: PassStore
    staff: StaffStore
    secrets: Secrets
    clock: Clock
    sign_outs: SignOuts = field(default_factory=SignOuts)
    _unused: "OrderedDict[PeerId, list[bytes]]" = field(default_factory=OrderedDict)

    async def admit(self, hello: Hello) -> Admitted:
        """The peer that says this hello.

        Raises:
            VersionUnknown: another protocol version.
            TicketUnknown: wrong, used or expired.
            NotSignedIn: a staff member who does not work here any more.
        """
        if hello.protocol != PROTOCOL_VERSION:
            raise VersionUnknown(hello.protocol)
        sign_outs = self.sign_outs.number
        entry = await self._redeem(hello)
        if entry.kind is None or entry.person_id is None:
            raise TicketUnknown
        if entry.session_id is None and entry.kind is not PeerKind.DESK:
            raise TicketUnknown
        person = await self._person(entry.person_id, entry.kind)
        if entry.peer_id is not None and hello.ticket is not None:
            await self.forget(entry.peer_id)  # a place that is taken up again, anew: nothing older opens it
        peer_id = entry.peer_id or PeerId(self.secrets.opaque_id("r_"))
        place = Pass(
            purpose="resume",
            expires_at_ms=self.clock.now_ms() + RESUME_FOR_MS,
            person_id=entry.person_id,
            session_id=entry.session_id,
            peer_id=peer_id,
            kind=entry.kind,
            role=person.role,
        )
        return Admitted(
            peer_id=peer_id,
            kind=entry.kind,
            session_id=entry.session_id,
            person=person,
            resumed=hello.ticket is None,
            version=hello.version,
            resume=await self._place(place),
            media_ticket=await self.media_ticket(peer_id, entry.kind, entry.session_id),
            machine=hello.machine,
            sign_outs=sign_outs,
        )

    async def admit_media(self, hello: MediaHello) -> AdmittedMedia:
        """The media link that says this hello. Raises VersionUnknown, TicketUnknown."""
        if hello.protocol != PROTOCOL_VERSION:
            raise VersionUnknown(hello.protocol)
        entry = await self.passes.take(self.secrets.digest(hello.ticket), "media", self.clock.now_ms())
        if entry is None or entry.session_id is None or entry.peer_id is None or entry.kind is None:
            raise TicketUnknown
        return AdmittedMedia(entry.session_id, entry.peer_id, entry.kind)

    async def media_ticket(self, peer_id: PeerId, kind: PeerKind, session_id: SessionId | None) -> str | None:
        """A ticket for one media link, or None for peers without a picture."""
        if session_id is None or kind not in _PICTURE_KINDS:
            return None
        ticket = self.secrets.token()
        entry = Pass(
            purpose="media",
            expires_at_ms=self.clock.now_ms() + MEDIA_TICKET_FOR_MS,
            session_id=session_id,
            peer_id=peer_id,
            kind=kind,
        )
        await self.passes.put(self.secrets.digest(ticket), entry)
        return ticket

    async def forget(self, peer_id: PeerId) -> None:
        """This peer left for good: nothing opens its place again."""
        for digest in self._unused.pop(peer_id, []):
            await self.passes.take(digest, "resume", self.clock.now_ms())

    async def _redeem(self, hello: Hello) -> Pass:
        now_ms = self.clock.now_ms()
        if hello.ticket is not None:
            entry = await self.passes.take(self.secrets.digest(hello.ticket), "ticket", now_ms)
        elif hello.resume is not None:
            digest = self.secrets.digest(hello.resume)
            entry = await self.passes.peek(digest, "resume", now_ms)
            if entry is not None and entry.peer_id is not None:
                await self._void_older(entry.peer_id, digest)
        else:
            entry = None
        if entry is None:
            raise TicketUnknown
        return entry

    async def _void_older(self, peer_id: PeerId, used: bytes) -> None:
        """A token was used: those given before it are void, those after it never arrived."""
        others = [digest for digest in self._unused.get(peer_id, []) if digest != used]
        self._unused[peer_id] = [used]
        for digest in others:
            await self.passes.take(digest, "resume", self.clock.now_ms())

    async def _place(self, place: Pass) -> str:
        token = self.secrets.token()
        digest = self.secrets.digest(token)
        await self.passes.put(digest, place)
        if place.peer_id is not None:
            self._unused.setdefault(place.peer_id, []).append(digest)
            self._unused.move_to_end(place.peer_id)
        while len(self._unused) > _PEERS_REMEMBERED:
            self._unused.popitem(last=False)
        return token

    async def _person(self, person_id: PersonId, kind: PeerKind) -> Person:
        """Staff as they are now, not as when the ticket was made; the session knows everybody else."""
        if kind not in _STAFF_KINDS:
            role = Role.VIEWER if kind is PeerKind.VIEWER else Role.CUSTOMER
            return Person(person_id=person_id, name="?", role=role)
        staff = await self.staff.by_id(person_id)
        if staff is None or staff.disabled:
            raise NotSignedIn
        return Person(person_id=person_id, name=staff.name, role=staff.role, language=staff.language)
