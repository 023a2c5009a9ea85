"""A staff member presents their own screen; whoever has the link watches (SPEC V)."""

import base64
from typing import Final

from fastapi import APIRouter, Request, Response

from protocol.demo import SessionKind
from protocol.errors import ErrorCode
from protocol.ids import PersonId, PersonIdField, SessionId, SessionIdField
from protocol.limits import DEMO_VIEWER_LIMIT
from protocol.link_messages import PeerKind
from protocol.people import Person, Presence
from protocol.rights import Deed, may
from protocol.roles import Role
from protocol.session import SessionState, State
from protocol.wire import AtMs, Language, Name, Sentence, Token
from server.errors import CodeUnknown, NotAllowed, SessionOver
from server.http.cookies import take_seat
from server.http.needs import Needs, NeedsHere, SeatedHere, SignedIn, SignedInHere, network_of, seat_of
from server.http.passes import program, ticket
from server.http.problems import language_of, refusals
from server.http.sessions import SessionPath
from server.http.shapes import Asked, GivenSecret, Program, Told
from server.runtime.ports import Pass
from server.security.throttle import Rule

ROUTER = APIRouter(prefix="/api/demos", tags=["demos"])

LINK_MS: Final = 24 * 60 * 60 * 1000
"""Longer than anybody presents; what ends a link is the end of its demo."""
JOIN_FROM_NETWORK: Final = Rule(free=40, within_seconds=600, first_wait_seconds=10, longest_wait_seconds=300)
"""A whole office behind one address may come, and come again; a script that fills demos may not."""


class DemoAsked(Asked):
    """What is presented."""

    title: Sentence = ""


class Demo(Told):
    """A demo, for who presents it. `link` is for the viewers; its secret stands in the fragment."""

    session_id: SessionIdField
    title: Sentence
    link: str
    viewers: int
    viewers_limit: int


class Present(Told):
    """How the presenter's screen comes in: by this browser tab (`ticket`), or by the desktop program."""

    ticket: Token
    expires_at: AtMs
    program: Program


class WatchAsked(Asked):
    """The secret from the link's fragment, and how the viewer is called."""

    secret: GivenSecret
    name: Name
    language: Language | None = None


class Seat(Told):
    """A viewer's place: the ticket opens their socket."""

    session_id: SessionIdField
    person_id: PersonIdField
    organisation: Name
    title: Sentence
    presenter: Name
    ticket: Token
    csrf: Token


_STAFF_REFUSALS: Final = refusals(
    ErrorCode.NOT_SIGNED_IN,
    ErrorCode.CSRF_MISSING,
    ErrorCode.NOT_ALLOWED,
    ErrorCode.UNKNOWN,
    ErrorCode.SESSION_OVER,
    ErrorCode.TRY_LATER,
)


@ROUTER.post(
    "",
    status_code=201,
    responses=refusals(
        ErrorCode.NOT_SIGNED_IN, ErrorCode.CSRF_MISSING, ErrorCode.NOT_ALLOWED, ErrorCode.TRY_LATER
    ),
)
async def open_demo(asked: DemoAsked, who: SignedInHere, needs: NeedsHere) -> Demo:
    """Open a demo: the presenter is in it at once, and sees it by a console ticket as any session."""
    if not may(who.staff.role, Deed.PRESENT):
        raise NotAllowed("present your screen")
    session_id = await needs.hub.open_demo(who.staff, asked.title)
    entry = Pass("demo", needs.clock.now_ms() + LINK_MS, session_id=session_id)
    await needs.passes.put(needs.secrets.digest(_secret(needs, session_id)), entry)
    return _demo(needs, await needs.hub.state(session_id))


@ROUTER.get("/seat", responses=refusals(ErrorCode.UNKNOWN, ErrorCode.SESSION_OVER, ErrorCode.TRY_LATER))
async def see_seat(seated: SeatedHere, needs: NeedsHere) -> Seat:
    """The place that this browser has already, with a fresh ticket; its socket hears when it was taken."""
    state = await _running(needs, seated.session_id)
    return await _seat(needs, state, seated.person_id, seated.csrf)


@ROUTER.post(
    "/join",
    status_code=201,
    responses=refusals(
        ErrorCode.CODE_UNKNOWN,
        ErrorCode.VIEWER_LIMIT,
        ErrorCode.SESSION_OVER,
        ErrorCode.TOO_MANY,
        ErrorCode.TRY_LATER,
    ),
)
async def join_demo(asked: WatchAsked, request: Request, response: Response, needs: NeedsHere) -> Seat:
    """Take a place by the demo's link. A browser that has one already has the same one again."""
    network = f"demo {network_of(request)}"
    needs.wait_for_turn(JOIN_FROM_NETWORK, network)
    needs.count_failure(JOIN_FROM_NETWORK, network)
    found = await needs.passes.peek(needs.secrets.digest(asked.secret), "demo", needs.clock.now_ms())
    if found is None or found.session_id is None:
        raise CodeUnknown
    await _running(needs, found.session_id)
    before = await seat_of(request, needs)
    known = before.person_id if before is not None and before.session_id == found.session_id else None
    viewer = Person(
        person_id=known or PersonId(needs.secrets.opaque_id("v_")),
        name=asked.name,
        role=Role.VIEWER,
        language=asked.language or language_of(request),
    )
    await needs.hub.let_watch(found.session_id, viewer)
    csrf = await take_seat(needs, response, viewer.person_id, found.session_id)
    return await _seat(needs, await needs.hub.state(found.session_id), viewer.person_id, csrf)


@ROUTER.get("/{session_id}", responses=_STAFF_REFUSALS)
async def see_demo(session_id: SessionPath, who: SignedInHere, needs: NeedsHere) -> Demo:
    """The presenter's own demo, with its link."""
    return _demo(needs, await _own(needs, who, session_id))


@ROUTER.post("/{session_id}/present-ticket", status_code=201, responses=_STAFF_REFUSALS)
async def make_present_ticket(session_id: SessionPath, who: SignedInHere, needs: NeedsHere) -> Present:
    """The way in for the presenter's own screen. The code of an earlier answer is void."""
    await _own(needs, who, session_id)
    person_id = who.staff.person_id
    fresh = await ticket(needs, PeerKind.MACHINE, person_id, who.staff.role, session_id, as_of=who.as_of)
    desktop = await program(needs, person_id, session_id, verb="present")
    return Present(ticket=fresh.ticket, expires_at=fresh.expires_at, program=desktop)


def _secret(needs: Needs, session_id: SessionId) -> str:
    """256 bits that only this server can make again, so that the presenter may be shown the link again."""
    return base64.urlsafe_b64encode(needs.secrets.digest(f"demo {session_id}")).rstrip(b"=").decode()


def _demo(needs: Needs, state: SessionState) -> Demo:
    here = [p for p in state.people if p.role is Role.VIEWER and p.presence is Presence.PRESENT]
    return Demo(
        session_id=state.session_id,
        title=state.reason,
        link=f"{needs.house.base_url}/watch#{_secret(needs, state.session_id)}",
        viewers=len(here),
        viewers_limit=DEMO_VIEWER_LIMIT,
    )


async def _seat(needs: Needs, state: SessionState, person_id: PersonId, csrf: str) -> Seat:
    fresh = await ticket(needs, PeerKind.VIEWER, person_id, Role.VIEWER, state.session_id)
    presenter = state.person(state.owner_id) if state.owner_id else None
    return Seat(
        session_id=state.session_id,
        person_id=person_id,
        organisation=needs.naming.organisation,
        title=state.reason,
        presenter=presenter.name if presenter else needs.naming.organisation,
        ticket=fresh.ticket,
        csrf=csrf,
    )


async def _own(needs: Needs, who: SignedIn, session_id: SessionId) -> SessionState:
    state = await _running(needs, session_id)
    if state.kind is not SessionKind.DEMO or state.owner_id != who.staff.person_id:
        raise NotAllowed("present in somebody else's session")
    return state


async def _running(needs: Needs, session_id: SessionId) -> SessionState:
    state = await needs.hub.state(session_id)
    if state.state is State.ENDED:
        raise SessionOver
    return state
