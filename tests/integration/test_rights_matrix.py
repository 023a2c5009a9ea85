"""Every role × every request × every mode, against the running server (SPEC H1, M2, J2, E1)."""

from typing import Final, get_args

import pytest

from protocol.errors import CloseCode
from protocol.link_messages import Hello, Leave, MediaTicketWanted, PeerKind, Ping
from protocol.messages import FromAudience, FromConsole, FromMachine, FromPage
from protocol.modes import Mode
from protocol.roles import Role
from tests.support.cast import AUDIENCE, CONSOLES, INSIDERS, OUTSIDERS, OWN_MACHINE, PAGE, Where, cast
from tests.support.cast import MACHINE as CUSTOMERS_MACHINE
from tests.support.deeds import ACTIONS, HERE, MODES, Action, Verdict
from tests.support.live_server import MACHINE, LiveServer, live_server
from tests.support.outcome import outcome

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

LINK_ITSELF: Final = frozenset({Hello, Ping, Leave, MediaTicketWanted})
"""What everyone may say of their own link, whatever their part."""


def types(direction: object) -> frozenset[type]:
    """The messages that may travel there."""
    return frozenset(get_args(get_args(direction)[0]))


SAYS: Final = {
    PeerKind.PAGE: types(FromPage),
    PeerKind.MACHINE: types(FromMachine),
    PeerKind.CONSOLE: types(FromConsole),
    PeerKind.VIEWER: types(FromAudience),
}


EXCEPTIONS: Final = {
    (OWN_MACHINE, "say inside"): Verdict.DONE,  # the presenter's own program says what the presenter may say
}


def cast_of(mode: Mode | None) -> tuple[Where, ...]:
    """Who is in a session of this mode."""
    if mode is Mode.DEMO:
        return (OWN_MACHINE, AUDIENCE, *CONSOLES)
    return (PAGE, CUSTOMERS_MACHINE, *CONSOLES)


def role_of(who: Where) -> Role:
    """As what this peer counts: a captured machine stands at a customer's, whoever it is (SPEC A1)."""
    kind, person = who
    return Role.CUSTOMER if kind is PeerKind.MACHINE else person.role


def name_of(mode: Mode | None) -> str:
    return mode or "none"


def test_every_message_of_every_direction_is_in_the_matrix_w3() -> None:
    for kind in (PeerKind.CONSOLE, PeerKind.PAGE, PeerKind.VIEWER):
        assert SAYS[kind] <= {type(action.make(Mode.FULL_CONTROL)) for action in ACTIONS} | LINK_ITSELF


def expected(action: Action, mode: Mode | None, who: Where) -> Verdict:
    """By the tables, and where they do not say it, by name."""
    owns = who == (PeerKind.CONSOLE, INSIDERS[0])
    return EXCEPTIONS.get((who, action.name)) or action.expected(mode, role_of(who), owns=owns)


@pytest.mark.parametrize("mode", MODES, ids=name_of)
async def test_who_may_do_what_is_what_the_tables_say_h1(mode: Mode | None) -> None:
    wrong: list[str] = []
    async with live_server() as server:
        session = await cast(server, mode)
        for action in ACTIONS:
            message = action.make(mode)
            for who in cast_of(mode):
                if type(message) not in SAYS[who[0]]:
                    continue
                if session.is_stale():
                    session = await cast(server, mode)
                found = await outcome(session, who, message)
                wanted = expected(action, mode, who)
                if (misfit := found.misfit(action, wanted)) is not None:
                    wrong.append(f"{who[0]} {role_of(who)}: {action.name}: {misfit}")
                if found.changed or found.reached:
                    session = await cast(server, mode)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("mode", MODES, ids=name_of)
async def test_who_is_not_in_it_has_no_link_whatever_they_hold_h2(mode: Mode | None) -> None:
    async with live_server() as server:
        session = await cast(server, mode)
        before = await session.state()
        for person in OUTSIDERS:
            for kind in (PeerKind.CONSOLE, PeerKind.PAGE, PeerKind.MACHINE, PeerKind.VIEWER):
                ticket = await server.world.ticket(kind, person.person_id, session.session_id, person.role)
                assert await refused(server, kind, ticket) == CloseCode.NOT_ALLOWED, (person.name, kind)
        assert await session.state() == before
        for who in cast_of(mode):
            assert (await session.link(who)).welcome is not None


@pytest.mark.parametrize("mode", MODES, ids=name_of)
async def test_nobody_speaks_as_somebody_elses_kind_of_peer_h2(mode: Mode | None) -> None:
    """Whoever is in it has the links of their part, and no others: no ticket makes more of them."""
    async with live_server() as server:
        session = await cast(server, mode)
        before = await session.state()
        parts = cast_of(mode)
        for _, person in parts:
            own = {kind for kind, one in parts if one is person}
            for kind in {PeerKind.CONSOLE, PeerKind.PAGE, PeerKind.MACHINE, PeerKind.VIEWER} - own:
                ticket = await server.world.ticket(kind, person.person_id, session.session_id, person.role)
                closed = await refused(server, kind, ticket)
                assert closed in (CloseCode.NOT_ALLOWED, CloseCode.NOT_SIGNED_IN), (person.name, kind)
        assert await session.state() == before


async def refused(server: LiveServer, kind: PeerKind, ticket: str) -> int:
    """Come in with this ticket; how it is closed."""
    peer = await server.connect(kind)
    hello: dict[str, object] = {"protocol": 1, "version": "test", "ticket": ticket}
    if kind is PeerKind.MACHINE:
        hello["machine"] = MACHINE
    await peer.say(Hello.model_validate(hello))
    return await peer.closed()


@pytest.mark.parametrize("mode", MODES, ids=name_of)
async def test_a_message_of_another_direction_is_none_at_all_w3(mode: Mode | None) -> None:
    """Everything that only a console may say, said by the page, the machine and the audience."""
    async with live_server() as server:
        session = await cast(server, mode)
        for who in (who for who in cast_of(mode) if who[0] is not PeerKind.CONSOLE):
            for message in (action.make(mode) for action in ACTIONS):
                if type(message) in SAYS[who[0]]:
                    continue
                peer = await server.open(*who, session.session_id)
                before = await session.state()
                await peer.say(message)
                assert await peer.closed() == CloseCode.BAD_MESSAGE, (who, message)
                assert await session.state() == before, (who, message)
        assert HERE in {person.person_id for person in (await session.state()).people}
