"""Every screen with several people, in both languages, light and dark, wide and narrow: seen, and judged.

As `test_screens` does it: `--screens` judges in all eight ways, and writes the pictures.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

import pytest
from playwright.sync_api import Page

from tests.support.crowd import Seat, Somebody, outsider
from tests.support.screens import Judge, opened_pages
from tests.support.server_process import ServerProcess, server_process
from tests.support.staged_machine import StagedMachine, staged_machine
from tests.support.visitor import PASSWORD

TIMEOUT_SECONDS = 900
OWNER, BOSS = "lucia@example.org", "marta@example.org"
LONG_NOTE = "La impresora de la segunda planta atasca el papel; Carmen ya ha cambiado el tóner."
STEPS = ("Apague la impresora", "Espere diez segundos", "Enciéndala otra vez")
SCRIPT = "systemctl status cups\nlpstat -r\n"
VIEWERS: Final = ("Íñigo", "Zoe", "Vera", "Óscar")


@dataclass
class Stage:
    """One server, the judge with the owner's and the customer's page, and whoever else is here."""

    server: ServerProcess
    judge: Judge
    open_page: Callable[[], Page]
    newcomer: Callable[[], Somebody]
    staff: dict[str, Somebody] = field(default_factory=dict[str, Somebody])

    @property
    def page(self) -> Page:
        return self.judge.page

    def signed_in(self, email: str) -> Page:
        """A page of somebody of the staff, at the desk."""
        page = self.open_page()
        page.goto(f"{self.server.url}/#/")
        page.fill("input[name=email]", email)
        page.fill("input[name=password]", PASSWORD)
        page.locator("button[type=submit]").click()
        page.locator("#waiting").wait_for()
        return page


@pytest.fixture
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    with (
        server_process(tls="off") as server,
        outsider(server.url) as newcomer,
        opened_pages() as open_page,
    ):
        writes = request.config.getoption("--screens")
        made = Stage(server, Judge(server.url, open_page(), open_page(), writes=writes), open_page, newcomer)
        found(made)
        yield made


def found(stage: Stage) -> None:
    """Who works here."""
    owner = stage.newcomer()
    owner.post(
        "/api/setup",
        {
            "token": stage.server.setup_token,
            "organisation": "Ayuntamiento de Ávila",
            "name": "Lucía Ferrer",
            "email": OWNER,
            "password": PASSWORD,
        },
    )
    stage.staff = {
        "expert": owner.hire("Iván Soto Mañueco", "ivan@example.org", "expert", "Impresoras"),
        "other expert": owner.hire("Eva Luna", "eva@example.org", "expert", "Redes"),
        "supervisor": owner.hire("Olga Rey", "olga@example.org", "supervisor"),
        "learner": owner.hire("Leo Paz", "leo@example.org", "learner"),
        "boss": owner.hire("Marta Gil", BOSS, "supervisor"),
    }
    stage.judge.page = stage.signed_in(OWNER)


@pytest.mark.slow
@pytest.mark.timeout(TIMEOUT_SECONDS)
def test_a_session_of_five_is_full_fits_speaks_one_language_and_is_accessible(stage: Stage) -> None:
    with live_session(stage) as machine:
        gathered(stage, machine)
        talking(stage)
        dialogs(stage)
        colleagues_desk(stage)
        modes(stage, machine)
        after_the_end(stage)
    stage.judge.verdict()


@pytest.mark.slow
@pytest.mark.timeout(TIMEOUT_SECONDS)
def test_a_demo_is_full_fits_speaks_one_language_and_is_accessible(stage: Stage) -> None:
    viewer, late = stage.open_page(), stage.open_page()
    link = presented(stage)
    viewer.goto(link)
    stage.judge.see("watch-join", page=viewer)
    viewer.fill("#name", "Carmen Ñandú")
    viewer.get_by_test_id("watch-join").click()
    scene(viewer, "not_yet")
    stage.judge.see("watch-not-yet", lambda: scene(viewer, "not_yet"), page=viewer)
    crowd = [stage.newcomer().watch(link, name) for name in VIEWERS]
    crowd[0].say("raise_hand", up=True)
    crowd[1].say_in("customer", "No veo la columna de la derecha")
    stage.page.get_by_test_id("hand-up").wait_for()
    stage.judge.see("demo-showing", lambda: show(stage.page))
    viewer.get_by_test_id("hand").click()
    stage.judge.see("watch-live", lambda: scene(viewer, "live"), page=viewer)
    recorded_and_private(stage, viewer)
    late.goto(link)
    stage.judge.see("watch-full", lambda: refused(late), page=late)
    stage.page.get_by_test_id("show-pause").click()
    scene(viewer, "paused")
    stage.judge.see("watch-paused", page=viewer, live=True)
    ended_demo(stage, viewer)
    stage.judge.verdict()


def presented(stage: Stage) -> str:
    page = stage.page
    page.get_by_test_id("demo-title").fill("El informe nuevo de nóminas")
    page.get_by_test_id("demo-open").click()
    page.get_by_test_id("demo-link").wait_for()
    stage.judge.see("demo-empty", lambda: page.get_by_test_id("demo-link").wait_for())
    return page.get_by_test_id("demo-link").inner_text()


def show(page: Page) -> None:
    page.get_by_test_id("show-choose").click()
    page.locator("[data-testid=show][data-shows=showing]").wait_for()


def recorded_and_private(stage: Stage, viewer: Page) -> None:
    """The presenter is asked whether it may be recorded, says yes, and has a private moment."""
    page = stage.page
    page.get_by_test_id("record-ask").click()
    page.get_by_test_id("record-question").wait_for()
    stage.judge.see("demo-record-question", live=True)
    page.get_by_test_id("record-yes").click()
    viewer.locator("[data-testid=watch-recorded][data-recorded=on]").wait_for()
    stage.judge.see("demo-recorded", live=True)
    stage.judge.see("watch-recorded", page=viewer, live=True)
    page.get_by_test_id("show-private-moment").click()
    scene(viewer, "private")
    stage.judge.see("demo-private", live=True)
    stage.judge.see("watch-private", page=viewer, live=True)
    page.get_by_test_id("show-private-moment").click()
    scene(viewer, "live")


def scene(page: Page, name: str) -> None:
    page.locator(f"[data-testid=watch][data-scene={name}]").wait_for()


def refused(page: Page) -> None:
    page.fill("#name", "Sexto")
    page.get_by_test_id("watch-join").click()
    page.get_by_test_id("watch-full").wait_for()


def ended_demo(stage: Stage, viewer: Page) -> None:
    page = stage.page
    stage.judge.see("demo-end-sure", lambda: end_sure(page))
    page.get_by_test_id("demo-end-yes").click()
    page.get_by_test_id("demo-over").wait_for()
    stage.judge.see("demo-over", live=True)
    viewer.locator("[data-testid=watch-out][data-ending=over]").wait_for()
    stage.judge.see("watch-over", page=viewer, live=True)


def end_sure(page: Page) -> None:
    page.get_by_test_id("demo-end").click()
    page.get_by_test_id("demo-end-yes").wait_for()


@contextmanager
def live_session(stage: Stage) -> Iterator[StagedMachine]:
    """The owner sees the customer's desktop."""
    page, customer = stage.page, stage.judge.customer
    customer.goto(f"{stage.server.url}/help")
    customer.fill("#name", "Carmen Ñandú")
    customer.fill("#reason", "La impresora no imprime las nóminas de hoy")
    customer.locator("button[type=submit]").first.click()
    line = customer.locator("code.line")
    line.wait_for()
    page.locator("main ol li button").first.click()
    page.locator("[data-curtain=machine]").wait_for()
    code = re.search(r"#([0-9A-Z]{4}-[0-9A-Z]{4})", line.inner_text())
    assert code is not None
    with staged_machine(stage.server.url, code[1]) as machine:
        machine.answer()
        page.locator("[data-testid=picture]:not([data-path=none])").wait_for()
        yield machine


def gathered(stage: Stage, machine: StagedMachine) -> None:
    """Five people: the owner, an expert, a supervisor, a learner, the customer."""
    page, staff = stage.page, stage.staff
    session_id = page.url.rsplit("/", 1)[1]
    desk = staff["expert"].at_desk()
    invite(page, "Impresoras")
    page.get_by_test_id("invite-submit").click()
    expert = staff["expert"].accept(desk)
    staff["learner"].supervise(session_id, "Para aprender")
    boss = staff["supervisor"].supervise(session_id, "La clienta me ha llamado")
    page.locator("[data-testid=people] [data-role=supervisor]").wait_for(state="attached")
    tab(page, "now")
    page.get_by_test_id("ask-control").click()
    machine.answer()
    page.locator("[data-testid=mode][data-holder=true]").wait_for()
    speaking(expert, boss)
    stage.judge.see("session-five", lambda: drawn(page))


def speaking(expert: Seat, boss: Seat) -> None:
    """In both rooms; and the expert points."""
    expert.say_in("customer", "Buenos días, Carmen. ¿Qué pone en la pantalla de la impresora?")
    expert.say_in("customer", "Haga esto, por favor:", steps=STEPS)
    expert.say_in("inner", LONG_NOTE)
    boss.say_in("inner", "Pregúntale por el cable, y no reinicies todavía.")
    boss.say("note", request_id="note_of_olga", text="Cliente prioritario: devolver la llamada mañana.")
    at = {"monitor": 0, "x_norm": 30_000, "y_norm": 24_000}
    stroke = [
        {**at, "x_norm": 20_000 + 600 * part, "y_norm": 30_000 + 40 * part * part} for part in range(20)
    ]
    expert.again = [
        {"type": "point", "at": at},
        {"type": "ink", "stroke_id": "stroke_of_ivan", "points": stroke, "done": True},
    ]


def talking(stage: Stage) -> None:
    page, customer, see = stage.page, stage.judge.customer, stage.judge.see
    customer.get_by_test_id("write-customer").fill("Pone «atasco en la bandeja 2»")
    customer.get_by_test_id("send-customer").click()
    customer.locator(".talk-steps input").first.check()
    see("session-chat", lambda: tab(page, "customer"))
    see("session-steps", lambda: step_list(page))
    see("session-team", lambda: tab(page, "inner"))
    see("session-people", lambda: tab(page, "people"))
    see("help-chat", customer.locator(".talk-steps input").first.wait_for, customer=True)


def dialogs(stage: Stage) -> None:
    page, see = stage.page, stage.judge.see
    see("session-invite", lambda: invite(page))
    see("session-transfer", lambda: opened(page, "people", "hand-over", "transfer-dialog"))
    see("session-modes", lambda: menu(page))
    page.keyboard.press("Escape")


def colleagues_desk(stage: Stage) -> None:
    """A second supervisor's desk: a call, and what goes on in the teams."""
    page, desk = stage.page, stage.signed_in(BOSS)
    opened(page, "people", "hand-over", "transfer-dialog")
    page.get_by_test_id("colleague").click()
    page.get_by_role("option", name="Marta Gil").click()
    page.get_by_test_id("transfer-note").fill(LONG_NOTE)
    page.get_by_test_id("transfer-submit").click()
    stage.judge.see("session-offered", lambda: tab(page, "people"))
    stage.judge.see("desk-call", lambda: desk.get_by_test_id("call").wait_for(), page=desk)
    stage.judge.see("desk-supervise", lambda: why(desk), page=desk)


def why(desk: Page) -> None:
    desk.get_by_test_id("supervise").first.click()
    desk.get_by_test_id("supervise-dialog").wait_for()
    desk.get_by_test_id("supervise-reason").fill("La clienta me ha llamado")


def modes(stage: Stage, machine: StagedMachine) -> None:
    """With everything allowed: a script, an inspection, a restart."""
    page, see = stage.page, stage.judge.see
    menu(page)
    page.get_by_test_id("mode-up-admin").click()
    machine.answer()
    page.locator("[data-testid=mode][data-mode=admin]").wait_for(state="attached")
    see("session-admin", lambda: tab(page, "now"))
    see("session-script", lambda: script(page))
    see("session-script-done", lambda: script(page, runs=True))
    see("session-inspection", lambda: inspection(page))
    see("session-reboot", lambda: opened(page, "now", "reboot", "reboot-dialog"))
    page.get_by_test_id("reboot-yes").click()
    page.locator("[data-curtain=restarting]").wait_for()
    see("session-restarting", lambda: page.locator("[data-curtain=restarting]").wait_for())
    see("help-restarting", customer=True)


def script(page: Page, *, runs: bool = False) -> None:
    opened(page, "now", "script", "script-dialog")
    page.get_by_test_id("script-text").fill(SCRIPT)
    page.locator("[data-testid=script-run]:not([disabled])").wait_for()
    if runs:
        page.get_by_test_id("script-run").click()
        page.locator("[data-testid=script-state]:not([data-state=under-way])").wait_for()


def inspection(page: Page) -> None:
    opened(page, "now", "inspect", "inspection")
    page.get_by_test_id("inspect-look").click()
    page.get_by_test_id("flags").wait_for()


def after_the_end(stage: Stage) -> None:
    page, customer = stage.page, stage.judge.customer
    tab(page, "now")
    page.get_by_test_id("end").click()
    page.locator("aside [role=group] button").first.click()
    page.locator("[data-curtain=ended]").wait_for()
    stage.judge.see("session-over", live=True)
    tab(page, "customer")
    stage.judge.see("session-over-chat", live=True)
    page.get_by_test_id("open-customer").click()
    page.get_by_test_id("write-customer").wait_for()
    stage.judge.see("session-over-open", live=True)
    customer.locator(".foot .plain").wait_for()
    stage.judge.see("help-over-chat", customer=True, live=True)


def invite(page: Page, skill: str = "Redes") -> None:
    """All but the last click."""
    opened(page, "people", "ask-expert", "invite-dialog")
    page.get_by_test_id("invite-skill").click()
    page.get_by_role("option", name=skill).click()
    page.get_by_test_id("invite-note").fill(LONG_NOTE)


def opened(page: Page, where: str, button: str, dialog: str) -> None:
    """Open this dialog anew."""
    tab(page, where)
    page.locator(f"[data-testid={button}]:not([disabled])").click()
    page.get_by_test_id(dialog).wait_for()


def menu(page: Page) -> None:
    tab(page, "now")
    page.locator("[data-testid=mode-menu]:not([disabled])").click()
    page.locator("[role=menuitem]").first.wait_for()


def step_list(page: Page) -> None:
    tab(page, "customer")
    page.locator("form:has([data-testid=send-customer]) button").first.wait_for()


def tab(page: Page, name: str) -> None:
    if page.get_by_role("dialog").count():
        page.keyboard.press("Escape")
        page.get_by_role("dialog").wait_for(state="hidden")
    drawn(page)
    page.get_by_test_id(f"tab-{name}").click()


def drawn(page: Page) -> None:
    """The page knows its session again."""
    page.get_by_test_id("tab-now").wait_for()
