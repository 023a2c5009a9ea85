"""Every way in, and what each says when it stays shut: one server, one desktop, one browser for all."""

import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Page, expect

from deploy.trial.desktop import program
from tests.support.scene import SOON_SECONDS, Scene, scene
from tests.support.visitor import PASSWORD
from tests.support.wait import until

REFUSED: Final = 2
ENDS_WITHIN_SECONDS: Final = 40.0
BACK_WITHIN_MS: Final = 8_000
BARE_PLACE: Final = (1300, 150)
"""Of the desktop: no window stands there."""
COLOUR_OF: Final = """([x, y]) => {
  const picture = document.querySelector("[data-testid=picture]");
  const copy = new OffscreenCanvas(1, 1).getContext("2d");
  copy.drawImage(picture, x, y, 1, 1, 0, 0, 1, 1);
  return [...copy.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}"""

POST: Final = """async ([path, body]) => {
  const me = await (await fetch("/api/me")).json();
  const headers = { "x-csrf-token": me.csrf, "content-type": "application/json" };
  const given = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  return [given.status, await given.json()];
}"""
"""As the page's own script does."""


@pytest.fixture(scope="module")
def stage() -> Iterator[Scene]:
    with scene() as made:
        yield made


@pytest.fixture
def customer(stage: Scene) -> Iterator[Page]:
    """A customer whom nobody knows yet; they end what they began, and their page is closed."""
    before, stage.customer = stage.customer, stage.someone()
    yield stage.customer
    if stage.customer.locator(".foot button.danger").first.is_visible():
        leave(stage.customer)
    stage.customer.context.close()
    stage.customer = before


def test_a_code_told_on_the_phone_opens_the_agents_session_and_its_picture(
    stage: Scene, customer: Page
) -> None:
    code = make_code(stage)
    customer.goto(f"{stage.server.url}/join")
    customer.fill("#code", code.lower().replace("-", " "))
    customer.fill("#code-name", "Íñigo Peña")
    customer.locator("button[type=submit]").first.click()
    line = customer.locator("code.line")
    line.wait_for()
    stage.agent.get_by_role("button", name="Open the session with Íñigo Peña").click()
    with shown_command(stage, line.inner_text()):
        stage.person.say_yes()
        stage.agent.locator("[data-testid=picture]:not([data-path=none])").wait_for()
        sees_the_desktop_live(stage)
        end(stage)


def test_a_code_told_on_the_phone_works_once(stage: Scene, customer: Page) -> None:
    code = make_code(stage)
    come_in(stage, customer, code)
    customer.locator("code.line").wait_for()
    other = stage.someone()
    come_in(stage, other, code)
    expect(other.locator("[role=alert]:not([hidden])")).to_contain_text("code")
    expect(other.locator("code.line")).to_have_count(0)
    other.context.close()


def test_a_link_with_a_code_that_nobody_made_is_refused_in_one_sentence(stage: Scene, customer: Page) -> None:
    address, _, fragment = stage.ask_for_help().partition("#")
    code, _, fingerprint = fragment.partition(".")
    wrong = other_character(code[0]) + code[1:]
    said = refusal(stage, f"{address}#{wrong}.{fingerprint}")
    assert wrong in said
    assert "new" in said


def test_a_link_opens_one_program_at_the_server_that_made_it(stage: Scene, customer: Page) -> None:
    link = stage.ask_for_help()
    address, _, fingerprint = link.rpartition(".")
    before = stage.proxy.tunnels
    said = refusal(stage, f"{address}.{other_character(fingerprint[0])}{fingerprint[1:]}")
    assert "is not the server that made this link. Nothing was sent." in said
    assert stage.proxy.tunnels == before + 1  # it asked for the certificate, and never spoke again
    stage.take_next()
    with stage.customer_program(link):
        stage.person.wait_to_be_asked()
        assert "was used already" in refusal(stage, link)
        assert stage.person.is_asked()
        leave(customer)
        until(lambda: not stage.person.is_asked(), what="the question's end", within_seconds=SOON_SECONDS)


def test_both_pages_may_be_loaded_anew_in_the_middle_of_a_session(stage: Scene, customer: Page) -> None:
    with stage.customer_program(stage.ask_for_help()):
        stage.take_next()
        stage.person.say_yes()
        stage.see_path("direct")
        title = customer.locator("main h1")
        before = title.inner_text()
        customer.reload()
        expect(title).to_have_text(before, timeout=BACK_WITHIN_MS)
        expect(customer.locator(".people")).to_contain_text("Lucía Ferrer")
        stage.agent.reload()
        stage.agent.locator("[data-testid=picture]:not([data-path=none])").wait_for(timeout=BACK_WITHIN_MS)
        sees_the_desktop_live(stage)
        assert stage.person.is_asked() is None
        end(stage)


def test_a_wrong_password_is_said_plainly_and_signing_out_shuts_every_page(stage: Scene) -> None:
    email = hire(stage, "Marta Gil")
    page = stage.someone()
    page.goto(f"{stage.server.url}/#/")
    sign_in(page, email, "not this one, no")
    expect(page.locator("[role=alert]")).to_contain_text("E-mail or password is wrong.")
    sign_in(page, email, PASSWORD)
    page.locator("#waiting").wait_for()
    second = page.context.new_page()
    second.goto(f"{stage.server.url}/#/")
    expect(second.locator("main")).to_contain_text("Nobody is waiting.")
    page.get_by_role("button", name="Appearance and language").click()
    page.get_by_role("menuitem", name="Sign out").click()
    page.locator("input[name=email]").wait_for()
    expect(second.locator("main")).to_contain_text("You are not signed in any more")
    assert page.evaluate("async () => (await fetch('/api/me')).status") == 401
    page.goto(f"{stage.server.url}/#/")
    page.reload()
    page.locator("input[name=email]").wait_for()
    page.context.close()


def test_two_agents_never_have_one_customer(stage: Scene, customer: Page) -> None:
    colleague = stage.someone()
    colleague.goto(f"{stage.server.url}/#/")
    sign_in(colleague, hire(stage, "Óscar Ruiz"), PASSWORD)
    stage.ask_for_help()
    colleague.locator("main ol li").wait_for()
    stage.take_next()
    session_id = stage.agent.url.rpartition("/")[2]
    expect(colleague.locator("main ol li")).to_have_count(0)
    status, said = post(colleague, f"/api/sessions/{session_id}/claim")
    assert (status, said["code"]) == (409, "already_claimed")
    colleague.goto(f"{stage.server.url}/#/session/{session_id}")
    colleague.locator("[data-curtain=problem]").wait_for()
    expect(stage.agent.locator("[data-curtain=machine]")).to_be_visible()
    colleague.context.close()


def make_code(stage: Scene) -> str:
    page = stage.agent
    page.goto(f"{stage.server.url}/#/")
    page.get_by_role("button", name="Make a code").click()
    return page.locator("[data-testid=code]").inner_text()


def come_in(stage: Scene, customer: Page, code: str) -> None:
    customer.goto(f"{stage.server.url}/join")
    customer.fill("#code", code)
    customer.fill("#code-name", "Nuria")
    customer.locator("button[type=submit]").first.click()


@contextmanager
def shown_command(stage: Scene, line: str) -> Iterator[None]:
    """The line from the customer's page, as it would run in their terminal."""
    name, *arguments = shlex.split(line)
    command = [str(Path(sys.executable).parent / name), *arguments]
    with program(stage.on, command, environment=stage.customer_environment()):
        yield


def refusal(stage: Scene, link: str) -> str:
    """The one sentence with which the program ends that could not begin."""
    done = subprocess.run(
        [sys.executable, "-m", "customer_client", "join", link],
        env=stage.customer_environment(),
        cwd=stage.on.home,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=ENDS_WITHIN_SECONDS,
        check=False,
    )
    assert done.returncode == REFUSED, done.stderr
    assert done.stdout == ""
    said = done.stderr.strip()
    assert said.endswith(".")
    assert "\n" not in said, said
    return said


def sees_the_desktop_live(stage: Scene) -> None:
    """What changes on the desktop now is seen by the agent."""
    for colour in ((192, 32, 64), (43, 85, 102)):
        wanted = "#" + bytes(colour).hex()
        stage.on.x.run("xsetroot", "-solid", wanted)
        until(
            partial(shows, stage.agent, colour),
            what=f"{wanted} on the agent's page",
            within_seconds=BACK_WITHIN_MS / 1000,
        )


def shows(agent: Page, colour: tuple[int, int, int]) -> bool:
    """As near to it as a picture in limited colours comes."""
    seen = agent.evaluate(COLOUR_OF, BARE_PLACE)
    return all(abs(have - want) <= 12 for have, want in zip(seen, colour, strict=True))


def end(stage: Scene) -> None:
    stage.agent.get_by_role("button", name="End the session").click()
    stage.agent.locator("aside [role=group] button").first.click()
    stage.agent.locator("[data-curtain=ended]").wait_for()
    is_over(stage.customer)


def leave(customer: Page) -> None:
    customer.locator(".foot button").click()
    customer.locator(".foot button.danger").click()
    is_over(customer)


def is_over(customer: Page) -> None:
    """The customer's page says goodbye, and has nothing left that could be ended."""
    expect(customer.locator(".foot button.danger")).to_have_count(0)
    customer.locator(".foot .plain").wait_for()


def hire(stage: Scene, name: str) -> str:
    """A new agent's e-mail address; the password is everybody's."""
    email = f"{name.split()[0].encode('ascii', 'ignore').decode().lower()}@example.org"
    status, said = post(stage.agent, "/api/staff", {"name": name, "email": email, "password": PASSWORD})
    assert status == 201, said
    return email


def sign_in(page: Page, email: str, password: str) -> None:
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", password)
    page.locator("button[type=submit]").click()


def post(page: Page, path: str, body: object = None) -> tuple[int, dict[str, Any]]:
    """Status and body, as this page's own script would get them."""
    status, said = page.evaluate(POST, [path, body])
    return status, said


def other_character(character: str) -> str:
    return "A" if character != "A" else "B"
