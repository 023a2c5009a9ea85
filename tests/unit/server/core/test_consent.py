"""Questions and answers (SPEC C)."""

import dataclasses

import pytest

from protocol.consent import Answer, Question
from protocol.control import AskConsent, ConsentGiven, Named, RaiseLogged, StopAsking
from protocol.facts import Claimed, ConsentAnswered, ConsentAsked, Joined
from protocol.ids import PeerId, PersonId, RequestId
from protocol.link_messages import PeerKind
from protocol.modes import Mode
from protocol.people import Abilities
from protocol.session import State
from server.core import events as ev
from server.core.effects import Send, ShowTo, WelcomePeer
from server.core.session import Session
from server.errors import NotAllowed, OutOfTurn, Refused
from tests.support.playbook import (
    AGENT,
    ASKED,
    CONSOLE,
    CUSTOMER,
    EXPERT,
    LEARNER,
    MACHINE,
    PAGE,
    SAYS,
    SECOND,
    claimed,
    controlled,
    facts,
    joins,
    live,
    lowers,
    play,
    presented,
    says_no,
    says_yes,
    sent,
    take,
    waiting,
)

BO = Named(person_id=AGENT.person_id, name="Bo", role=AGENT.role)


def test_the_view_is_asked_for_as_soon_as_owner_and_machine_are_there_c3() -> None:
    session = waiting()
    take(session, ev.LinkOpened(0, MACHINE, PeerKind.MACHINE, CUSTOMER, machine=SAYS))
    question = Question(
        request_id=RequestId("view_6"), mode=Mode.OBSERVER, asked_by=AGENT.person_id, asked_at=5
    )
    play(
        session,
        ev.CustomerClaimed(5, AGENT, "Waiting longest."),
        Joined(person=AGENT),
        Claimed(person_id=AGENT.person_id, why="Waiting longest."),
        ConsentAsked(question=question),
        Send(
            MACHINE,
            AskConsent(
                request_id=question.request_id,
                mode=Mode.OBSERVER,
                asked_by=BO,
                people=(BO,),
                organisation="Ayuda SA",
            ),
        ),
    )


def test_a_machine_that_comes_later_is_asked_then_c3() -> None:
    session = waiting()
    take(session, ev.CustomerClaimed(1, AGENT, ""))
    caused = facts(session, ev.LinkOpened(2, MACHINE, PeerKind.MACHINE, CUSTOMER, machine=SAYS))
    assert caused == ["machine_joined", "screen_changed", "consent_asked"]


def test_a_refused_view_is_not_asked_for_again_by_itself_c3() -> None:
    session = claimed()
    assert facts(session, says_no(session, 1)) == ["consent_answered"]
    assert facts(session, ev.LinkLost(2, MACHINE)) == []
    assert (
        facts(session, ev.LinkOpened(3, MACHINE, PeerKind.MACHINE, CUSTOMER, resumed=True, machine=SAYS))
        == []
    )
    assert facts(session, ev.ModeAsked(4, CONSOLE, ASKED, Mode.OBSERVER)) == ["consent_asked"]


def test_a_machine_that_cannot_show_its_screen_is_not_asked_m6() -> None:
    session = waiting()
    blind = SAYS.model_copy(update={"abilities": Abilities(capture=False, inject=False, sentence="Wayland")})
    take(session, ev.LinkOpened(0, MACHINE, PeerKind.MACHINE, CUSTOMER, machine=blind))
    take(session, ev.CustomerClaimed(0, AGENT, ""))
    assert session.state.question is None
    with pytest.raises(OutOfTurn, match="cannot show its screen"):
        take(session, ev.ModeAsked(1, _console(session), ASKED, Mode.OBSERVER))


def _console(session: object) -> PeerId:
    take(session, ev.LinkOpened(0, CONSOLE, PeerKind.CONSOLE, AGENT))  # type: ignore[arg-type]  # a test's helper
    return CONSOLE


def test_a_yes_is_a_fact_before_the_machine_hears_that_it_is_logged_c2() -> None:
    session = claimed()
    request_id = session.state.question.request_id if session.state.question else RequestId("none")
    covered = (AGENT.person_id,)
    play(
        session,
        says_yes(session, 9, epoch=1),
        ConsentAnswered(
            request_id=request_id, answer=Answer.ALLOWED, mode=Mode.OBSERVER, epoch=1, covered=covered
        ),
        Send(MACHINE, RaiseLogged(request_id=request_id, epoch=1)),
        ShowTo(frozenset({CONSOLE}), MACHINE, SAYS.screen.monitors[0].id),
    )
    assert session.state.state is State.LIVE


def test_control_is_asked_for_separately_and_names_its_holder_c3() -> None:
    session = live()
    assert facts(session, ev.ModeAsked(1, CONSOLE, ASKED, Mode.FULL_CONTROL)) == ["consent_asked"]
    take(session, says_yes(session, 2, epoch=2))
    assert (session.state.mode, session.state.holder_id) == (Mode.FULL_CONTROL, AGENT.person_id)


def test_the_same_yes_twice_is_acknowledged_twice_and_logged_once_c2() -> None:
    session = claimed()
    yes = says_yes(session, 1, epoch=1)
    assert facts(session, yes) == ["consent_answered"]
    assert facts(session, yes) == []
    assert sent(session, yes) == [RaiseLogged(request_id=yes.given.request_id, epoch=1)]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"epoch": 1}, "epoch"),
        ({"mode": Mode.ADMIN}, "another mode"),
        ({"mode": Mode.OBSERVER}, "who asked"),
        ({"holder": PersonId("p_eve")}, "who asked"),
        ({"holder": None}, "who asked"),
        ({"covered": ()}, "not covered"),
        ({"covered": (AGENT.person_id, PersonId("p_stranger"))}, "not here"),
        ({"covered": (AGENT.person_id, CUSTOMER.person_id)}, "not here"),
        ({"request_id": "req_other"}, "question is over"),
    ],
)
def test_a_grant_that_does_not_fit_the_question_is_refused_c2(
    wrong: dict[str, object], sentence: str
) -> None:
    session = live()
    take(session, ev.ModeAsked(1, CONSOLE, ASKED, Mode.FULL_CONTROL))
    before = repr(session)
    with pytest.raises(OutOfTurn, match=sentence):
        session.handle(says_yes(session, 2, **{"epoch": 2, **wrong}))  # type: ignore[arg-type]  # wrong on purpose
    assert repr(session) == before


def test_only_the_machine_answers_c1() -> None:
    session = claimed()
    forged = dataclasses.replace(says_yes(session, 1, epoch=1), peer=CONSOLE)
    with pytest.raises(NotAllowed):
        session.handle(forged)


@pytest.mark.parametrize(
    ("mode", "sentence"),
    [
        (Mode.OBSERVER, "in force already"),
        (Mode.DEMO, "shows their own screen"),
    ],
)
def test_what_is_no_raise_is_not_asked_for_c3(mode: Mode, sentence: str) -> None:
    with pytest.raises(OutOfTurn, match=sentence):
        live().handle(ev.ModeAsked(1, CONSOLE, ASKED, mode))


def test_less_is_not_asked_for_c3() -> None:
    with pytest.raises(OutOfTurn, match="less than now"):
        controlled().handle(ev.ModeAsked(1, CONSOLE, ASKED, Mode.DESKTOP_SHARING))


def test_control_that_somebody_has_is_not_asked_for_c3() -> None:
    with pytest.raises(OutOfTurn, match="has control"):
        controlled().handle(ev.ModeAsked(1, CONSOLE, ASKED, Mode.FULL_CONTROL))


def test_control_given_back_is_asked_for_again_in_the_same_mode_c3() -> None:
    session = controlled()
    take(session, lowers(1, Mode.FULL_CONTROL, 3, "path_lost"))
    assert facts(session, ev.ModeAsked(2, CONSOLE, ASKED, Mode.FULL_CONTROL)) == ["consent_asked"]
    take(session, says_yes(session, 3, epoch=4))
    assert session.state.holder_id == AGENT.person_id


def test_control_comes_after_the_view_c3() -> None:
    session = claimed()
    take(session, says_no(session, 1))
    with pytest.raises(OutOfTurn, match="not shown the screen"):
        session.handle(ev.ModeAsked(2, CONSOLE, ASKED, Mode.FULL_CONTROL))


def test_one_question_at_a_time_c3() -> None:
    with pytest.raises(OutOfTurn, match="being asked already"):
        claimed().handle(ev.ModeAsked(1, CONSOLE, ASKED, Mode.OBSERVER))


def test_a_machine_that_cannot_inject_is_not_asked_for_control_m6() -> None:
    session = waiting()
    deaf = SAYS.model_copy(update={"abilities": Abilities(capture=True, inject=False)})
    take(session, ev.LinkOpened(0, MACHINE, PeerKind.MACHINE, CUSTOMER, machine=deaf))
    take(session, ev.CustomerClaimed(0, AGENT, ""))
    take(session, ev.LinkOpened(0, CONSOLE, PeerKind.CONSOLE, AGENT))
    take(session, says_yes(session, 1, epoch=1))
    with pytest.raises(OutOfTurn, match="cannot be controlled"):
        session.handle(ev.ModeAsked(2, CONSOLE, ASKED, Mode.FULL_CONTROL))


def test_learners_and_the_customers_page_ask_for_nothing_c3() -> None:
    session = live()
    joins(session, 1, SECOND, LEARNER)
    for peer in (SECOND, PAGE, PeerId("r_stranger")):
        with pytest.raises(NotAllowed):
            session.handle(ev.ModeAsked(2, peer, ASKED, Mode.FULL_CONTROL))


def test_an_unanswered_question_is_a_no_c5() -> None:
    session = claimed()
    assert facts(session, ev.Tick(119_999)) == []
    request_id = session.state.question.request_id if session.state.question else RequestId("none")
    assert sent(session, ev.Tick(120_000)) == [StopAsking(request_id=request_id)]
    assert session.state.question is None


def test_staff_takes_the_question_back_c5() -> None:
    session = claimed()
    assert facts(session, ev.QuestionWithdrawn(1, CONSOLE)) == ["consent_answered"]
    with pytest.raises(OutOfTurn, match="nobody is being asked"):
        session.handle(ev.QuestionWithdrawn(2, CONSOLE))


def test_a_learner_does_not_take_a_question_back_c5() -> None:
    session = claimed()
    joins(session, 1, SECOND, LEARNER)
    with pytest.raises(NotAllowed):
        session.handle(ev.QuestionWithdrawn(2, SECOND))


def test_a_question_goes_with_who_asked_c5() -> None:
    session = live()
    joins(session, 1, SECOND, EXPERT)
    take(session, ev.ModeAsked(2, SECOND, ASKED, Mode.DESKTOP_SHARING))
    caused = take(session, ev.PeerLeft(3, SECOND))
    answered = [step for step in caused if isinstance(step, ConsentAnswered)]
    assert [one.answer for one in answered] == [Answer.WITHDRAWN]
    assert session.state.question is None


def test_a_question_goes_with_the_machine_and_is_put_again_when_it_is_back_c5() -> None:
    session = claimed()
    take(session, ev.LinkLost(1_000, MACHINE))
    assert facts(session, ev.Tick(21_000)) == ["machine_presence_changed", "interrupted", "consent_answered"]
    back = ev.LinkOpened(30_000, MACHINE, PeerKind.MACHINE, CUSTOMER, resumed=True, machine=SAYS)
    assert facts(session, back) == ["machine_presence_changed", "resumed", "consent_asked"]


def test_a_short_cut_repeats_the_open_question_to_the_machine_c5() -> None:
    session = claimed()
    question = session.state.question
    take(session, ev.LinkLost(1, MACHINE))
    repeated = sent(
        session, ev.LinkOpened(2, MACHINE, PeerKind.MACHINE, CUSTOMER, resumed=True, machine=SAYS)
    )
    assert [one.request_id for one in repeated if isinstance(one, AskConsent)] == [
        question.request_id if question else None
    ]


def test_a_yes_that_crosses_a_step_down_is_void_c2() -> None:
    session = controlled()
    take(session, ev.ModeAsked(1, CONSOLE, RequestId("req_2"), Mode.ADMIN))
    take(session, ev.ModeLowered(2, CONSOLE, Mode.OBSERVER))
    caused = take(session, says_yes(session, 3, epoch=3))
    assert [step.answer for step in caused if isinstance(step, ConsentAnswered)] == [Answer.WITHDRAWN]
    assert session.state.epoch == 2


def test_a_yes_to_the_view_alone_is_less_than_control_and_good_c2() -> None:
    session = live()
    take(session, ev.ModeAsked(1, CONSOLE, ASKED, Mode.FULL_CONTROL))
    take(session, says_yes(session, 2, epoch=2, mode=Mode.OBSERVER, holder=None))
    assert (session.state.mode, session.state.holder_id) == (Mode.OBSERVER, None)


def test_a_long_repair_that_is_left_alone_is_in_the_log_c10() -> None:
    session = live()
    take(session, ev.ModeAsked(1, CONSOLE, ASKED, Mode.ADMIN))
    caused = take(session, says_yes(session, 2, epoch=2, leave_alone=True))
    assert [one.leave_alone for one in caused if isinstance(one, ConsentAnswered)] == [True]
    assert session.state.mode is Mode.ADMIN


def presents(at_ms: int, **other: object) -> ev.ConsentSaid:
    """The presenter shows their screen."""
    values = {"request_id": ASKED, "answer": Answer.ALLOWED, "mode": Mode.DEMO, "epoch": 1, **other}
    return ev.ConsentSaid(at_ms, MACHINE, ConsentGiven.model_validate(values))


def presenting() -> Session:
    """The presenter's program is there."""
    session = presented()
    take(session, ev.LinkOpened(0, MACHINE, PeerKind.MACHINE, AGENT, machine=SAYS))
    return session


def test_the_presenter_shows_their_screen_and_is_not_asked_v3() -> None:
    session = presenting()
    assert session.state.question is None
    play(
        session,
        presents(1),
        ConsentAnswered(request_id=ASKED, answer=Answer.ALLOWED, mode=Mode.DEMO, epoch=1),
        Send(MACHINE, RaiseLogged(request_id=ASKED, epoch=1)),
        ShowTo(frozenset({CONSOLE}), MACHINE, SAYS.screen.monitors[0].id),
        presents(2),
        Send(MACHINE, RaiseLogged(request_id=ASKED, epoch=1)),
    )
    assert session.state.state is State.LIVE


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"mode": Mode.OBSERVER}, "no other mode"),
        ({"holder": AGENT.person_id}, "nobody but the presenter"),
        ({"epoch": 0}, "epoch"),
        ({"covered": (EXPERT.person_id,)}, "not here"),
        ({"answer": Answer.REFUSED}, "question is over"),
    ],
)
def test_a_demo_is_nothing_but_a_demo_v3(wrong: dict[str, object], sentence: str) -> None:
    with pytest.raises(OutOfTurn, match=sentence):
        presenting().handle(presents(1, **wrong))


def test_nobody_asks_the_presenter_for_more_v3() -> None:
    session = presenting()
    take(session, presents(1))
    for mode in Mode:
        with pytest.raises(OutOfTurn, match="in a demo"):
            session.handle(ev.ModeAsked(2, CONSOLE, ASKED, mode))


def test_a_presentation_that_crosses_its_end_is_void_c4() -> None:
    session = presenting()
    take(session, presents(1))
    take(session, ev.ModeLowered(2, CONSOLE, None))
    play(session, presents(3, epoch=2))


def test_an_answer_of_a_stranger_question_is_refused_c2() -> None:
    given = ConsentGiven(request_id=RequestId("req_x"), answer=Answer.REFUSED, mode=Mode.OBSERVER, epoch=0)
    with pytest.raises(Refused):
        live().handle(ev.ConsentSaid(1, MACHINE, given))


def test_a_welcome_goes_out_before_what_the_machine_is_asked_s3() -> None:
    session = waiting()
    take(session, ev.CustomerClaimed(1, AGENT, ""))
    effects = take(session, ev.LinkOpened(2, MACHINE, PeerKind.MACHINE, CUSTOMER, machine=SAYS), alarms=False)
    kinds = [type(step) for step in effects if isinstance(step, WelcomePeer | Send)]
    assert kinds == [WelcomePeer, Send]
