"""A demo in real browsers: a presenter whose screen is a moving test picture, and viewers by its link."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.support.scene import FLAGS, HOST, new_page, set_up
from tests.support.server_process import ServerProcess, server_process
from tests.support.wait import until

SCREEN_FLAGS: Final = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
"""The browser's own picker is answered, and the screen that it shows is Chromium's moving test picture."""
MOVES_WITHIN_SECONDS: Final = 30.0
SEEN_DIFFERENT: Final = 3

_PIXELS: Final = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let sum = 0;
  for (let at = 0; at < data.length; at += 97) sum = (sum * 31 + data[at]) % 1000000007;
  return sum;
}"""


@dataclass(slots=True)
class DemoScene:
    """A server, its administrator as the presenter, and the browser that everyone has a profile of."""

    server: ServerProcess
    browser: Browser
    presenter: Page

    def open_demo(self, title: str) -> str:
        """The presenter opens a demo from the desk; the link for viewers."""
        page = self.presenter
        page.get_by_test_id("demo-title").fill(title)
        page.get_by_test_id("demo-open").click()
        return page.get_by_test_id("demo-link").inner_text()

    def show_screen(self) -> None:
        """The presenter chooses what to show, and shows it."""
        self.presenter.get_by_test_id("show-choose").click()
        self.shows("showing")

    def shows(self, what: str) -> None:
        """Wait until the presenter's page says so: "showing", "paused", "stopped"."""
        self.presenter.locator(f"[data-testid=show][data-shows={what}]").wait_for()

    def viewer(self, link: str, name: str) -> Page:
        """Somebody with a browser of their own follows the link, and says their name."""
        page = new_page(self.browser)
        page.goto(link)
        ask_in(page, name)
        return page

    def seated(self, link: str, name: str) -> Page:
        """A viewer who has a place."""
        page = self.viewer(link, name)
        page.get_by_test_id("watch").wait_for()
        return page

    def hands(self) -> Locator:
        """The hands that the presenter sees."""
        return self.presenter.get_by_test_id("hand-up")


def ask_in(page: Page, name: str) -> None:
    """On the first screen: a name, and the button."""
    page.fill("#name", name)
    page.get_by_test_id("watch-join").click()


def scene_is(page: Page, scene: str) -> None:
    """Wait until the viewer's page shows this: "live", "paused", "not_yet"."""
    page.locator(f"[data-testid=watch][data-scene={scene}]").wait_for()


def see_it_move(page: Page) -> None:
    """Several different pictures stand on this viewer's canvas, one after the other."""
    scene_is(page, "live")
    canvas = page.get_by_test_id("picture")
    seen: set[int] = set()

    def moves() -> bool:
        seen.add(int(canvas.evaluate(_PIXELS)))
        return len(seen) >= SEEN_DIFFERENT

    until(moves, what="a picture that moves", within_seconds=MOVES_WITHIN_SECONDS)


@contextmanager
def demo_scene() -> Iterator[DemoScene]:
    """A server over TLS with its administrator signed in at the desk."""
    with (
        server_process(public_url=f"https://{HOST}:{{port}}") as server,
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=[*FLAGS, *SCREEN_FLAGS]
        )
        try:
            presenter = new_page(chromium)
            set_up(presenter, server)
            yield DemoScene(server, chromium, presenter)
        finally:
            chromium.close()
