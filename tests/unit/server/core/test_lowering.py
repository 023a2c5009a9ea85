"""Going down (SPEC C4, C7)."""

import pytest

from protocol.consent import LoweredBy
from protocol.control import AskConsent, LowerOrder
from protocol.facts import Door, Entry, Lowered
from protocol.ids import PeerId
from protocol.link_messages import MachineHello, PeerKind
from protocol.modes import Mode
from protocol.session import State
from server.core import events as ev
from server.core import rights
from server.core.effects import Send, ShowTo, WelcomePeer
from server.core.lowering import CONFIRM_WITHIN_MS
from server.core.session import Session
from server.errors import NotAllowed, OutOfTurn
from tests.support.playbook import (
    AGENT,
    ASKED,
    CONSOLE,
    CUSTOMER,
    LEARNER,
    MACHINE,
    PAGE,
    RULES,
    SAYS,
    SECOND,
    SESSION,
    claimed,
    controlled,
    facts,
    joins,
    live,
    lowers,
    play,
    says_yes,
    sent,
    take,
)


def back(at_ms: int, epoch: int, peer: PeerId = MACHINE, *, resumed: bool = True) -> ev.LinkOpened:
    says: MachineHello = SAYS.model_copy(update={"epoch": epoch})
    return ev.LinkOpened(at_ms, peer, PeerKind.MACHINE, CUSTOMER, resumed=resumed, machine=says)


def test_staff_goes_down_and_has_less_at_once_c4() -> None:
    session = controlled()
    order = LowerOrder(mode=Mode.OBSERVER, by=LoweredBy.STAFF, person_id=AGENT.person_id)
    play(session, ev.ModeLowered(1, CONSOLE, Mode.OBSERVER), Send(MACHINE, order))
    assert rights.held_back(session.state, session.standing, AGENT.person_id, 2) == "mode"
    play(
        session,
        lowers(2, Mode.OBSERVER, 3, "staff"),
        Lowered(mode=Mode.OBSERVER, epoch=3, by=LoweredBy.STAFF),
    )
    assert session.standing.lowering is None


def test_taking_the_view_back_hides_the_picture_before_the_machine_confirms_c4() -> None:
    session = live()
    order = LowerOrder(mode=None, by=LoweredBy.STAFF, person_id=AGENT.person_id)
    play(
        session,
        ev.ModeLowered(1, CONSOLE, None),
        Send(MACHINE, order),
        ShowTo(frozenset(), None, SAYS.screen.monitors[0].id),
    )
    assert facts(session, lowers(2, None, 2, "staff")) == ["lowered"]
    assert session.state.state is State.CLAIMED


def test_taking_the_view_back_takes_an_open_question_back_too_c4_c5() -> None:
    session = live()
    take(session, ev.ModeAsked(1, CONSOLE, ASKED, Mode.FULL_CONTROL))
    assert facts(session, ev.ModeLowered(2, CONSOLE, None)) == ["consent_answered"]


def test_the_customer_may_go_down_from_the_page_c4() -> None:
    order = LowerOrder(mode=None, by=LoweredBy.LOCAL_PERSON, person_id=CUSTOMER.person_id)
    assert sent(controlled(), ev.ModeLowered(1, PAGE, None)) == [order]


@pytest.mark.parametrize(
    ("session", "mode", "sentence"),
    [
        (claimed(), None, "nobody sees"),
        (live(), Mode.FULL_CONTROL, "gives more"),
        (live(), Mode.OBSERVER, "nobody has control"),
    ],
)
def test_what_is_no_step_down_is_refused_c4(session: Session, mode: Mode | None, sentence: str) -> None:
    with pytest.raises(OutOfTurn, match=sentence):
        session.handle(ev.ModeLowered(1, CONSOLE, mode))


def test_a_learner_does_not_change_the_mode_c4() -> None:
    session = live()
    joins(session, 1, SECOND, LEARNER)
    with pytest.raises(NotAllowed):
        session.handle(ev.ModeLowered(2, SECOND, None))


def test_the_panic_key_is_mirrored_whatever_was_asked_c4() -> None:
    session = controlled()
    play(
        session,
        lowers(1, None, 3),
        Lowered(mode=None, epoch=3, by=LoweredBy.PANIC_KEY),
        ShowTo(frozenset(), None, SAYS.screen.monitors[0].id),
    )


def test_only_the_machine_reports_for_itself_c4() -> None:
    event = lowers(1, None, 3)
    with pytest.raises(NotAllowed):
        controlled().handle(ev.LoweredThere(1, CONSOLE, event.lowered))


def test_a_report_never_gives_more_than_was_known_c4() -> None:
    session = live()
    take(session, lowers(1, Mode.FULL_CONTROL, 2))
    assert session.state.mode is Mode.OBSERVER
    take(session, lowers(2, None, 3))
    take(session, lowers(3, Mode.OBSERVER, 4))
    assert session.state.mode is None


def test_the_same_report_twice_is_one_fact_c4() -> None:
    session = controlled()
    assert facts(session, lowers(1, None, 3)) == ["lowered"]
    assert facts(session, lowers(2, None, 3)) == []


def test_a_report_halfway_leaves_the_order_open_c4() -> None:
    session = controlled()
    take(session, ev.ModeLowered(1, CONSOLE, None))
    take(session, lowers(2, Mode.FULL_CONTROL, 3))
    assert session.standing.lowering is not None
    take(session, lowers(3, None, 4))
    assert session.standing.lowering is None


def test_a_lower_order_outlives_a_cut_c4() -> None:
    session = controlled()
    take(session, ev.LinkLost(1, MACHINE))
    assert sent(session, ev.ModeLowered(2, CONSOLE, None)) == []
    assert sent(session, back(3, 2)) == [LowerOrder(mode=None, by=LoweredBy.STAFF, person_id=AGENT.person_id)]


def test_an_order_that_a_present_machine_says_nothing_to_counts_as_done_c4() -> None:
    session = controlled()
    take(session, ev.ModeLowered(0, CONSOLE, Mode.OBSERVER))
    assert facts(session, ev.Tick(CONFIRM_WITHIN_MS - 1)) == []
    assert facts(session, ev.Tick(CONFIRM_WITHIN_MS)) == ["lowered"]
    assert (session.state.mode, session.standing.lowering) == (Mode.OBSERVER, None)


def test_an_order_that_counts_as_done_and_was_lost_is_said_again_c4() -> None:
    session = live()
    take(session, ev.ModeLowered(0, CONSOLE, None))
    take(session, ev.Tick(CONFIRM_WITHIN_MS))
    take(session, ev.LinkLost(CONFIRM_WITHIN_MS, MACHINE))
    take(session, back(6_000, 1))
    still_shown = lowers(6_001, Mode.OBSERVER, 2, "program_ended")
    assert sent(session, still_shown) == [LowerOrder(mode=None, by=LoweredBy.STAFF)]
    assert session.state.mode is None
    take(session, lowers(6_002, None, 3, "staff"))
    assert session.standing.lowering is None


def test_an_order_waits_for_an_absent_machine_c4() -> None:
    session = controlled()
    take(session, ev.LinkLost(0, MACHINE))
    take(session, ev.ModeLowered(0, CONSOLE, Mode.OBSERVER))
    assert facts(session, ev.Tick(CONFIRM_WITHIN_MS)) == []
    take(session, back(6_000, 2))
    assert facts(session, ev.Tick(6_000 + CONFIRM_WITHIN_MS)) == ["lowered"]


def test_a_lesser_order_does_not_replace_a_stronger_one_c4() -> None:
    session = controlled()
    take(session, ev.ModeLowered(1, CONSOLE, None))
    assert sent(session, ev.ModeLowered(2, CONSOLE, Mode.OBSERVER)) == []


def test_a_machine_back_with_the_same_epoch_goes_on_as_its_welcome_says_c7_s10() -> None:
    session = controlled()
    take(session, ev.LinkLost(1, MACHINE))
    assert sent(session, back(2, 2)) == []
    assert session.state.holder_id == AGENT.person_id


def test_a_machine_back_with_a_higher_epoch_had_released_control_c7() -> None:
    session = controlled()
    take(session, ev.LinkLost(1, MACHINE))
    assert facts(session, back(2, 3)) == ["lowered"]
    assert (session.state.mode, session.state.holder_id) == (Mode.FULL_CONTROL, None)


def test_a_machine_back_with_a_lower_epoch_forgot_its_grants_and_is_asked_again_c7() -> None:
    session = controlled()
    take(session, ev.LinkLost(1, MACHINE))
    asked = sent(session, back(2, 0))
    assert session.state.mode is None
    assert [type(one) for one in asked] == [AskConsent]


def test_an_open_question_explains_a_higher_epoch_c7() -> None:
    session = live()
    take(session, ev.ModeAsked(1, CONSOLE, ASKED, Mode.FULL_CONTROL))
    take(session, ev.LinkLost(2, MACHINE))
    assert take(session, back(3, 2), alarms=False)[0] == WelcomePeer(MACHINE)
    assert session.state.question is not None


def test_what_was_answered_during_a_cut_is_not_asked_again_c7() -> None:
    session = live()
    take(session, ev.ModeAsked(1, CONSOLE, ASKED, Mode.FULL_CONTROL))
    for epoch, repeated in ((1, [AskConsent]), (2, [])):
        take(session, ev.LinkLost(2, MACHINE))
        assert [type(one) for one in sent(session, back(3, epoch))] == repeated


def test_another_program_has_no_grants_and_is_asked_anew_c7() -> None:
    session = controlled()
    caused = facts(session, back(1, 0, PeerId("r_machine2"), resumed=False))
    assert caused == ["machine_joined", "lowered", "consent_asked"]
    assert session.state.epoch == 2


def test_after_a_restart_a_view_that_outlived_its_staff_is_taken_back_s9() -> None:
    session = Session.new(SESSION, RULES)
    log: list[Entry] = []
    for event in (
        ev.HelpAsked(0, CUSTOMER, Door.PAGE, "?"),
        ev.LinkOpened(0, MACHINE, PeerKind.MACHINE, CUSTOMER, machine=SAYS),
        ev.CustomerClaimed(0, AGENT, ""),
        ev.LinkOpened(0, CONSOLE, PeerKind.CONSOLE, AGENT),
    ):
        decision = session.handle(event)
        session.committed(decision)
        log += decision.entries

    for later in (says_yes(session, 1, epoch=1), ev.PeerLeft(2, CONSOLE)):
        decision = session.handle(later)
        session.committed(decision)
        log += decision.entries
    again = Session.rebuild(SESSION, log, 3, RULES)
    assert sent(again, back(4, 1)) == [LowerOrder(mode=None, by=LoweredBy.HOLDER_LEFT)]
    assert facts(again, lowers(5, None, 2, "holder_left")) == ["lowered"]
    assert again.standing.lowering is None
