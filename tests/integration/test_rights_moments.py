"""Whose turn it is once somebody else has begun something: every role, in every mode (SPEC H1)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import pytest
from pydantic import BaseModel

from protocol.chat import Room
from protocol.chat_messages import Say, TickStep
from protocol.consent import Answer
from protocol.control import AskMode, WithdrawQuestion
from protocol.demo import RaiseHand
from protocol.floor import AskFloor, UnaskFloor
from protocol.ids import RequestId
from protocol.inner import (
    HandBack,
    Invite,
    OfferTransfer,
    TakeOver,
    WithdrawInvitation,
    WithdrawTransfer,
)
from protocol.link_messages import PeerKind
from protocol.modes import Mode
from protocol.work import FilesWork, InspectionWork, Way, What
from protocol.work_messages import (
    AskWork,
    OrderWork,
    StopWork,
    TransferTicketWanted,
    WorkGiven,
    WorkLogged,
)
from tests.support.cast import AUDIENCE, CONSOLES, PAGE, Cast, Where, cast
from tests.support.deeds import MODES, WITH_INPUT, Verdict
from tests.support.live_server import AGENT, RIVAL, live_server
from tests.support.outcome import catch_up, outcome
from tests.support.people import EXPERT, LEARNER, SUPERVISOR

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

ONE, TWO = RequestId("begun_1"), RequestId("begun_2")
OWNER, EXPERTS, BOSS, LEARNERS = (
    (PeerKind.CONSOLE, person) for person in (AGENT, EXPERT, SUPERVISOR, LEARNER)
)
ALL_BUT_LEARNERS: Final = frozenset(who for who in CONSOLES if who != LEARNERS)
HELP: Final = frozenset(mode for mode in MODES if mode is not Mode.DEMO)
SEEN: Final = HELP - {None}


@dataclass(frozen=True, slots=True)
class Moment:
    """Somebody has begun something, and everyone wants to go on with it.

    Attributes:
        name: For people.
        begin: What has happened before.
        message: What each of them says then.
        whose: Whose turn it is; everybody else is `otherwise`.
        modes: Where it can come to this.
        otherwise: The answer to the others who have the right; learners are never allowed anything.
    """

    name: str
    begin: Callable[[Cast], Awaitable[None]]
    message: BaseModel
    whose: frozenset[Where]
    modes: frozenset[Mode | None]
    otherwise: Verdict = Verdict.NOT_ALLOWED

    def expected(self, who: Where) -> Verdict:
        if who in self.whose:
            return Verdict.DONE
        return Verdict.NOT_ALLOWED if who == LEARNERS else self.otherwise


def said_by(who: Where, message: BaseModel, fact: str | None) -> Callable[[Cast], Awaitable[None]]:
    """This peer has said it, and it was logged."""

    async def begin(session: Cast) -> None:
        peer = await session.link(who)
        await catch_up(peer)
        await peer.say(message)
        if fact is not None:
            await peer.fact(fact)

    return begin


def work_of_the_owner(what: What, *, allowed: bool) -> Callable[[Cast], Awaitable[None]]:
    """The owner has asked for it; where `allowed`, it is under way."""

    async def begin(session: Cast) -> None:
        await catch_up(session.machine)
        await session.owner.say(AskWork(request_id=ONE, what=what))
        order = await session.machine.hear(OrderWork)
        if allowed:
            given = WorkGiven(request_id=order.request_id, answer=Answer.ALLOWED, prompted=True)
            await session.machine.say(given)
            await session.machine.hear(WorkLogged)

    return begin


LIST: Final = Say(message_id=ONE, room=Room.CUSTOMER, steps=("Switch it off", "Switch it on"))
MOMENTS: Final = (
    Moment(
        "take the question back",
        said_by(OWNER, AskMode(request_id=ONE, mode=Mode.OBSERVER), "consent_asked"),
        WithdrawQuestion(),
        ALL_BUT_LEARNERS,
        frozenset({None}),
    ),
    Moment(
        "take the question for more back",
        said_by(OWNER, AskMode(request_id=ONE, mode=Mode.ADMIN), "consent_asked"),
        WithdrawQuestion(),
        ALL_BUT_LEARNERS,
        frozenset({Mode.OBSERVER, Mode.DESKTOP_SHARING, Mode.FULL_CONTROL}),
    ),
    Moment(
        "take the prompt for work back",
        work_of_the_owner(InspectionWork(), allowed=False),
        StopWork(request_id=ONE),
        frozenset({OWNER, BOSS}),
        SEEN,
    ),
    Moment(
        "stop the transfer",
        work_of_the_owner(FilesWork(way=Way.FROM_MACHINE), allowed=True),
        StopWork(request_id=ONE),
        frozenset({OWNER, BOSS}),
        WITH_INPUT,
    ),
    Moment(
        "take part in the transfer",
        work_of_the_owner(FilesWork(way=Way.FROM_MACHINE), allowed=True),
        TransferTicketWanted(request_id=ONE),
        frozenset({OWNER}),
        WITH_INPUT,
    ),
    Moment(
        "begin a second prompt",
        work_of_the_owner(FilesWork(way=Way.FROM_MACHINE), allowed=False),
        AskWork(request_id=TWO, what=InspectionWork()),
        frozenset(),
        WITH_INPUT,
        Verdict.OUT_OF_TURN,
    ),
    Moment(
        "take the invitation back",
        said_by(OWNER, Invite(request_id=ONE, skill="Printers"), "invited"),
        WithdrawInvitation(invitation_id=ONE),
        frozenset({OWNER, BOSS}),
        frozenset(MODES),
    ),
    Moment(
        "take the transfer back",
        said_by(OWNER, OfferTransfer(request_id=ONE, to_person=RIVAL.person_id), "transfer_offered"),
        WithdrawTransfer(),
        frozenset({OWNER, BOSS}),
        HELP,
    ),
    Moment(
        "hand back",
        said_by(BOSS, TakeOver(request_id=ONE), "owner_changed"),
        HandBack(request_id=TWO),
        frozenset({BOSS}),
        HELP,
    ),
    Moment(
        "want the floor no more",
        said_by(EXPERTS, AskFloor(request_id=ONE), "floor_wanted"),
        UnaskFloor(),
        frozenset({EXPERTS}),
        WITH_INPUT,
        Verdict.OUT_OF_TURN,
    ),
    Moment(
        "tick a step",
        said_by(OWNER, LIST, "said"),
        TickStep(message_id=ONE, room=Room.CUSTOMER, step=1, done=True),
        ALL_BUT_LEARNERS | {PAGE},
        HELP,
    ),
    Moment(
        "take a hand down",
        said_by(AUDIENCE, RaiseHand(up=True), "hand_raised"),
        RaiseHand(up=False, person_id=AUDIENCE[1].person_id),
        ALL_BUT_LEARNERS | {AUDIENCE},
        frozenset({Mode.DEMO}),
    ),
)
CELLS: Final = [(moment, mode) for moment in MOMENTS for mode in MODES if mode in moment.modes]


def cell_name(value: object) -> str:
    return value.name if isinstance(value, Moment) else str(value)


@pytest.mark.parametrize(("moment", "mode"), CELLS, ids=cell_name)
async def test_whose_turn_it_is_h1(moment: Moment, mode: Mode | None) -> None:
    wrong: list[str] = []
    outside = {who for who in moment.whose if who not in CONSOLES}
    async with live_server() as server:
        session: Cast | None = None
        for who in (*CONSOLES, *outside):
            if session is None:
                session = await cast(server, mode)
                await moment.begin(session)
            found = await outcome(session, who, moment.message)
            if found.verdict is not moment.expected(who) or (
                found.verdict is not Verdict.DONE and found.changed
            ):
                wrong.append(f"{who[0]} {who[1].role}: {found}, not {moment.expected(who)}")
            session = None if found.changed or session.is_stale() else session
    assert not wrong, "\n".join(wrong)
