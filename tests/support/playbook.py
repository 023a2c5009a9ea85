"""Tests of a session that read like the sequence diagram they check."""

from typing import TypeAlias, get_args

from pydantic import BaseModel

from protocol.consent import Answer
from protocol.control import ConsentGiven, LoweredHere
from protocol.facts import Door, Fact
from protocol.ids import PeerId, PersonId, RequestId, SessionId
from protocol.inner import Invite
from protocol.link_messages import MachineHello, PeerKind
from protocol.modes import Mode, has_input
from protocol.people import Abilities, Person, Platform
from protocol.rights import Deed, may
from protocol.roles import Role
from protocol.screen import Monitor, MonitorId, Screen
from server.core import events as ev
from server.core.draft import Rules
from server.core.effects import Effect, Send, WakeAt
from server.core.requests import Request
from server.core.session import Session

EVENTS: tuple[type, ...] = get_args(ev.Event)
Step: TypeAlias = ev.Event | Fact | Effect

SESSION = SessionId("s_0001")
RULES = Rules(organisation="Ayuda SA")
CUSTOMER = Person(person_id=PersonId("c_ana"), name="Ana", role=Role.CUSTOMER, language="es")
AGENT = Person(person_id=PersonId("p_bo"), name="Bo", role=Role.AGENT)
EXPERT = Person(person_id=PersonId("p_eve"), name="Eve", role=Role.EXPERT)
SUPERVISOR = Person(person_id=PersonId("p_sue"), name="Sue", role=Role.SUPERVISOR)
LEARNER = Person(person_id=PersonId("p_lea"), name="Lea", role=Role.LEARNER)
PAGE, MACHINE, CONSOLE, SECOND, THIRD = (
    PeerId("r_page"),
    PeerId("r_machine"),
    PeerId("r_console"),
    PeerId("r_second"),
    PeerId("r_third"),
)
SCREEN = Screen(
    monitors=(Monitor(id=MonitorId(3), left_px=0, top_px=0, width_px=800, height_px=600, primary=True),)
)
SAYS = MachineHello(
    platform=Platform.LINUX_X11,
    system="Debian",
    abilities=Abilities(capture=True, inject=True),
    screen=SCREEN,
)
ASKED = RequestId("req_1")


def play(session: Session, *script: Step) -> None:
    """Feed the events of `script` in order; between them stand exactly the facts and effects they cause.

    Alarms are compared only when the script names one: they follow from everything.
    """
    alarms = any(isinstance(step, WakeAt) for step in script)
    happened: list[Step] = []
    for step in script:
        if isinstance(step, EVENTS):
            happened += [step, *take(session, step, alarms=alarms)]  # type: ignore[arg-type]  # because EVENTS are the events
    assert happened == list(script)


def take(session: Session, event: ev.Event, *, alarms: bool = True) -> list[Fact | Effect]:
    """What one event causes, made so."""
    decision = session.handle(event)
    session.committed(decision)
    effects = [effect for effect in decision.effects if alarms or not isinstance(effect, WakeAt)]
    return [*(entry.fact for entry in decision.entries), *effects]


def sent(session: Session, event: ev.Event) -> list[BaseModel]:
    """The messages to the captured machine that one event causes."""
    return [step.message for step in take(session, event) if isinstance(step, Send)]


def facts(session: Session, event: ev.Event) -> list[str]:
    """The types of the facts that one event causes."""
    return [step.type for step in take(session, event) if isinstance(step, BaseModel)]


def waiting(at_ms: int = 0) -> Session:
    """A customer who waits, with the page open."""
    session = Session.new(SESSION, RULES)
    take(session, ev.HelpAsked(at_ms, CUSTOMER, Door.PAGE, "Mi impresora"))
    take(session, ev.LinkOpened(at_ms, PAGE, PeerKind.PAGE, CUSTOMER))
    return session


def claimed(at_ms: int = 0) -> Session:
    """The agent has the customer, the program is there, and the view is being asked for."""
    session = waiting(at_ms)
    take(session, ev.LinkOpened(at_ms, MACHINE, PeerKind.MACHINE, CUSTOMER, machine=SAYS))
    take(session, ev.CustomerClaimed(at_ms, AGENT, "Waiting longest."))
    take(session, ev.LinkOpened(at_ms, CONSOLE, PeerKind.CONSOLE, AGENT))
    return session


def live(at_ms: int = 0) -> Session:
    """The agent sees, under epoch 1."""
    session = claimed(at_ms)
    take(session, says_yes(session, at_ms, epoch=1))
    return session


def controlled(at_ms: int = 0) -> Session:
    """The agent has control, under epoch 2."""
    session = live(at_ms)
    take(session, ev.ModeAsked(at_ms, CONSOLE, ASKED, Mode.FULL_CONTROL))
    take(session, says_yes(session, at_ms, epoch=2))
    return session


def joins(session: Session, at_ms: int, peer: PeerId, person: Person) -> None:
    """This staff member is let in, as their role comes in (SPEC H2), and opens a console."""
    if may(person.role, Deed.JOIN_TEAM):
        take(session, ev.SupervisorCame(at_ms, person, "To learn."))
    else:
        call = RequestId(f"call_{person.person_id}")
        take(session, ev.Requested(at_ms, CONSOLE, Invite(request_id=call, person_id=person.person_id)))
        take(session, ev.CallAnswered(at_ms, person, call, accepted=True))
    take(session, ev.LinkOpened(at_ms, peer, PeerKind.CONSOLE, person))


def supervised() -> Session:
    """Beside the agent who sees, a supervisor at `SECOND` and a learner at `THIRD`."""
    session = live()
    joins(session, 0, SECOND, SUPERVISOR)
    joins(session, 0, THIRD, LEARNER)
    return session


def together(mode: Mode = Mode.FULL_CONTROL, at_ms: int = 0) -> Session:
    """The agent has control in this mode, under epoch 2; an expert and a supervisor are here and covered."""
    session = live(at_ms)
    joins(session, at_ms, SECOND, EXPERT)
    joins(session, at_ms, THIRD, SUPERVISOR)
    take(session, ev.ModeAsked(at_ms, CONSOLE, ASKED, mode))
    take(session, says_yes(session, at_ms, epoch=2))
    return session


def says(at_ms: int, peer: PeerId, said: Request) -> ev.Requested:
    """A peer asks for something that a room decides on."""
    return ev.Requested(at_ms, peer, said)


def presented(at_ms: int = 0) -> Session:
    """The agent presents, at the console; their program is not there yet, and nobody watches."""
    session = Session.new(SESSION, RULES)
    take(session, ev.DemoAsked(at_ms, AGENT, "Las novedades"))
    take(session, ev.LinkOpened(at_ms, CONSOLE, PeerKind.CONSOLE, AGENT))
    return session


def says_yes(session: Session, at_ms: int, epoch: int, **other: object) -> ev.ConsentSaid:
    """The person at the machine allows the open question."""
    question = session.state.question
    assert question is not None
    values: dict[str, object] = {
        "request_id": question.request_id,
        "answer": Answer.ALLOWED,
        "mode": question.mode,
        "holder": question.asked_by if has_input(question.mode) else None,
        "epoch": epoch,
        "covered": tuple(p.person_id for p in session.state.people if p.role is not Role.CUSTOMER),
        **other,
    }
    return ev.ConsentSaid(at_ms, MACHINE, ConsentGiven.model_validate(values))


def says_no(session: Session, at_ms: int, answer: Answer = Answer.REFUSED) -> ev.ConsentSaid:
    """The person at the machine does not allow the open question."""
    return says_yes(session, at_ms, epoch=0, answer=answer, holder=None, covered=())


def lowers(at_ms: int, mode: Mode | None, epoch: int, by: str = "panic_key") -> ev.LoweredThere:
    """The machine gives less."""
    lowered = LoweredHere.model_validate_json(
        f'{{"type":"lowered_here","epoch":{epoch},"by":"{by}"' + (f',"mode":"{mode}"}}' if mode else "}")
    )
    return ev.LoweredThere(at_ms, MACHINE, lowered)
