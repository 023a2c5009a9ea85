"""Several people help one customer: real browsers, the real program (SPEC A, G, H, O, T, Y)."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from protocol.modes import Mode
from protocol.roles import Role
from tests.support.company import (
    Company,
    answer_call,
    choose,
    company,
    reads,
    sees,
    supervise,
    tab,
    write,
)
from tests.support.wait import until
from tests.support.x_eyes import Picture, XEyes, x_eyes

CANARY = "canary-51c7"
CUSTOMER = "Carmen Ñandú"
OWNER = "Lucía Ferrer"
STEPS = ("Switch it off", "Wait", "Switch it on")
WAIT_MS = 20_000

pytestmark = pytest.mark.timeout(240)


def mode_is(page: Page, mode: Mode) -> None:
    expect(page.get_by_test_id("mode")).to_have_attribute("data-mode", mode, timeout=WAIT_MS)


def customer_reads(page: Page, text: str) -> None:
    expect(page.get_by_text(text).first).to_be_visible(timeout=WAIT_MS)


def test_the_two_talk_and_the_customer_ticks_what_is_done_t3(tmp_path: Path) -> None:
    with company(tmp_path / "pictures") as firm:
        agent, customer = firm.stage.agent, firm.stage.customer
        write(agent, "customer", "Good morning, what happens when you print?")
        customer_reads(customer, "what happens when you print?")
        customer.bring_to_front()
        room = customer.get_by_test_id("room-customer")
        room.locator("textarea").fill("Nothing at all")
        room.locator("textarea").press("Enter")
        reads(agent, "customer", "Nothing at all")
        expect(agent.get_by_test_id("reach-customer").last).to_have_attribute(
            "data-reach", "seen", timeout=WAIT_MS
        )
        agent.bring_to_front()
        expect(customer.get_by_test_id("reach")).to_contain_text(re.compile("[Ss]een"), timeout=WAIT_MS)

        tab(agent, "customer")
        agent.get_by_role("button", name="Step list").click()
        agent.get_by_test_id("steps").fill("\n".join(STEPS))
        agent.get_by_test_id("send-customer").click()
        boxes = customer.locator(".talk-steps input")
        expect(boxes).to_have_count(len(STEPS), timeout=WAIT_MS)
        boxes.nth(0).check()
        boxes.nth(2).check()
        agents = agent.get_by_test_id("room-customer").get_by_role("checkbox")
        expect(agents.nth(2)).to_be_checked(timeout=WAIT_MS)
        assert [agents.nth(at).is_checked() for at in range(len(STEPS))] == [True, False, True]


def test_an_expert_comes_when_asked_by_skill_is_named_whispers_and_draws_g1(tmp_path: Path) -> None:
    with company(tmp_path / "pictures") as firm:
        agent, customer = firm.stage.agent, firm.stage.customer
        expert = firm.hire("Iván Soto", Role.EXPERT, "Printers")
        tab(agent, "people")
        agent.get_by_test_id("ask-expert").click()
        choose(agent, "invite-skill", "Printers")
        agent.get_by_test_id("invite-note").fill(f"{CANARY} a paper jam?")
        agent.get_by_test_id("invite-submit").click()
        answer_call(expert, "invitation")
        sees(expert)
        customer_reads(customer, "Iván Soto")
        expect(agent.locator("[data-testid=people] [data-role=expert]")).to_be_attached(timeout=WAIT_MS)
        expect(agent.get_by_test_id("invitation")).to_have_count(0)

        write(expert, "inner", f"{CANARY} it is the driver")
        reads(agent, "inner", f"{CANARY} it is the driver")
        assert CANARY not in customer.content()
        with x_eyes(firm.stage.on.x) as eyes:
            draws(firm, expert, eyes)
        assert CANARY not in customer.content()


def draws(firm: Company, expert: Page, eyes: XEyes) -> None:
    """A stroke on the expert's picture stands on the customer's desktop, and fades."""
    expert.get_by_test_id("tool-draw").check(force=True)
    box = expert.locator("[data-testid=picture]").bounding_box()
    assert box is not None
    x, y = box["x"] + 0.3 * box["width"], box["y"] + 0.3 * box["height"]
    plain = eyes.picture()

    def stands() -> bool:
        expert.mouse.move(x, y)
        expert.mouse.down()
        for part in range(1, 11):
            expert.mouse.move(x + 12 * part, y + 4 * part)
        expert.mouse.up()
        expert.wait_for_timeout(200)
        return drawn_over(plain, eyes.picture()) > 300

    until(stands, what="the stroke on the customer's desktop", within_seconds=20)
    firm.photograph()
    until(lambda: drawn_over(plain, eyes.picture()) < 100, what="the ink that fades", within_seconds=15)


def drawn_over(before: Picture, after: Picture) -> int:
    """How many pixels of the upper left part, below the banner, are others now."""
    part = slice(150, 420), slice(300, 660)
    return int((before[part] != after[part]).any(axis=2).sum())


def test_the_floor_goes_to_the_customer_and_back_and_the_modes_up_and_down_o4(tmp_path: Path) -> None:
    with company(tmp_path / "pictures") as firm:
        stage, agent = firm.stage, firm.stage.agent
        firm.ask(agent, Mode.DESKTOP_SHARING)
        firm.allow(agent, Mode.DESKTOP_SHARING)
        floor_is(agent, "agent")
        agent.get_by_test_id("floor-to-customer").click()
        floor_is(agent, "customer")
        customer_reads(stage.customer, "It is your turn")
        firm.banner_gives(stage.person.hand, agent.locator("[data-testid=floor][data-mine=true]"))
        floor_is(agent, "agent")
        stage.wait_for_the_hand()

        stage.person.hand.move(400, 500)
        stage.person.hand.move(600, 600)
        floor_is(agent, "customer")
        firm.banner_gives(stage.person.hand, agent.locator("[data-testid=floor][data-mine=true]"))
        floor_is(agent, "agent")

        for mode in (Mode.FULL_CONTROL, Mode.ADMIN):
            firm.ask(agent, mode)
            firm.allow(agent, mode)
            floor_is(agent, "agent")
        stage.wait_for_the_hand()
        for mode in (Mode.FULL_CONTROL, Mode.OBSERVER):
            firm.ask(agent, mode, way="down")
            mode_is(agent, mode)
        expect(agent.get_by_test_id("mode")).to_have_attribute("data-holder", "false")


def floor_is(page: Page, whose: str) -> None:
    """Mouse and keyboard are this side's, as the agent's page says."""
    tab(page, "now")
    floor = page.get_by_test_id("floor")
    expect(floor).to_have_attribute("data-mine", str(whose == "agent").lower(), timeout=WAIT_MS)
    if whose == "customer":
        expect(floor).to_have_attribute("data-owner", "customer", timeout=WAIT_MS)


def test_a_warm_transfer_keeps_everything_and_the_picture_goes_on_g2(tmp_path: Path) -> None:
    with company(tmp_path / "pictures") as firm:
        agent, customer = firm.stage.agent, firm.stage.customer
        write(agent, "customer", "My colleague knows this better")
        colleague = firm.hire("Marta Gil", Role.AGENT)
        tab(agent, "people")
        agent.get_by_test_id("hand-over").click()
        choose(agent, "colleague", "Marta Gil")
        agent.get_by_test_id("transfer-note").fill(f"{CANARY} be patient")
        agent.get_by_test_id("transfer-submit").click()
        expect(agent.get_by_test_id("transfer")).to_be_attached(timeout=WAIT_MS)
        customer_reads(customer, OWNER)
        answer_call(colleague, "transfer")
        sees(colleague)
        mode_is(colleague, Mode.OBSERVER)
        reads(colleague, "customer", "My colleague knows this better")
        customer_reads(customer, "Marta Gil")
        expect(agent.get_by_test_id("transfer")).to_have_count(0)
        mode_is(agent, Mode.OBSERVER)
        assert firm.stage.person.is_asked() is None
        assert CANARY not in customer.content()

        agent.get_by_role("link").first.click()
        firm.ask(colleague, Mode.FULL_CONTROL)
        firm.allow(colleague, Mode.FULL_CONTROL)
        expect(colleague.get_by_test_id("mode")).to_have_attribute("data-holder", "true")


def test_a_supervisor_watches_whispers_takes_over_and_hands_back_g5(tmp_path: Path) -> None:
    with company(tmp_path / "pictures") as firm:
        agent, customer = firm.stage.agent, firm.stage.customer
        boss = firm.hire("Olga Rey", Role.SUPERVISOR)
        supervise(boss, f"{CANARY} the customer called me")
        sees(boss)
        customer_reads(customer, "Olga Rey")
        write(boss, "inner", f"{CANARY} ask about the cable")
        reads(agent, "inner", f"{CANARY} ask about the cable")
        firm.ask(agent, Mode.FULL_CONTROL)
        firm.allow(agent, Mode.FULL_CONTROL)

        tab(boss, "people")
        boss.get_by_test_id("take-over").click()
        expect(boss.get_by_test_id("hand-back")).to_be_visible(timeout=WAIT_MS)
        expect(agent.get_by_test_id("mode")).to_have_attribute("data-holder", "true")
        tab(boss, "now")
        boss.get_by_test_id("floor-take").click()
        expect(boss.get_by_test_id("mode")).to_have_attribute("data-holder", "true", timeout=WAIT_MS)
        expect(agent.get_by_test_id("mode")).to_have_attribute("data-holder", "false", timeout=WAIT_MS)
        assert firm.stage.person.is_asked() is None
        tab(boss, "people")
        boss.get_by_test_id("hand-back").click()
        expect(boss.get_by_test_id("take-over")).to_be_visible(timeout=WAIT_MS)
        assert CANARY not in customer.content()


def test_a_learner_sees_and_reads_and_can_do_nothing_h3(tmp_path: Path) -> None:
    with company(tmp_path / "pictures") as firm:
        agent, customer = firm.stage.agent, firm.stage.customer
        learner = firm.hire("Leo Paz", Role.LEARNER)
        supervise(learner, "To learn")
        sees(learner)
        customer_reads(customer, "Leo Paz")
        write(agent, "inner", "Watch how the queue is emptied")
        reads(learner, "inner", "Watch how the queue is emptied")
        deeds = (
            *("mode-menu", "ask-control", "end", "ask-expert", "hand-over", "take-over", "tools"),
            *("write-customer", "write-inner", "note", "floor-ask", "floor-take", "script", "reboot"),
        )
        for name in deeds:
            expect(learner.get_by_test_id(name)).to_have_count(0)
        # The twin: the agent has what the learner has not, by the same names.
        for name in ("mode-menu", "end", "ask-expert", "hand-over", "tools", "write-customer", "write-inner"):
            expect(agent.get_by_test_id(name)).to_be_attached()


def test_when_the_agent_is_lost_the_colleague_who_is_here_has_the_customer_g6(tmp_path: Path) -> None:
    with company(tmp_path / "pictures") as firm:
        agent, customer = firm.stage.agent, firm.stage.customer
        colleague = firm.hire("Marta Gil", Role.AGENT)
        tab(agent, "people")
        agent.get_by_test_id("ask-expert").click()
        agent.get_by_text("By name").click()
        choose(agent, "colleague", "Marta Gil")
        agent.get_by_test_id("invite-submit").click()
        answer_call(colleague, "invitation")
        sees(colleague)
        agent.context.close()
        owner = colleague.locator("[data-testid=people] [data-role=admin]")
        expect(owner).to_contain_text("away", timeout=2 * WAIT_MS)
        customer_reads(customer, "Marta Gil")
        mode_is(colleague, Mode.OBSERVER)
