"""A customer asks for help, finds their session again, and gets a code for the desktop program."""

from fastapi import APIRouter, Request, Response

from protocol.errors import ErrorCode
from protocol.facts import Door
from protocol.ids import PersonId, QueueIdField, SessionId
from protocol.link_messages import PeerKind
from protocol.people import Person
from protocol.roles import Role
from protocol.session import State
from protocol.wire import Language, Name, Sentence
from server.errors import SessionOver
from server.http.cookies import settle
from server.http.needs import AtHome, AtHomeHere, Needs, NeedsHere, network_of
from server.http.passes import program, ticket
from server.http.problems import language_of, refusals
from server.http.shapes import Asked, Help, Program
from server.security.throttle import HELP_FROM_NETWORK

ROUTER = APIRouter(prefix="/api/help", tags=["customers"])


class HelpAsked(Asked):
    """Who needs help, and with what. A queue that is not there, or not any more, is the default one."""

    name: Name
    reason: Sentence = ""
    language: Language | None = None
    queue_id: QueueIdField | None = None


@ROUTER.post("", status_code=201, responses=refusals(ErrorCode.TOO_MANY, ErrorCode.TRY_LATER))
async def ask_for_help(asked: HelpAsked, request: Request, response: Response, needs: NeedsHere) -> Help:
    """Open a session, waiting for the next free agent."""
    network = f"help {network_of(request)}"
    needs.wait_for_turn(HELP_FROM_NETWORK, network)
    needs.count_failure(HELP_FROM_NETWORK, network)
    customer = new_customer(needs, asked.name, asked.language or language_of(request))
    session_id = await needs.hub.open_session(customer, Door.PAGE, asked.reason, asked.queue_id)
    return await welcome(needs, response, customer.person_id, session_id)


@ROUTER.get("", responses=refusals(ErrorCode.UNKNOWN, ErrorCode.SESSION_OVER, ErrorCode.TRY_LATER))
async def see_help(home: AtHomeHere, needs: NeedsHere) -> Help:
    """The session that this browser asked for, with a fresh ticket for its page."""
    await _check_running(needs, home.session_id)
    return await _help(needs, home)


@ROUTER.get("/talk", responses=refusals(ErrorCode.UNKNOWN, ErrorCode.TRY_LATER))
async def see_talk(home: AtHomeHere, needs: NeedsHere) -> Help:
    """As `/api/help`, also after the end: the room stays open for a day; its socket says when it closes."""
    await needs.hub.state(home.session_id)
    return await _help(needs, home)


@ROUTER.post(
    "/code",
    status_code=201,
    responses=refusals(
        ErrorCode.UNKNOWN, ErrorCode.CSRF_MISSING, ErrorCode.SESSION_OVER, ErrorCode.TRY_LATER
    ),
)
async def make_code(home: AtHomeHere, needs: NeedsHere) -> Program:
    """A new code for the desktop program; the older one is void."""
    await _check_running(needs, home.session_id)
    return await program(needs, home.person_id, home.session_id)


def new_customer(needs: Needs, name: str, language: str) -> Person:
    """Somebody who has just come in."""
    person_id = PersonId(needs.secrets.opaque_id("c_"))
    return Person(person_id=person_id, name=name, role=Role.CUSTOMER, language=language)


async def welcome(needs: Needs, response: Response, person_id: PersonId, session_id: SessionId) -> Help:
    """Everything that the page of a customer who has just come in needs."""
    csrf = await settle(needs, response, person_id, session_id)
    page = await ticket(needs, PeerKind.PAGE, person_id, Role.CUSTOMER, session_id)
    return Help(
        session_id=session_id,
        person_id=person_id,
        organisation=needs.naming.organisation,
        ticket=page.ticket,
        csrf=csrf,
        program=await program(needs, person_id, session_id),
    )


async def _help(needs: Needs, home: AtHome) -> Help:
    fresh = await ticket(needs, PeerKind.PAGE, home.person_id, Role.CUSTOMER, home.session_id)
    return Help(
        session_id=home.session_id,
        person_id=home.person_id,
        organisation=needs.naming.organisation,
        ticket=fresh.ticket,
        csrf=home.csrf,
    )


async def _check_running(needs: Needs, session_id: SessionId) -> None:
    if (await needs.hub.state(session_id)).state is State.ENDED:
        raise SessionOver
