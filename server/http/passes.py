"""Making the secrets that let people and programs in."""

from typing import Final

from protocol.ids import PersonId, SessionId
from protocol.link_messages import PeerKind
from protocol.roles import Role
from server.errors import NotSignedIn
from server.http.needs import Needs
from server.http.shapes import Program, Ticket
from server.runtime.ports import Pass

TICKET_MS: Final = 30_000
"""Long enough for the slowest hand-shake, useless to whoever finds it later."""


async def ticket(
    needs: Needs,
    kind: PeerKind,
    person_id: PersonId,
    role: Role,
    session_id: SessionId | None,
    *,
    as_of: int | None = None,
) -> Ticket:
    """A single-use ticket for one control link.

    Args:
        needs: What the routes have.
        kind: Of the link.
        person_id: Whose link.
        role: Theirs.
        session_id: Where to; None: the desk.
        as_of: For staff: how many sign-outs there had been before their cookie was looked at.

    Raises:
        NotSignedIn: they were signed out meanwhile; the ticket is void.
    """
    secret = needs.secrets.token()
    until_ms = needs.clock.now_ms() + TICKET_MS
    entry = Pass("ticket", until_ms, person_id=person_id, session_id=session_id, kind=kind, role=role)
    digest = needs.secrets.digest(secret)
    await needs.passes.put(digest, entry)
    if as_of is not None and needs.hub.sign_outs.since(person_id, as_of):
        await needs.passes.take(digest, "ticket", needs.clock.now_ms())
        raise NotSignedIn
    return Ticket(ticket=secret, kind=kind, expires_at=until_ms)


async def program(needs: Needs, person_id: PersonId, session_id: SessionId, *, verb: str = "join") -> Program:
    """A new code for the desktop program of this session; the older one is void.

    `verb` is what the program is told to do with it: "join" a session, or "present" in a demo.
    """
    code = needs.secrets.code()
    until_ms = needs.clock.now_ms() + needs.house.code_ms
    entry = Pass("code", until_ms, person_id=person_id, session_id=session_id, kind=PeerKind.MACHINE)
    await needs.passes.put(needs.secrets.digest(code), entry)
    link = join_link(needs, code)
    return Program(
        code=code, code_expires_at=until_ms, join_link=link, command=f'auxilio-client {verb} "{link}"'
    )


def join_link(needs: Needs, code: str) -> str:
    """The address with the code and the CA's fingerprint in the fragment, which no server and no log sees."""
    fingerprint = f".{needs.house.ca_sha256}" if needs.house.ca_sha256 else ""
    return f"{needs.house.base_url}/join#{code}{fingerprint}"
