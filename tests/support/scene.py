"""A whole session: the server over TLS, a customer at a real desktop, an agent in a real browser."""

import itertools
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from deploy.trial.desktop import Desktop, desktop, program
from deploy.trial.person import Person
from tests.support.connect_proxy import ConnectProxy, connect_proxy
from tests.support.server_process import ServerProcess, server_process
from tests.support.visitor import PASSWORD
from tests.support.wait import until

HOST: Final = "auxilio.test"
"""Not localhost: what works here must not work because of what browsers allow there alone."""
EMAIL: Final = "ana@example.org"
WAIT_MS: Final = 20_000
"""For whatever comes of a click: two cores run a desktop, a browser and a server at once."""
SOON_SECONDS: Final = WAIT_MS / 1000
PATH_WITHIN_MS: Final = 60_000
"""The page tries the direct path three times in 43 s: 10 s for each, 3 s and 10 s between them."""
LOOK_MS: Final = 100
FLAGS: Final = (
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    f"--host-resolver-rules=MAP {HOST} 127.0.0.1",
)
NO_WEBRTC: Final = "delete window.RTCPeerConnection; delete window.webkitRTCPeerConnection;"
"""As a browser behaves whose policy forbids the direct path."""


@dataclass(slots=True)
class Scene:
    """Everybody and everything of one session."""

    server: ServerProcess
    proxy: ConnectProxy
    on: Desktop
    person: Person
    browser: Browser
    agent: Page
    customer: Page
    stack: ExitStack

    def someone(self, *, script: str = "") -> Page:
        """A browser page of somebody else."""
        return new_page(self.browser, script=script)

    def customer_environment(self) -> dict[str, str]:
        """For the customer's program: its desktop, and the proxy that knows where the server is."""
        return {**self.on.environment(), "HTTPS_PROXY": self.proxy.url, "PYTHONPATH": str(ROOT)}

    @contextmanager
    def customer_program(self, join_link: str) -> Iterator[None]:
        """The program, started as the page says."""
        command = [sys.executable, "-m", "customer_client", "join", join_link]
        with program(self.on, command, environment=self.customer_environment()):
            yield

    def ask_for_help(self, name: str = "Carmen Ñandú", reason: str = "The payroll will not print") -> str:
        """The customer asks on the page; the link that starts their program."""
        page = self.customer
        page.goto(f"{self.server.url}/help")
        page.fill("#name", name)
        page.fill("#reason", reason)
        page.locator("button[type=submit]").first.click()
        command = page.locator("code.line")
        command.wait_for()
        return command.inner_text().split('"')[1]

    def take_next(self) -> None:
        """The agent presses *Next for you*."""
        page = self.agent
        page.goto(f"{self.server.url}/#/")
        page.locator("main button[class*=Button]").first.click()
        page.wait_for_url("**/#/session/**")

    def see_path(self, path: str) -> None:
        """Wait until the picture comes this way: "direct" or "relay"."""
        self.agent.locator(f"[data-testid=picture][data-path={path}]").wait_for(timeout=PATH_WITHIN_MS)

    def take_control(self) -> None:
        """The agent asks, the person says yes."""
        self.agent.get_by_role("button", name="Ask for control").click()
        self.person.say_yes()
        self.agent.locator("[data-testid=mode][data-holder=true]").wait_for()
        self.wait_for_the_hand()

    def wait_for_the_hand(self) -> None:
        """The person's own hand, which has just answered, comes first for 2 s: wait until ours moves."""
        places = itertools.cycle([(720, 20), (740, 30)])

        def follows() -> bool:
            place = next(places)
            self.agent.mouse.move(*self.at(*place))
            self.agent.wait_for_timeout(LOOK_MS)
            return self.pointer_is_at(*place)

        until(follows, what="the pointer that follows the agent's", within_seconds=SOON_SECONDS)

    def pointer_is_at(self, x_px: int, y_px: int) -> bool:
        """Within two pixels: the agent's page shows the desktop smaller than it is."""
        said = self.on.x.run("xdotool", "getmouselocation", "--shell")
        place = dict(line.split("=") for line in said.split())
        return abs(int(place["X"]) - x_px) <= 2 and abs(int(place["Y"]) - y_px) <= 2

    def at(self, x_px: int, y_px: int) -> tuple[float, float]:
        """Where this place of the desktop is on the agent's page, in CSS pixels."""
        box = self.agent.locator("[data-testid=picture]").bounding_box()
        size = self.agent.evaluate(
            "() => { const c = document.querySelector('[data-testid=picture]'); return [c.width, c.height]; }"
        )
        assert box is not None
        return box["x"] + box["width"] * x_px / size[0], box["y"] + box["height"] * y_px / size[1]

    def click(self, x_px: int, y_px: int) -> None:
        """The agent clicks on this place of the customer's desktop."""
        self.agent.mouse.click(*self.at(x_px, y_px))


ROOT: Final = Path(__file__).parents[2]


@contextmanager
def scene(*, agent_script: str = "", display_number: int | None = None, **settings: str) -> Iterator[Scene]:
    """A server with its administrator signed in, and an empty practice desktop with its person.

    Args:
        agent_script: Runs first in every page of the agent.
        display_number: Of the desktop's X display; None: a free one.
        settings: Of the server, as `server_process` takes them.
    """
    with ExitStack() as stack:
        server = stack.enter_context(server_process(public_url=f"https://{HOST}:{{port}}", **settings))
        proxy = stack.enter_context(connect_proxy({HOST: "127.0.0.1"}))
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="auxilio-home-")))
        on = stack.enter_context(desktop(home, number=display_number))
        person = stack.enter_context(Person(on))
        browser = stack.enter_context(_browser())
        agent, customer = new_page(browser, script=agent_script), new_page(browser)
        set_up(agent, server)
        yield Scene(server, proxy, on, person, browser, agent, customer, stack)


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=list(FLAGS)
        )
        try:
            yield chromium
        finally:
            chromium.close()


def new_page(browser: Browser, *, script: str = "") -> Page:
    """A person's page; any certificate will do, the fingerprint is the desktop program's business."""
    context: BrowserContext = browser.new_context(
        ignore_https_errors=True, locale="en-GB", viewport={"width": 1440, "height": 900}
    )
    if script:
        context.add_init_script(script)
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    expect.set_options(timeout=WAIT_MS)
    return page


def set_up(page: Page, server: ServerProcess) -> None:
    """The first administrator, who works as an agent too."""
    page.goto(f"{server.url}/#/setup/{server.setup_token}")
    form = page.locator("form input")
    for number, words in enumerate(("", "Ayuntamiento de Ávila", "Lucía Ferrer", EMAIL, PASSWORD)):
        if words:
            form.nth(number).fill(words)
    page.locator("button[type=submit]").click()
    page.locator("#waiting").wait_for()
