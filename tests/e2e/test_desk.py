"""The desk with colleagues at it: calls are answered, sessions of one's team are joined (SPEC G)."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.demo_scene import demo_scene
from tests.support.desk_people import Colleague, ask_for_help, claim, hire, say_in

ANA = Colleague("Ana Ruiz", "ana.ruiz@example.org", "agent")
BERTA = Colleague("Berta Sanz", "berta@example.org", "supervisor", skills=("Excel",))
LEO = Colleague("Leo Gil", "leo@example.org", "learner")


@pytest.mark.timeout(180)
def test_an_invitation_is_accepted_and_a_transfer_declined_at_the_desk_g1_g3() -> None:
    with demo_scene() as scene:
        ana, berta = hire(scene, ANA), hire(scene, BERTA)
        first, second = (claim(ana, ask_for_help(scene, name)) for name in ("Carmen Ñandú", "Marta"))
        invite = {"type": "invite", "request_id": "r_inv1", "skill": "Excel", "note": "Row 40 fails"}
        say_in(ana, first, invite)
        offer = {"type": "offer_transfer", "request_id": "r_tra1", "to_person": person_id(berta)}
        say_in(ana, second, {**offer, "note": "She expects a call"})

        help_call = berta.locator("[data-testid=call][data-kind=invitation]")
        take_call = berta.locator("[data-testid=call][data-kind=transfer]")
        expect(help_call).to_contain_text("Ana Ruiz asks you for help with Carmen Ñandú")
        expect(help_call).to_contain_text("Row 40 fails")
        expect(take_call).to_contain_text("Ana Ruiz hands Marta over to you")
        expect(berta).to_have_title("(2) Colleagues ask for you · Auxilio")

        take_call.get_by_test_id("call-decline").click()
        expect(take_call).to_have_count(0)
        help_call.get_by_test_id("call-accept").click()
        berta.wait_for_url(f"**/#/session/{first}")


@pytest.mark.timeout(180)
def test_a_supervisor_joins_with_a_reason_and_a_learner_takes_nobody_h2_h3() -> None:
    with demo_scene() as scene:
        ana, berta, leo = (hire(scene, one) for one in (ANA, BERTA, LEO))
        session = claim(ana, ask_for_help(scene, "Carmen Ñandú"))
        ask_for_help(scene, "Marta")
        expect(ana.get_by_test_id("live")).to_have_count(0)
        joins(berta, session)
        expect(leo.get_by_test_id("live-row")).to_contain_text("also here: Berta Sanz")
        expect(leo.locator("#waiting")).to_be_visible()
        expect(leo.get_by_role("button", name="Next for you")).to_have_count(0)
        expect(leo.get_by_role("button", name="Take Marta")).to_have_count(0)
        expect(ana.get_by_role("button", name="Take Marta")).to_be_visible()


@pytest.mark.timeout(180)
def test_a_demo_stands_among_ones_sessions_and_is_gone_on_with_v1() -> None:
    with demo_scene() as scene:
        link = scene.open_demo("El informe nuevo")
        page = scene.presenter
        page.goto(f"{scene.server.url}/#/")
        page.get_by_role("button", name="Go on presenting").click()
        expect(page.get_by_test_id("demo-link")).to_have_text(link)


def joins(page: Page, session: str) -> None:
    """The supervisor comes in from the live list, and has to say why."""
    row = page.get_by_test_id("live-row")
    expect(row).to_contain_text("with Ana Ruiz")
    row.get_by_test_id("supervise").click()
    dialog = page.get_by_test_id("supervise-dialog")
    expect(dialog).to_contain_text("Carmen Ñandú and Ana Ruiz will see that you join.")
    expect(dialog.get_by_test_id("supervise-submit")).to_be_disabled()
    dialog.get_by_test_id("supervise-reason").fill("I want to see how it goes")
    dialog.get_by_test_id("supervise-submit").click()
    page.wait_for_url(f"**/#/session/{session}")


def person_id(page: Page) -> str:
    """Whose desk this is."""
    return str(page.evaluate("async () => (await (await fetch('/api/me')).json()).person_id"))
