"""A line is cut for ten seconds: how soon after it heals the view is back."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import numpy as np
from playwright.sync_api import Page

from tests.bench import target, viewing
from tests.bench.figures import Figure, Table
from tests.bench.people_scene import MEASURE, percentile, steps, together, wall_seconds, watch_steps
from tests.bench.processes import until
from tests.support.company import Company
from tests.support.connect_proxy import ConnectProxy, connect_proxy
from tests.support.scene import HOST, NO_WEBRTC, WAIT_MS
from tests.support.xserver import XServer

CUT_SECONDS: Final = 10.0
KEYS_A_TRIAL: Final = 8
BACK_WITHIN_SECONDS: Final = 60.0
STEADY_STEPS: Final = 30
CYCLE: Final = 1 << target.CELLS


def cut(table: Table, keys: int) -> None:
    """The customer's line, then the agent's."""
    trials = max(3, keys // KEYS_A_TRIAL)
    with together() as made, viewing.drawing(made.stage.on.x, "motion"), _on_a_line(made) as (page, line):
        for whose, one in (("customer's line", made.stage.proxy), ("agent's line", line)):
            back_ms = [_back_ms(made.stage.on.x, page, one) for _ in range(trials)]
            for share, goal in ((0.5, "≤ 1,000"), (0.99, "≤ 4,000")):
                name = f"view back after a cut of 10 s, p{share * 100:.0f}"
                table.add(Figure("cut", whose, name, percentile(back_ms, share), count=trials, goal=goal))


@contextmanager
def _on_a_line(made: Company) -> Iterator[tuple[Page, ConnectProxy]]:
    """The agent's session in another browser profile, which reaches the server by a line of its own."""
    agent = made.stage.agent
    with connect_proxy({HOST: "127.0.0.1"}) as line:
        context = made.stage.browser.new_context(
            ignore_https_errors=True,
            locale="en-GB",
            viewport={"width": 1440, "height": 900},
            proxy={"server": line.url},
            storage_state=agent.context.storage_state(),
        )
        context.add_init_script(MEASURE + NO_WEBRTC)
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        page.goto(agent.url)
        page.locator("[data-testid=picture][data-path=relay]").wait_for()
        agent.goto("about:blank")
        yield page, line
        context.close()


def _back_ms(display: XServer, page: Page, line: ConnectProxy) -> float:
    """From the moment at which it heals to the first picture that was drawn there since."""
    watch_steps(page)
    until(lambda: len(steps(page)) > STEADY_STEPS, BACK_WITHIN_SECONDS, "a picture that moves")
    line.cut()
    time.sleep(CUT_SECONDS)
    healed, number = wall_seconds(), _number_on(display)
    line.heal()

    def back() -> list[float]:
        """Steps are numbered in a circle: what is less than half of it ahead is newer."""
        return [at for at, one in steps(page) if at >= healed and (one - number) % CYCLE < CYCLE // 2]

    until(lambda: bool(back()), BACK_WITHIN_SECONDS, "the view")
    seconds = min(back()) - healed
    page.evaluate("window.__people.watching = false")
    return seconds * 1000


def _number_on(display: XServer) -> int:
    """Which step the desktop itself shows now."""
    left, top = target.CELLS_AT
    row = viewing.screen(display)[top + target.CELL_PX // 2, :, 0]
    cells = row[left + target.CELL_PX // 2 :: target.CELL_PX][: target.CELLS]
    return int(np.dot(cells > 127, 1 << np.arange(target.CELLS)))
