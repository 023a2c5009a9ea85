"""What the banner says of one person or many, whose turn it is and what goes on."""

import pytest

from customer_client.ui.banner_words import (
    MODES,
    asked_words,
    banner_words,
    everybody,
    give_words,
    receivers,
)
from customer_client.ui.front import BannerView, Recorded, Someone, Wants
from customer_client.ui.words import Language
from protocol.ids import PersonId
from protocol.modes import Mode
from protocol.roles import Role

ANA = Someone("Ana", Role.AGENT)
LUIS = Someone("Luis", Role.SUPERVISOR)
EVE = Someone("Eve", Role.EXPERT)
SEVEN = (ANA, LUIS, EVE, *(Someone(name, Role.LEARNER) for name in ("Bo", "Max", "Pau", "Kai")))
TO_ANA = Wants(PersonId("person_ana"), "Ana")
TO_LUIS = Wants(PersonId("person_luis"), "Luis")


@pytest.mark.parametrize(
    ("view", "says"),
    [
        (BannerView("Ayuda"), "Waiting for somebody to help you"),
        (BannerView("Ayuda", (ANA,), linked=False, over=True), "The session is over"),
        (BannerView("Ayuda", place=2), "Waiting for help – place 2"),
        (BannerView("Ayuda", (ANA,)), "Ana (agent) · Your screen is not shown"),
        (BannerView("Ayuda", (ANA,), Mode.OBSERVER), "Ana sees your screen"),
        (BannerView("Ayuda", (ANA, LUIS, EVE), Mode.OBSERVER), "Ana, Luis and Eve see your screen"),
        (BannerView("Ayuda", SEVEN, Mode.OBSERVER), "Ana, Luis, Eve, Bo, Max and 2 more see your screen"),
        (BannerView("Ayuda", (ANA,), Mode.FULL_CONTROL, "Ana"), "Ana controls your mouse and keyboard"),
        (BannerView("Ayuda", (ANA,), Mode.DESKTOP_SHARING, "Ana"), "It is Ana’s turn"),
        (BannerView("Ayuda", (ANA,), Mode.DESKTOP_SHARING, floor_is_here=True), "It is your turn"),
        (
            BannerView("Ayuda", (ANA,), Mode.ADMIN, "Ana", restarting=True),
            "This computer restarts now – the session continues by itself",
        ),
    ],
)
def test_the_banner_says_who_does_what(view: BannerView, says: str) -> None:
    assert banner_words(view, Language.ENGLISH)[0] == says


@pytest.mark.parametrize(
    ("view", "says"),
    [
        (
            BannerView("Ayuda", (ANA,), Mode.OBSERVER, since="14:32", linked=False),
            "sin conexión, reintentando · solo mirar · desde las 14:32 · no se graba",
        ),
        (
            BannerView("Ayuda", (ANA, LUIS), Mode.FULL_CONTROL, "Ana"),
            "también la ve Luis · control total · no se graba",
        ),
        (
            BannerView("Ayuda", (ANA, ANA), Mode.FULL_CONTROL, "Ana"),
            "también la ve Ana · control total · no se graba",
        ),
        (
            BannerView("Ayuda", (ANA, LUIS), Mode.DESKTOP_SHARING, floor_is_here=True),
            "Ana y Luis ven su pantalla · por turnos · no se graba",
        ),
        (
            BannerView("Ayuda", (ANA,), Mode.DESKTOP_SHARING, "Ana", wanted=(TO_LUIS,)),
            "Luis pide el control · por turnos · no se graba",
        ),
        (
            BannerView("Ayuda", (ANA,), Mode.DESKTOP_SHARING, "Ana", wanted=(TO_LUIS, TO_ANA)),
            "Luis y Ana piden el control · por turnos · no se graba",
        ),
    ],
)
def test_beside_it_stands_who_else_sees_the_mode_and_the_time(view: BannerView, says: str) -> None:
    assert banner_words(view, Language.SPANISH)[1] == says


def test_everybody_is_named_however_many() -> None:
    view = BannerView("Ayuda", SEVEN, Mode.OBSERVER)
    assert all(each.name in everybody(view, Language.ENGLISH) for each in SEVEN)


def test_the_floor_is_given_by_who_has_it_and_first_to_who_asks_o2() -> None:
    view = BannerView("Ayuda", (ANA, LUIS), Mode.DESKTOP_SHARING, floor_is_here=True)
    both = (TO_ANA, TO_LUIS)
    asking = BannerView("Ayuda", floor_is_here=True, may_give=both, wanted=(TO_LUIS,))
    assert receivers(view) == ()
    assert receivers(BannerView("Ayuda", may_give=both, wanted=both)) == ()
    assert receivers(BannerView("Ayuda", floor_is_here=True, may_give=both)) == both
    assert receivers(asking) == (TO_LUIS, TO_ANA)
    assert receivers(BannerView("Ayuda", floor_is_here=True, may_give=(TO_ANA,), wanted=(TO_LUIS,))) == (
        TO_ANA,
    )
    assert "asks" not in banner_words(asking, Language.ENGLISH)[1], "the button says it"


@pytest.mark.parametrize("language", list(Language))
def test_a_button_names_who_gets_the_floor(language: Language) -> None:
    assert "Ana" in give_words(TO_ANA, language)
    assert "Ana" in asked_words(TO_ANA, language)
    assert give_words(TO_ANA, language) != asked_words(TO_ANA, language)


@pytest.mark.parametrize("language", list(Language))
def test_every_mode_has_a_name(language: Language) -> None:
    assert set(MODES[language]) == set(Mode)


def test_fewer_are_named_where_there_is_less_room_and_the_others_counted() -> None:
    view = BannerView("Ayuda", (ANA, LUIS, EVE), Mode.OBSERVER)
    assert banner_words(view, Language.ENGLISH, 1)[0] == "Ana and 2 more see your screen"


def test_recorded_it_is_not_said_to_be_not_n3() -> None:
    view = BannerView("Ayuda", (ANA,), Mode.OBSERVER, recorded=Recorded.PAUSED)
    assert banner_words(view, Language.ENGLISH)[1] == "watching only"


def test_in_a_private_moment_that_stands_first_and_who_is_there_beside_it_n5() -> None:
    view = BannerView("Ayuda", (ANA, LUIS), Mode.FULL_CONTROL, "Ana", private=True)
    assert banner_words(view, Language.ENGLISH) == (
        "Private moment: everyone sees black",
        "Ana and Luis · full control · not recorded",
    )
