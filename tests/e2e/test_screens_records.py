"""The screens of what sessions leave behind, seen and judged: the list, talks, good moments, the receipt.

As `test_screens` does it: `--screens` judges in all eight ways, and writes the pictures.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from tests.support.crowd import Somebody, outsider
from tests.support.replay_page import signed_in
from tests.support.replay_scene import AGENT, BEGIN_MS, BOSS, OWNER, Past, office_of_the_past
from tests.support.screens import Judge, opened_pages
from tests.support.server_process import ServerProcess, server_process

TIMEOUT_SECONDS = 900
MOMENT = {"from_ms": BEGIN_MS + 150_000, "until_ms": BEGIN_MS + 180_000}

pytestmark = [pytest.mark.slow, pytest.mark.timeout(TIMEOUT_SECONDS)]


@dataclass
class Stage:
    """One server with a past, the judge with a supervisor's page, and who writes without a page."""

    server: ServerProcess
    judge: Judge
    past: Past
    boss: Somebody
    agent: Somebody
    open_page: Callable[[], Page]

    @property
    def page(self) -> Page:
        return self.judge.page

    def at(self, place: str, then: str) -> Callable[[], None]:
        """Brings this place of the console about; it is there once `then` is."""

        def go() -> None:
            self.page.goto(f"{self.server.url}/#{place}")
            self.page.locator(then).first.wait_for()

        return go


@pytest.fixture
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    with server_process(tls="off") as server, outsider(server.url) as newcomer:
        past = office_of_the_past(server, newcomer)
        boss, agent = newcomer(), newcomer()
        for who, email in ((boss, BOSS), (agent, AGENT)):
            who.sign_in(email)
        with opened_pages() as open_page:
            writes = request.config.getoption("--screens")
            judge = Judge(server.url, open_page(), open_page(), writes=writes)
            signed_in(judge.page, server.url, BOSS)
            yield Stage(server, judge, past, boss, agent, open_page)


def test_what_sessions_leave_behind_is_full_fits_speaks_one_language_and_is_accessible(stage: Stage) -> None:
    the_list(stage)
    learning(stage)
    the_receipt(stage)
    stage.judge.verdict()


def the_list(stage: Stage) -> None:
    judge = stage.judge
    judge.see("records", stage.at("/records", "[data-testid=record]"))
    judge.see(
        "records-filtered", stage.at("/records?mode=full_control&recorded=true", "[data-testid=record]")
    )
    judge.see("records-none", stage.at("/records?q=wxyz", "[data-testid=records-none]"))
    stranger = stage.open_page()
    signed_in(stranger, stage.server.url, OWNER)
    stranger.goto(f"{stage.server.url}/#/records")
    judge.see("records-empty", lambda: stranger.get_by_test_id("records-none").wait_for(), page=stranger)


def learning(stage: Stage) -> None:
    judge, path = stage.judge, f"/api/records/{stage.past.session_id}"
    judge.see("talks-empty", stage.at("/coaching", "h1"))
    judge.see("clips-empty", stage.at("/clips", "h1"))
    agent_id = agent_of(stage)
    question = {**MOMENT, "about": agent_id, "text": "La impresora: ¿qué le estaba pasando aquí?"}
    note = stage.boss.post(f"{path}/notes", question)
    stage.agent.post(
        f"{path}/notes/{note['note_id']}/replies", {"text": "La impresora pedía otro controlador."}
    )
    stage.agent.post(f"{path}/notes", {**question, "text": "La impresora: ¿cómo habría sido más rápido?"})
    for topic, title in (("La impresora", "La impresora, paso a paso"), ("La clienta", "La clienta decide")):
        stage.boss.post(f"{path}/clips", {**MOMENT, "topic": topic, "title": title})
    judge.see("talks", stage.at("/coaching", "[data-testid=talk]"))
    judge.see("clips", stage.at("/clips", "[data-testid=clip]"))


def agent_of(stage: Stage) -> str:
    """Who helped in the session of the past."""
    people = stage.boss.get("/api/directory")["people"]
    return next(str(one["person_id"]) for one in people if one["role"] == "agent")


def the_receipt(stage: Stage) -> None:
    customer = stage.judge.customer
    customer.goto(f"{stage.server.url}/help")
    customer.fill("[name=name]", "Carmen Ñandú")
    customer.fill("[name=reason]", "La impresora no imprime")
    customer.locator("form button[type=submit]").first.click()
    customer.locator(".foot .danger").click()
    customer.locator(".foot .danger").click()
    customer.get_by_test_id("receipt").wait_for()

    def shown() -> None:
        customer.get_by_test_id("receipt").get_by_role("button").first.click()
        customer.locator(".receipt-head").wait_for()

    shown()
    stage.judge.see("receipt", customer=True, live=True)
