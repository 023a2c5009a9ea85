"""What is known not to work: an administrator writes it down, an inspection says it at its top."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.support.scene import Scene, scene

WHY = "Scripts of the payroll stop here. Install 99.1."
UNREADABLE = "The versions cannot be read."


@pytest.fixture(scope="module")
def stage() -> Iterator[Scene]:
    with scene() as made:
        yield made


def fill(form: Locator, name: str, versions: str, why: str) -> None:
    form.get_by_label("Program or part of the system").fill(name)
    form.get_by_label("Versions", exact=True).fill(versions)
    form.get_by_label("What the agent reads").fill(why)
    form.get_by_role("button").first.click()


def test_an_administrator_adds_changes_and_removes_what_does_not_work(stage: Scene) -> None:
    page = stage.agent
    page.goto(f"{stage.server.url}/#/admin/rules")
    expect(page.get_by_text("Nothing is known not to work")).to_be_visible()
    new = page.locator("main form").first
    fill(new, "*reader*", "newer than 3", WHY)
    expect(new.get_by_text(UNREADABLE)).to_be_visible()
    fill(new, "*reader*", "< 9.2", WHY)
    rows = page.get_by_role("list", name="Known problems").locator("> li")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("< 9.2")
    expect(new.get_by_label("Versions", exact=True)).to_have_value("")
    page.get_by_role("button", name="Change *reader*").click()
    fill(rows.first.locator("form"), "bash", "< 99.1", WHY)
    expect(rows.first).to_contain_text("bash")
    fill(new, "nothing", "", "")
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="Remove nothing").click()
    rows.nth(1).get_by_role("button", name="Remove", exact=True).click()
    expect(rows).to_have_count(1)
    page.reload()
    expect(rows.first).to_contain_text(WHY)


@pytest.mark.timeout(180)
def test_an_inspection_says_first_what_does_not_work_j6(stage: Scene) -> None:
    page = stage.agent
    with stage.customer_program(stage.ask_for_help()):
        stage.take_next()
        stage.person.say_yes()
        stage.see_path("direct")
        stage.take_control()
        page.get_by_role("button", name="Inspect").click()
        page.get_by_test_id("inspect-look").click()
        flag = page.get_by_test_id("incompatible")
        says = re.compile(rf"Known not to work: *bash [0-9].*{re.escape(WHY)}")
        expect(flag).to_have_text(says, timeout=60_000)
        expect(flag.locator("svg")).to_be_visible()
