"""Several people in one measured session: everybody's page carries the measuring code."""

import itertools
import math
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Page

from protocol.modes import Mode
from protocol.roles import Role
from tests.bench import browser, target
from tests.support.company import Company
from tests.support.scene import NO_WEBRTC, scene

MEASURE: Final = browser.MEASURE + (Path(__file__).parent / "people.js").read_text()
PICTURE: Final = "[data-testid=picture]"
LIMIT_MS: Final = 10_000


@contextmanager
def together() -> Iterator[Company]:
    """An agent who sees their customer's desktop of 1440 × 900 over the relay."""
    with ExitStack() as stack:
        stage = stack.enter_context(scene(agent_script=MEASURE + NO_WEBRTC))
        stack.enter_context(stage.customer_program(stage.ask_for_help()))
        made = Company(stage, stage.on.home)
        stage.take_next()
        made.allow(stage.agent, Mode.OBSERVER)
        stage.see_path("relay")
        yield made


def supervisor(made: Company, number: int = 1) -> Page:
    """One more supervisor, who has the dialog open in which they say why they join."""
    page = made.hire(f"Boss{number} Ruiz", Role.SUPERVISOR)
    page.context.add_init_script(MEASURE + NO_WEBRTC)
    page.reload()
    page.get_by_test_id("supervise").click()
    page.get_by_test_id("supervise-reason").fill("A figure is wanted")
    return page


def watch_steps(page: Page) -> None:
    """From now on the page notes each step that it shows."""
    left, top = target.CELLS_AT
    page.evaluate("([x, y, c]) => window.__people.watch(x, y, c)", [left, top, target.CELL_PX])


def steps(page: Page) -> list[tuple[float, int]]:
    """When each step was first shown, in seconds since 1970, and its number."""
    return [(at / 1000, int(number)) for at, number in page.evaluate("window.__people.steps")]


def longest_gap_ms(shown: Sequence[tuple[float, int]], since: float, until: float) -> float:
    """The longest time in which the picture stood still."""
    at = [since, *(when for when, _ in shown if since < when < until), until]
    return max(later - sooner for sooner, later in itertools.pairwise(at)) * 1000


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share does not exceed; not a number when there are none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else float("nan")


def wall_seconds() -> float:
    """This machine's clock, as its browsers have it."""
    return time.time()  # noqa: TID251  set beside a browser's clock
