"""Which rights a question asks for."""

import pytest

from customer_client.core.question import Consent, Right, covered_by, offers_leave_alone, rights_asked
from protocol.consent import Answer
from protocol.modes import Mode
from tests.support.machine_playbook import ANA, CUSTOMER, FIRST, LEA, ask, named


@pytest.mark.parametrize(
    ("wanted", "now", "rights"),
    [
        (Mode.OBSERVER, None, (Right.VIEW,)),
        (Mode.FULL_CONTROL, None, (Right.VIEW, Right.CONTROL)),
        (Mode.DESKTOP_SHARING, Mode.OBSERVER, (Right.CONTROL,)),
        (Mode.FULL_CONTROL, Mode.FULL_CONTROL, (Right.CONTROL,)),
        (Mode.OBSERVER, Mode.FULL_CONTROL, ()),
        (Mode.ADMIN, None, (Right.VIEW, Right.ADMIN)),
        (Mode.ADMIN, Mode.FULL_CONTROL, (Right.ADMIN,)),
        (Mode.DEMO, None, ()),
    ],
)
def test_only_what_is_missing_is_asked_for(wanted: Mode, now: Mode | None, rights: tuple[Right, ...]) -> None:
    assert rights_asked(ask(wanted), now, can_inject=True) == rights


def test_control_is_not_asked_for_where_it_cannot_be_given_or_held() -> None:
    wish = ask(Mode.FULL_CONTROL)
    assert rights_asked(wish, None, can_inject=False) == (Right.VIEW,)
    learner = ask(Mode.FULL_CONTROL, asked_by=LEA)
    assert rights_asked(learner, None, can_inject=True) == (Right.VIEW,)


def test_a_consent_covers_the_staff_that_the_window_named() -> None:
    assert covered_by((named(CUSTOMER), named(ANA), named(LEA))) == (ANA.person_id, LEA.person_id)


def test_a_consent_is_said_the_same_as_often_as_it_has_to_be() -> None:
    consent = Consent(FIRST, Mode.FULL_CONTROL, ANA.person_id, 4, (ANA.person_id,))
    assert consent.message() == consent.message()
    assert consent.message().answer is Answer.ALLOWED


@pytest.mark.parametrize(
    ("mode", "right", "offers"),
    [
        (Mode.FULL_CONTROL, Right.CONTROL, True),
        (Mode.ADMIN, Right.ADMIN, True),
        (Mode.DESKTOP_SHARING, Right.CONTROL, False),
        (Mode.FULL_CONTROL, Right.VIEW, False),
        (Mode.DEMO, Right.PRESENT, False),
    ],
)
def test_a_long_repair_is_left_alone_where_there_is_control_c10(
    mode: Mode, right: Right, offers: bool
) -> None:
    assert offers_leave_alone(ask(mode), right) is offers
