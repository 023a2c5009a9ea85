"""The viewer's real browser, and what is measured in it."""

import base64
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, sync_playwright

from tests.bench import target

FLAGS: Final = (
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--mute-audio",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
)
MEASURE: Final = (Path(__file__).parent / "displayed.js").read_text()
KEY_WITHIN_MS: Final = 2_000


@contextmanager
def page(*, headless: bool = True) -> Iterator[Page]:
    """A fresh page of 1920 × 1200 CSS pixels, with the measuring code in it before the page's own."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=list(FLAGS), headless=headless
        )
        context = chromium.new_context(viewport={"width": 1920, "height": 1200}, ignore_https_errors=True)
        context.add_init_script(MEASURE)
        try:
            yield context.new_page()
        finally:
            chromium.close()


def key_to_display_ms(view: Page, element: str, count: int) -> list[float]:
    """Milliseconds from each of `count` key presses until the element shows it; lost ones are left out."""
    x, y = target.BLOCK[0] + 20, target.BLOCK[1] + 20
    rng = random.Random(1)
    times = []
    for _ in range(count):
        view.evaluate(
            "([e, x, y, limit]) => { window.__bench.wait = window.__bench.nextKey(e, x, y, limit); }",
            [element, x, y, KEY_WITHIN_MS],
        )
        time.sleep(0.12 + rng.random() * 0.08)
        view.keyboard.press("a")
        taken = view.evaluate("window.__bench.wait")
        if taken is not None:
            times.append(float(taken))
    return times


def steps_shown(view: Page, element: str, seconds: float) -> int:
    """How many different step numbers the element showed in this time."""
    left, top = target.CELLS_AT
    seen = view.evaluate(
        "([e, x, y, c, ms]) => window.__bench.steps(e, x, y, c, ms)",
        [element, left, top, target.CELL_PX, seconds * 1000],
    )
    return len(set(seen)) - 1


def received_bytes(view: Page) -> float:
    """All bytes of picture that came so far."""
    return float(view.evaluate("window.__bench.received()"))


def picture_png(view: Page, element: str) -> bytes:
    """The element's own picture."""
    url = str(view.evaluate("e => window.__bench.picture(e)", element))
    return base64.b64decode(url.partition(",")[2])
