"""More staff beside the one agent of a scene: accounts, each with a signed-in page of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from playwright.sync_api import Locator, Page, expect

from customer_client.ui.qt_style import LIGHT
from protocol.modes import Mode
from protocol.roles import Role
from tests.support.rfb import Rfb
from tests.support.scene import SOON_SECONDS, WAIT_MS, Scene, scene
from tests.support.visitor import PASSWORD
from tests.support.wait import until
from tests.support.x_eyes import XEyes, x_eyes

GIVE_FROM_RIGHT_PX: Final = 200
"""In the banner, beside "End session"."""
_REQUEST: Final = """async ([path, body]) => {
    const me = await fetch("/api/me");
    const csrf = me.ok ? (await me.json()).csrf : "";
    const answer = await fetch(path, {
        method: "POST",
        headers: { "content-type": "application/json", "x-csrf-token": csrf },
        body: JSON.stringify(body),
    });
    return [answer.status, await answer.text()];
}"""


@dataclass(slots=True)
class Company:
    """One scene, and everybody who works there."""

    stage: Scene
    folder: Path
    pages: dict[str, Page] = field(default_factory=dict[str, Page])

    def hire(self, name: str, role: Role, *skills: str) -> Page:
        """An account, signed in, at the desk."""
        email = f"{role}{len(self.pages)}@example.org"
        account = {"name": name, "email": email, "password": PASSWORD, "role": role, "skills": list(skills)}
        self._post(self.stage.agent, "/api/staff", account, 201)
        page = self.stage.someone()
        page.goto(f"{self.stage.server.url}/#/")
        self.pages[name] = page
        page.locator("input[name=email]").fill(email)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("button[type=submit]").click()
        page.locator("#waiting").wait_for()
        return page

    def allow(self, page: Page, mode: Mode) -> None:
        """The person at the desktop says yes until this mode is in force for this page."""
        now = page.get_by_test_id("mode")
        self.stage.person.say_yes()
        until(
            lambda: self._again(now, mode),
            what=f"{mode} in force",
            within_seconds=2 * WAIT_MS / 1000,
        )

    def _again(self, now: Locator, mode: Mode) -> bool:
        if now.get_attribute("data-mode") == mode:
            return True
        if self.stage.person.is_asked():
            self.stage.person.say_yes()
        now.page.wait_for_timeout(100)
        return False

    def ask(self, page: Page, mode: Mode, *, way: str = "up") -> None:
        """By the menu of modes."""
        tab(page, "now")
        page.get_by_test_id("mode-menu").click()
        page.get_by_test_id(f"mode-{way}-{mode}").click()

    def photograph(self) -> None:
        """Every page, and the desktop, as they are now."""
        folder = self.folder
        folder.mkdir(parents=True, exist_ok=True)
        self.stage.on.x.run("ffmpeg", *_grabbed(self.stage.on.x.display), str(folder / "desktop.png"))
        everyone = {"agent": self.stage.agent, "customer": self.stage.customer, **self.pages}
        for name, page in everyone.items():
            if not page.is_closed():
                page.screenshot(path=folder / f"{name}.png")

    def banner_gives(self, hand: Rfb, is_done: "Locator") -> None:
        """The person presses the button that gives, once the banner says that control is theirs."""
        with x_eyes(self.stage.on.x) as eyes:
            until(
                lambda: self._border(eyes) == LIGHT.watched,
                what="a banner that gives",
                within_seconds=SOON_SECONDS,
            )
        left, top, width, height = self._banner()
        hand.click(left + width - GIVE_FROM_RIGHT_PX, top + height // 2)
        expect(is_done).to_have_count(1)

    def _border(self, eyes: XEyes) -> str:
        """The colour of the banner's left edge; another one, as long as somebody else has control."""
        left, top, _, height = self._banner()
        red, green, blue = (int(part) for part in eyes.picture()[top + height // 2, left])
        return f"#{red:02x}{green:02x}{blue:02x}"

    def _banner(self) -> tuple[int, int, int, int]:
        said = self.stage.on.x.run(
            "xdotool", "search", "--onlyvisible", "--name", "^Auxilio$", "getwindowgeometry", "--shell"
        )
        found = dict(line.split("=") for line in said.splitlines() if "=" in line)
        return int(found["X"]), int(found["Y"]), int(found["WIDTH"]), int(found["HEIGHT"])

    def _post(self, page: Page, path: str, body: object, wanted: int) -> None:
        status, text = page.evaluate(_REQUEST, [path, body])
        assert status == wanted, text


def _grabbed(display: str) -> tuple[str, ...]:
    return ("-y", "-loglevel", "error", "-f", "x11grab", "-i", display, "-frames:v", "1")


def tab(page: Page, name: str) -> None:
    """Bring this tab of the session's panel to the front."""
    page.get_by_test_id(f"tab-{name}").click()


def write(page: Page, room: str, text: str) -> None:
    """Say it in this room, as staff."""
    tab(page, room)
    page.get_by_test_id(f"write-{room}").fill(text)
    page.get_by_test_id(f"send-{room}").click()
    reads(page, room, text)


def reads(page: Page, room: str, text: str) -> None:
    """It stands in this room."""
    expect(page.get_by_test_id(f"room-{room}").get_by_text(text)).to_be_attached(timeout=WAIT_MS)


def answer_call(page: Page, kind: str) -> None:
    """Accept the call that stands at this desk; the session opens."""
    page.locator(f"[data-testid=call][data-kind={kind}]").get_by_test_id("call-accept").click()
    page.wait_for_url("**/#/session/**")
    page.get_by_test_id("people").wait_for(state="attached")


def choose(page: Page, field_id: str, name: str) -> None:
    """Choose this option of a select."""
    page.get_by_test_id(field_id).click()
    page.get_by_role("option", name=name).click()


def sees(page: Page) -> None:
    """The picture has come to this page."""
    page.locator("[data-testid=picture][data-path]").wait_for()


def supervise(page: Page, reason: str) -> None:
    """Join the session that goes on, and say why."""
    page.get_by_test_id("supervise").click()
    page.get_by_test_id("supervise-reason").fill(reason)
    page.get_by_test_id("supervise-submit").click()
    page.wait_for_url("**/#/session/**")


@contextmanager
def company(folder: Path) -> Iterator[Company]:
    """A scene whose agent has the customer, and sees; pictures of all in this folder when it goes wrong."""
    with scene() as stage, stage.customer_program(stage.ask_for_help()):
        made = Company(stage, folder)
        stage.take_next()
        try:
            made.allow(stage.agent, Mode.OBSERVER)
            yield made
        except BaseException:
            made.photograph()
            raise
