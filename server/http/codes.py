"""Session codes: an agent gives one on the phone; a page or the desktop program comes in with one."""

from typing import Final

from fastapi import APIRouter, Request, Response

from protocol.errors import ErrorCode
from protocol.facts import Door
from protocol.ids import PersonId, SessionId
from protocol.link_messages import PeerKind
from protocol.people import Person
from protocol.roles import MAY_TAKE, Role
from protocol.session import State
from protocol.wire import AtMs, Language, Name
from server.errors import CodeUnknown, NotAllowed, Refused
from server.http.help import new_customer, welcome
from server.http.needs import Needs, NeedsHere, SignedInHere, network_of
from server.http.passes import join_link, ticket
from server.http.problems import language_of, refusals
from server.http.shapes import Asked, GivenCode, Help, Joined, Told
from server.runtime.ports import Pass
from server.security.codes import normalise_code
from server.security.throttle import CODE_FROM_ANYWHERE, CODE_FROM_NETWORK

ROUTER = APIRouter(prefix="/api", tags=["codes"])

_EVERYWHERE: Final = "code"
_WHY: Final = {"en": "You gave this customer a code.", "es": "Usted le dio un código a este cliente."}
_NAMELESS: Final = {"en": "Customer", "es": "Cliente"}


class PhoneCode(Told):
    """To be read out on the phone; the customer types it at `link`'s page."""

    code: str
    code_expires_at: AtMs
    link: str


class RedeemAsked(Asked):
    """A code that an agent read out, and the customer's name."""

    code: GivenCode
    name: Name
    language: Language | None = None


class JoinAsked(Asked):
    """A code, from the desktop program."""

    code: GivenCode


@ROUTER.post("/codes", status_code=201, responses=refusals(ErrorCode.NOT_SIGNED_IN, ErrorCode.NOT_ALLOWED))
async def make_phone_code(who: SignedInHere, needs: NeedsHere) -> PhoneCode:
    """A code for one caller: who comes in with it is this agent's customer at once, past the queue."""
    if who.staff.role not in MAY_TAKE:
        raise NotAllowed("take customers")
    code = needs.secrets.code()
    until_ms = needs.clock.now_ms() + needs.house.code_ms
    entry = Pass("code", until_ms, person_id=who.staff.person_id, kind=PeerKind.PAGE)
    await needs.passes.put(needs.secrets.digest(code), entry)
    return PhoneCode(code=code, code_expires_at=until_ms, link=join_link(needs, code))


@ROUTER.post(
    "/codes/redeem",
    status_code=201,
    responses=refusals(ErrorCode.CODE_UNKNOWN, ErrorCode.TOO_MANY, ErrorCode.TRY_LATER),
)
async def redeem(asked: RedeemAsked, request: Request, response: Response, needs: NeedsHere) -> Help:
    """Come in with a code that was read out on the phone."""
    found = await _take(needs, request, asked.code, pages_only=True)
    customer = new_customer(needs, asked.name, asked.language or language_of(request))
    session_id = await _open_for(needs, found, customer)
    return await welcome(needs, response, customer.person_id, session_id)


@ROUTER.post("/join", responses=refusals(ErrorCode.CODE_UNKNOWN, ErrorCode.TOO_MANY, ErrorCode.TRY_LATER))
async def join(asked: JoinAsked, request: Request, needs: NeedsHere) -> Joined:
    """The desktop program comes in with a code. Wrong, used and expired codes have one answer."""
    found = await _take(needs, request, asked.code, pages_only=False)
    person_id, session_id = found.person_id, found.session_id
    if session_id is None:
        customer = new_customer(needs, _NAMELESS[needs.house.language], needs.house.language)
        person_id, session_id = customer.person_id, await _open_for(needs, found, customer)
    elif (await needs.hub.state(session_id)).state is State.ENDED:
        raise CodeUnknown
    assert person_id is not None  # because every code is made for a person
    fresh = await ticket(needs, PeerKind.MACHINE, PersonId(person_id), Role.CUSTOMER, session_id)
    return Joined(ticket=fresh.ticket, session_id=session_id, organisation=needs.naming.organisation)


async def _take(needs: Needs, request: Request, typed: str, *, pages_only: bool) -> Pass:
    network = f"code {network_of(request)}"
    async with needs.one_code_at_a_time:
        needs.wait_for_turn(CODE_FROM_NETWORK, network)
        needs.wait_for_turn(CODE_FROM_ANYWHERE, _EVERYWHERE)
        found = await _redeemed(needs, typed, pages_only=pages_only)
        if found is None:
            needs.count_failure(CODE_FROM_NETWORK, network)
            needs.count_failure(CODE_FROM_ANYWHERE, _EVERYWHERE)
            raise CodeUnknown
    return found


async def _redeemed(needs: Needs, typed: str, *, pages_only: bool) -> Pass | None:
    # What cannot be a code goes the same way, so that no answer comes sooner than another.
    digest, now_ms = needs.secrets.digest(normalise_code(typed) or ""), needs.clock.now_ms()
    seen = await needs.passes.peek(digest, "code", now_ms)
    fits = seen is not None and (not pages_only or seen.kind is PeerKind.PAGE)
    return await needs.passes.take(digest if fits else b"", "code", now_ms)


async def _open_for(needs: Needs, found: Pass, customer: Person) -> SessionId:
    """A new session of the agent who gave the code; of the queue, when the agent cannot have it."""
    session_id = await needs.hub.open_session(customer, Door.CODE, "")
    staff = await needs.staff.by_id(found.person_id) if found.person_id else None
    if staff is not None and not staff.disabled:
        try:
            await needs.hub.claim(session_id, staff, _WHY["es" if staff.language.startswith("es") else "en"])
        except Refused:
            return session_id
    return session_id
