"""What the routes need, handed to them by `app`, and what they find out about a request."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Final, Protocol

from fastapi import Depends, Request

from protocol.ids import PersonId, SessionId
from protocol.roles import Role
from server.errors import CsrfMissing, NotAllowed, NotSignedIn, TooMany, UnknownThing
from server.http.setup_token import SetupToken
from server.http.uploads import Uploads
from server.runtime.clips import Clips
from server.runtime.coaching import Coaching
from server.runtime.directory_now import DirectoryNow
from server.runtime.exporting import Exports
from server.runtime.hub import Hub
from server.runtime.ports import (
    AttachmentStore,
    Clock,
    Pass,
    PassStore,
    PeopleStore,
    RuleStore,
    Secrets,
    Staff,
    StaffStore,
)
from server.runtime.records import Records
from server.security.passwords import Passwords
from server.security.secrets import same
from server.security.throttle import Rule, Throttle, network_prefix

CSRF_HEADER: Final = "x-csrf-token"


class StaffList(Protocol):
    """Everyone who works here."""

    async def everyone(self) -> list[Staff]:
        """All of them, by name."""
        ...


class Values(Protocol):
    """What the installation remembers about itself."""

    async def get(self, name: str) -> str | None:
        """The text, or None when it was never set."""
        ...

    async def set(self, name: str, value: str) -> None:
        """Remember the text from now on."""
        ...


class Naming(Protocol):
    """The organisation's name as everyone sees it now."""

    organisation: str


@dataclass(frozen=True, slots=True)
class House:
    """What is fixed while the server runs.

    Attributes:
        base_url: Where people come in, without a slash at the end.
        is_secure: Browsers reach us by TLS, so that cookies carry `Secure`.
        language: For people who do not say.
        version: This program's.
        ca_pem: The own CA's certificate, or None.
        ca_sha256: Its fingerprint as a link carries it, or None.
        sign_in_ms: How long a sign-in lasts.
        customer_ms: How long a customer's page finds its session.
        code_ms: How long a session code is valid.
        trial_digest: SHA-256 of a trial's secret in hex, or None.
    """

    base_url: str
    is_secure: bool
    language: str
    version: str
    ca_pem: bytes | None
    ca_sha256: str | None
    sign_in_ms: int
    customer_ms: int
    code_ms: int
    trial_digest: str | None = None


@dataclass(frozen=True, slots=True)
class Needs:
    """Everything that a route may call."""

    house: House
    naming: Naming
    clock: Clock
    secrets: Secrets
    passwords: Passwords
    throttle: Throttle
    one_code_at_a_time: asyncio.Lock
    """Held from looking at the failures to counting one: a burst of guesses must not slip through between."""
    staff: StaffStore
    staff_list: StaffList
    people: PeopleStore
    directory: DirectoryNow
    one_change_at_a_time: asyncio.Lock
    """Held from an administrator's change to reading the directory anew: no older one replaces a newer."""
    attachments: AttachmentStore
    uploads: Uploads
    rules: RuleStore
    records: Records
    exports: Exports
    coaching: Coaching
    clips: Clips
    passes: PassStore
    values: Values
    hub: Hub
    figures: Callable[[], dict[str, int]]
    """What /metrics shows beside the requests, by name; those that end in `_total` only rise."""
    setup: SetupToken
    check_ready: Callable[[], Awaitable[None]]
    """Raises NotReady or Draining."""

    async def renew_directory(self) -> None:
        """Read anew who works here, after a change; for whoever holds `one_change_at_a_time`."""
        self.directory.replace(await self.people.directory())

    def wait_for_turn(self, rule: Rule, *keys: str) -> None:
        """Refuse with TooMany while any of these keys has failed too often."""
        now = self.clock.monotonic_seconds()
        wait = max(self.throttle.wait_seconds(rule, key, now) for key in keys)
        if wait > 0:
            raise TooMany(wait)

    def count_failure(self, rule: Rule, *keys: str) -> None:
        """Count one failed try for each key."""
        for key in keys:
            self.throttle.failed(rule, key, self.clock.monotonic_seconds())


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A request's staff member."""

    staff: Staff
    csrf: str
    as_of: int
    """How many sign-outs there had been before the cookie was looked at."""


@dataclass(frozen=True, slots=True)
class AtHome:
    """A request's customer, or viewer of a demo: the session that the cookie's bearer belongs to."""

    person_id: PersonId
    session_id: SessionId
    csrf: str


def needs_of(request: Request) -> Needs:
    """What `app` handed over."""
    needs: Needs = request.app.state.needs
    return needs


NeedsHere = Annotated[Needs, Depends(needs_of)]


def staff_cookie(house: House) -> str:
    """The name of the sign-in's cookie: the prefix makes browsers insist on Secure, no Domain, and Path=/."""
    return "__Host-auxilio" if house.is_secure else "auxilio"


def customer_cookie(house: House) -> str:
    """The name of the cookie by which a customer's page finds its session."""
    return f"{staff_cookie(house)}-customer"


def viewer_cookie(house: House) -> str:
    """The name of the cookie by which a viewer of a demo has the same place again."""
    return f"{staff_cookie(house)}-viewer"


async def signed_in(request: Request, needs: NeedsHere) -> SignedIn:
    """The staff member of this request.

    Raises:
        NotSignedIn: no cookie, or its sign-in has ended, or the account is disabled.
        CsrfMissing: an unsafe method without the sign-in's token in `X-CSRF-Token`.
    """
    as_of = needs.hub.sign_outs.number
    found = await _from_cookie(request, needs, staff_cookie(needs.house), "sign_in")
    staff = await needs.staff.by_id(found.person_id) if found is not None and found.person_id else None
    if found is None or staff is None or staff.disabled:
        raise NotSignedIn
    return SignedIn(staff, _checked_csrf(request, found), as_of)


async def at_home(request: Request, needs: NeedsHere) -> AtHome:
    """The customer of this request.

    Raises:
        UnknownThing: no cookie, or its session is long over.
        CsrfMissing: an unsafe method without the token in `X-CSRF-Token`.
    """
    found = await _from_cookie(request, needs, customer_cookie(needs.house), "customer")
    if found is None or found.person_id is None or found.session_id is None:
        raise UnknownThing("session of yours")
    return AtHome(found.person_id, found.session_id, _checked_csrf(request, found))


async def seat_of(request: Request, needs: Needs) -> AtHome | None:
    """The place in a demo that this browser had last, whatever became of it; None without one."""
    found = await _from_cookie(request, needs, viewer_cookie(needs.house), "viewer")
    if found is None or found.person_id is None or found.session_id is None:
        return None
    return AtHome(found.person_id, found.session_id, found.csrf or "")


async def seated(request: Request, needs: NeedsHere) -> AtHome:
    """The viewer of this request. Raises UnknownThing: no cookie, or its demo is long over."""
    found = await seat_of(request, needs)
    if found is None:
        raise UnknownThing("place of yours")
    return found


SeatedHere = Annotated[AtHome, Depends(seated)]
SignedInHere = Annotated[SignedIn, Depends(signed_in)]
AtHomeHere = Annotated[AtHome, Depends(at_home)]


async def admin(who: SignedInHere) -> SignedIn:
    """The administrator of this request. Raises NotAllowed for everybody else."""
    if who.staff.role is not Role.ADMIN:
        raise NotAllowed("do this without being an administrator")
    return who


AdminHere = Annotated[SignedIn, Depends(admin)]


def network_of(request: Request) -> str:
    """The network that this request came from, for throttling."""
    return network_prefix(request.client.host if request.client else "unknown")


async def _from_cookie(request: Request, needs: Needs, name: str, purpose: str) -> Pass | None:
    secret = request.cookies.get(name)
    if not secret:
        return None
    return await needs.passes.peek(needs.secrets.digest(secret), purpose, needs.clock.now_ms())


def _checked_csrf(request: Request, found: Pass) -> str:
    csrf = found.csrf or ""
    safe = request.method in ("GET", "HEAD", "OPTIONS")
    if not safe and not (csrf and same(request.headers.get(CSRF_HEADER, ""), csrf)):
        raise CsrfMissing
    return csrf
