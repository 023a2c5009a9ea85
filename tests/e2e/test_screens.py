"""Every screen, in both languages, light and dark, wide and narrow: seen, and judged.

Without `--screens` each is judged in two of the eight ways; with it in all, and the pictures are written to
`build/screens/`. A screen fails when it is empty, scrolls sideways, says English in Spanish, or when axe
finds something.
"""

from collections.abc import Iterator

import pytest

from tests.support.screens import Judge, opened_pages
from tests.support.server_process import ServerProcess, server_process
from tests.support.staged_machine import StagedMachine, staged_machine

PASSWORD = "correct horse battery"
TIMEOUT_SECONDS = 600


@pytest.fixture
def server() -> Iterator[ServerProcess]:
    with server_process(tls="off") as running:
        yield running


@pytest.fixture
def judge(server: ServerProcess, request: pytest.FixtureRequest) -> Iterator[Judge]:
    with opened_pages() as open_page:
        yield Judge(server.url, open_page(), open_page(), writes=request.config.getoption("--screens"))


@pytest.mark.slow
@pytest.mark.timeout(TIMEOUT_SECONDS)
def test_every_screen_is_full_fits_speaks_one_language_and_is_accessible(
    server: ServerProcess, judge: Judge
) -> None:
    set_up(server, judge)
    desk(judge)
    administration(judge)
    code = ask_for_help(judge)
    session(judge, server.url, code)
    judge.verdict()


def set_up(server: ServerProcess, judge: Judge) -> None:
    page = judge.page
    page.goto(f"{server.url}/#/setup/{server.setup_token}")
    judge.see("set-up")
    form = page.locator("form input")
    for number, words in enumerate(
        ("", "Ayuntamiento de Ávila", "Lucía Ferrer", "lucia@example.org", PASSWORD)
    ):
        if words:
            form.nth(number).fill(words)
    page.locator("button[type=submit]").click()
    page.locator("#waiting").wait_for()


def desk(judge: Judge) -> None:
    page = judge.page
    judge.see("desk-empty")
    page.goto(f"{judge.url}/#/nowhere")
    judge.see("missing")
    page.goto(f"{judge.url}/#/try/0123456789abcdef0123456789abcdef")
    judge.see("trial")
    judge.see("trial-wrong", lambda: click(judge, "main button", "[role=alert]"))
    page.goto(f"{judge.url}/#/")
    judge.see(
        "desk-code",
        lambda: click(judge, "section[aria-labelledby=phone] button", "[data-testid=code]"),
    )


def administration(judge: Judge) -> None:
    page = judge.page
    page.goto(f"{judge.url}/#/admin/teams")
    judge.see("admin-teams-empty", lambda: page.locator("main form").wait_for())
    page.locator("main form input").fill("Nóminas")
    page.locator("main form button").click()
    page.locator("main li").first.wait_for()
    judge.see("admin-teams-taken", lambda: taken_name(judge))
    judge.see("admin-teams-sure", lambda: click(judge, "main li button", "main li [role=group]"))
    page.goto(f"{judge.url}/#/admin/queues")
    judge.see("admin-queues", lambda: click(judge, "main li button", "main li form"))
    page.goto(f"{judge.url}/#/admin/rules")
    judge.see("admin-rules", lambda: page.locator("main form").wait_for())
    page.goto(f"{judge.url}/#/admin/people/new")
    judge.see("admin-person-new", lambda: page.locator("main form").wait_for())
    page.locator("main form input").nth(0).fill("Íñigo Pérez")
    page.locator("main form input[inputmode=email]").fill("inigo@example.org")
    page.locator("main form button[type=submit]").click()
    page.get_by_test_id("password").wait_for()
    judge.see("admin-password", live=True)
    page.goto(f"{judge.url}/#/admin/people")
    judge.see("admin-people", lambda: page.locator("main li li").nth(1).wait_for())
    page.locator("main li a").last.click()
    judge.see("admin-person", lambda: page.locator("main form").wait_for())
    page.goto(f"{judge.url}/#/")


def taken_name(judge: Judge) -> None:
    judge.page.locator("main form input").first.fill("nóminas")
    judge.page.locator("main form button").first.click()
    judge.page.locator("main form [role=alert]").wait_for()


def ask_for_help(judge: Judge) -> str:
    customer = judge.customer
    customer.goto(f"{judge.url}/join#K7Q2-MX4P")
    judge.see("help-link", customer=True)
    customer.goto(f"{judge.url}/join#K7")
    judge.see("help-link-broken", customer=True)
    customer.goto(f"{judge.url}/join")
    judge.see("help-code", customer=True)
    judge.see("help-code-wrong", lambda: wrong_code(judge), customer=True)
    customer.goto(f"{judge.url}/help")
    judge.see("help-start", customer=True)
    customer.fill("#name", "Carmen Ñandú")
    customer.fill("#reason", "La impresora no imprime las nóminas de hoy")
    customer.locator("button[type=submit]").first.click()
    line = customer.locator("code.line")
    line.wait_for()
    judge.see("help-waiting-reloaded", customer=True)
    customer.locator(".stack button.primary").click()
    line.wait_for()
    code = line.inner_text().split("#")[1][:9]
    judge.page.locator("main ol li").first.wait_for()
    judge.see("desk-waiting")
    return code


def session(judge: Judge, url: str, code: str) -> None:
    page = judge.page
    page.goto(f"{url}/#/")
    page.locator("main button[class*=Button]").first.click()
    curtain(judge, "machine")
    judge.see("session-no-program")
    judge.see("help-claimed", customer=True)
    with staged_machine(url, code) as machine:
        machine.until_asked()
        curtain(judge, "asking")
        judge.see("session-asking")
        judge.see("help-asked", customer=True)
        machine.answer(allowed=False)
        curtain(judge, "refused")
        judge.see("session-refused", lambda: None, live=True)
        page.locator("[data-curtain] button").click()
        machine.answer()
        observing(judge)
        controlling(judge, machine)
        ending(judge)


def observing(judge: Judge) -> None:
    judge.page.locator("[data-testid=picture][data-path=relay]").wait_for()
    judge.see("session-observer", lambda: painted(judge))
    judge.see("help-observer", customer=True)


def controlling(judge: Judge, machine: StagedMachine) -> None:
    page = judge.page
    page.get_by_test_id("ask-control").click()
    machine.until_asked()
    judge.see("session-asking-control", lambda: painted(judge))
    judge.see("help-asked-control", customer=True)
    machine.answer()
    page.locator("[data-testid=mode][data-holder=true]").wait_for()
    judge.see("session-control", lambda: painted(judge))
    judge.see("help-control", customer=True)
    machine.panic()
    page.locator("[data-notice=lowered]").wait_for()
    judge.see("session-panic", live=True)


def ending(judge: Judge) -> None:
    page = judge.page
    judge.see("session-end-sure", lambda: click(judge, "[data-testid=end]", "aside [role=group]"))
    page.locator("aside [role=group] button").first.click()
    curtain(judge, "ended")
    judge.see("session-ended", live=True)
    judge.customer.locator(".foot .plain").wait_for()
    judge.see("help-goodbye", customer=True, live=True)
    page.goto(f"{judge.url}/#/")
    page.locator("#waiting").wait_for()
    judge.sign_out()
    judge.see("sign-in")
    judge.see("sign-in-wrong", lambda: wrong_password(judge))


def curtain(judge: Judge, which: str) -> None:
    judge.page.locator(f"[data-curtain={which}]").wait_for()


def painted(judge: Judge) -> None:
    judge.page.locator("[data-testid=picture]:not([data-path=none])").wait_for()


def click(judge: Judge, what: str, until: str) -> None:
    judge.page.locator(what).last.click()
    judge.page.locator(until).first.wait_for()


def wrong_code(judge: Judge) -> None:
    judge.customer.fill("#code", "AAAA-AAAA")
    judge.customer.fill("#code-name", "Carmen")
    judge.customer.locator("button[type=submit]").first.click()
    judge.customer.locator("[role=alert]:not([hidden])").wait_for()


def wrong_password(judge: Judge) -> None:
    judge.page.fill("input[name=email]", "lucia@example.org")
    judge.page.fill("input[name=password]", "not this one, no")
    judge.page.locator("button[type=submit]").click()
    judge.page.locator("[role=alert]").wait_for()
