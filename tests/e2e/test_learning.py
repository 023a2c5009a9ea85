"""Learning from sessions in a real browser: talks about moments, a library for the team, keeping, erasing."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.support.crowd import outsider
from tests.support.replay_page import opened, reading, signed_in
from tests.support.replay_scene import AGENT, BOSS, FILM, OWNER, Past, office_of_the_past
from tests.support.screens import opened_pages
from tests.support.server_process import ServerProcess, server_process
from tests.support.wait import until

COLLEAGUE = "eva@example.org"
AT_S = 170
QUESTION, ANSWER = "What worked well here?", "I asked before I changed anything."
TITLE = "Asks before changing anything"

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@dataclass
class Place:
    """One server with a past; pages of who works there."""

    server: ServerProcess
    past: Past
    open_page: Callable[[], Page]

    def page_of(self, email: str) -> Page:
        page = self.open_page()
        page.set_viewport_size({"width": 1440, "height": 900})
        signed_in(page, self.server.url, email)
        return page

    def replay(self, page: Page, session_id: str = "", moment: str = f"?t={AT_S}") -> None:
        opened(page, self.server.url, session_id or self.past.session_id, moment)

    def at(self, page: Page, place: str) -> None:
        page.goto(f"{self.server.url}/#{place}")


@pytest.fixture
def place() -> Iterator[Place]:
    with server_process(tls="off") as server, outsider(server.url) as newcomer:
        past = office_of_the_past(server, newcomer)
        owner = newcomer()
        owner.sign_in(OWNER)
        owner.hire("Eva Luna", COLLEAGUE, "agent")
        with opened_pages() as open_page:
            yield Place(server, past, open_page)


def test_a_question_about_a_moment_is_answered_and_both_see_the_moment(place: Place) -> None:
    boss, agent = place.page_of(BOSS), place.page_of(AGENT)
    place.replay(boss)
    boss.get_by_test_id("moment").click()
    boss.get_by_test_id("moment-dialog").get_by_role("button", name=QUESTION).click()
    boss.get_by_role("button", name="Ask", exact=True).click()
    expect(boss.get_by_test_id("moment-dialog")).to_have_count(0)
    place.at(agent, "/coaching")
    talk = agent.get_by_test_id("talk")
    expect(talk).to_have_attribute("data-waits", "true")
    expect(talk).to_contain_text(QUESTION)
    agent.get_by_test_id("talk-answer").fill(ANSWER)
    agent.get_by_role("button", name="Answer", exact=True).click()
    expect(talk).to_have_attribute("data-waits", "false")
    talk.get_by_role("link").click()
    agent.get_by_test_id("reason-submit").click()
    until(
        lambda: (seen := reading(agent)) is not None and abs(seen.position_ms - (AT_S - 20) * 1000) < 2000,
        within_seconds=20,
        what="the moment in the agent's replay",
    )
    place.at(boss, "/coaching")
    expect(boss.get_by_test_id("talk")).to_contain_text(ANSWER)
    boss.get_by_role("button", name="Close the talk").click()
    expect(boss.get_by_test_id("talk")).to_have_attribute("data-closed", "true")


def test_a_good_moment_is_there_for_who_was_not_in_the_session(place: Place) -> None:
    boss, colleague = place.page_of(BOSS), place.page_of(COLLEAGUE)
    place.replay(boss)
    boss.get_by_test_id("moment").click()
    boss.get_by_test_id("moment-dialog").get_by_text("Keep it for others").click()
    boss.get_by_test_id("clip-topic").fill("Asking first")
    boss.get_by_test_id("clip-title").fill(TITLE)
    boss.get_by_role("button", name="Keep it", exact=True).click()
    expect(boss.get_by_test_id("moment-dialog")).to_have_count(0)
    place.at(colleague, "/clips")
    colleague.get_by_role("link", name=TITLE).click()
    colleague.get_by_test_id("replay").wait_for()
    until(
        lambda: (shown := reading(colleague)) is not None and shown.clock_ms > 0,
        within_seconds=20,
        what="the moment's picture",
    )
    seen = reading(colleague)
    assert seen is not None
    begun_ms = (AT_S - 20) * 1000
    assert 0 <= seen.position_ms <= 30_000
    assert abs((begun_ms + seen.position_ms) % (FILM.seconds * 1000) - seen.clock_ms) <= 200
    assert colleague.get_by_test_id("export").count() == 0
    expect(colleague.get_by_test_id("replay-events")).not_to_contain_text("segunda planta")
    place.at(colleague, f"/replay/{place.past.session_id}")
    expect(colleague.get_by_text("may not", exact=False).first).to_be_visible()


def test_a_record_is_tagged_held_and_erased_for_good(place: Place) -> None:
    boss = place.page_of(BOSS)
    place.replay(boss, place.past.bare_id, "")
    boss.get_by_test_id("keep").click()
    dialog = boss.get_by_test_id("keep-dialog")
    dialog.get_by_test_id("tags").fill("VPN, printer")
    dialog.get_by_role("button", name="Save the tags").click()
    boss.get_by_test_id("keep").click()
    dialog.get_by_label("Why").fill("A claim of the customer")
    dialog.get_by_role("button", name="Put on hold").click()
    boss.get_by_test_id("keep").click()
    expect(dialog).to_contain_text("cannot be erased while it is on hold")
    dialog.get_by_label("Why").fill("The claim is settled")
    dialog.get_by_role("button", name="End the hold").click()
    boss.get_by_test_id("keep").click()
    dialog.get_by_test_id("erase").click()
    dialog.get_by_label("Why").last.fill("The customer asked for it")
    dialog.get_by_role("button", name="Erase it for good").click()
    expect(boss.get_by_role("heading", name=re.compile("erased", re.IGNORECASE))).to_be_visible()
    place.at(boss, "/records")
    expect(boss.get_by_test_id("record").filter(has_text="Erased session")).to_have_count(1)
    expect(boss.get_by_test_id("record")).to_have_count(3)
