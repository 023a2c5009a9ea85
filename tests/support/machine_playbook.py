"""Tests of the captured machine's session that read like the sequence diagram they check."""

from hashlib import sha256
from typing import TypeAlias, get_args

from customer_client.core import events as ev
from customer_client.core.effects import Effect, WakeAt
from customer_client.core.raising import INERT_MS
from customer_client.core.session import Session
from protocol.control import AskConsent, Named
from protocol.demo import SessionKind
from protocol.facts import Entry, Fact
from protocol.floor import FloorBy, MoveFloor
from protocol.ids import PeerId, PersonId, RequestId, SessionId
from protocol.modes import Mode
from protocol.people import Person
from protocol.roles import Role
from protocol.session import SessionState, State
from protocol.work import Interpreter, ScriptWork, What
from protocol.work_messages import OrderWork

EVENTS: tuple[type, ...] = get_args(ev.Event)
Step: TypeAlias = ev.Event | Effect

CUSTOMER = Person(person_id=PersonId("c_luis"), name="Luis", role=Role.CUSTOMER)
ANA = Person(person_id=PersonId("p_ana"), name="Ana", role=Role.AGENT)
EVE = Person(person_id=PersonId("p_eve"), name="Eve", role=Role.EXPERT)
LEA = Person(person_id=PersonId("p_lea"), name="Lea", role=Role.LEARNER)
CONSOLE = PeerId("r_ana")
FIRST = RequestId("q_first")
SECOND = RequestId("q_second")
WORK = RequestId("w_first")
MORE_WORK = RequestId("w_second")


def named(person: Person) -> Named:
    """As a question names them."""
    return Named(person_id=person.person_id, name=person.name, role=person.role)


def ask(mode: Mode, request_id: RequestId = FIRST, asked_by: Person = ANA) -> AskConsent:
    """The server's wish, on behalf of this person."""
    people = (named(CUSTOMER), named(ANA), named(EVE))
    return AskConsent(
        request_id=request_id, mode=mode, asked_by=named(asked_by), people=people, organisation="Ayuda"
    )


def script(text: str = "uptime") -> ScriptWork:
    """A script, with its hash."""
    return ScriptWork(interpreter=Interpreter.SH, text=text, sha256=sha256(text.encode()).hexdigest())


def order(what: What, request_id: RequestId = WORK, asked_by: Person = ANA) -> OrderWork:
    """The server's wish for work, on behalf of this person."""
    return OrderWork(request_id=request_id, what=what, asked_by=named(asked_by), organisation="Ayuda")


def move(to: Person | None, by: FloorBy = FloorBy.GIVEN, request_id: RequestId = SECOND) -> MoveFloor:
    """The server wants the floor to be theirs; Ana is who moves it."""
    person_id = to.person_id if to is not None else None
    return MoveFloor(request_id=request_id, to=person_id, by=by, person_id=ANA.person_id)


def mirror(
    *people: Person,
    mode: Mode | None = None,
    holder: Person | None = None,
    epoch: int = 0,
    seq: int = 1,
    covered: tuple[Person, ...] = (),
) -> SessionState:
    """What a welcome says."""
    return SessionState(
        session_id=SessionId("s_0001"),
        seq=seq,
        state=State.LIVE if mode else State.CLAIMED,
        people=people or (CUSTOMER, ANA, EVE),
        mode=mode,
        holder_id=holder.person_id if holder else None,
        epoch=epoch,
        customer_id=CUSTOMER.person_id,
        covered=tuple(person.person_id for person in covered),
    )


def demo() -> SessionState:
    """What a welcome says in a demo that Ana presents."""
    changes = {"kind": SessionKind.DEMO, "owner_id": ANA.person_id, "customer_id": None, "people": (ANA,)}
    return mirror().model_copy(update=changes)


def fact(at_ms: int, what: Fact, seq: int = 2) -> ev.Heard:
    """The server passes this on."""
    return ev.Heard(at_ms, Entry(seq=seq, at=at_ms, fact=what))


def welcomed(session: Session | None = None) -> Session:
    """A session that the server knows, with nothing in force; now is 0."""
    session = session or Session()
    assert session.handle(ev.Welcomed(0, mirror(), "Ayuda")) == []
    return session


def allow(session: Session, mode: Mode, at_ms: int, request_id: RequestId = FIRST) -> list[Effect]:
    """Asked at `at_ms`, allowed as soon as may be, and logged: what the log brought."""
    session.handle(ev.Asked(at_ms, ask(mode, request_id)))
    while session.question is not None:
        at_ms += INERT_MS
        session.handle(ev.Answered(at_ms, request_id, session.question.right, allowed=True))
    assert session.pending is not None
    return session.handle(ev.Logged(at_ms, request_id, session.pending.epoch))


def raised(mode: Mode) -> Session:
    """Ana has this mode; Eve is covered too."""
    session = welcomed()
    allow(session, mode, 0)
    assert session.mode is mode
    return session


def play(session: Session, *script: Step) -> None:
    """Feed the events of `script` in order; between them stand exactly the effects they cause.

    When the next tick is due is left out: a tick that changes nothing harms nothing.
    """
    happened: list[Step] = []
    for step in script:
        if isinstance(step, EVENTS):
            happened.append(step)
            effects = session.handle(step)  # type: ignore[arg-type]  # because of the same
            happened += [effect for effect in effects if not isinstance(effect, WakeAt)]
    assert happened == list(script)
