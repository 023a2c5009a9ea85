"""Pointers behind the hands that move them: a colleague's on the picture, and the captured machine's own."""

import random
from typing import Final

from playwright.sync_api import Page

from deploy.trial.desktop import HEIGHT_PX, WIDTH_PX
from tests.bench.figures import Table, of
from tests.bench.people_scene import LIMIT_MS, PICTURE, supervisor, together, wall_seconds
from tests.support.rfb import Rfb

PAUSE_MS: Final = 120
"""Between one movement and the next: each is measured by itself."""
GOAL: Final = "≤ 20"


def pointer(table: Table, keys: int) -> None:
    """One page points, the other draws; then the person's own mouse moves."""
    with together() as made:
        agent = made.stage.agent
        page = supervisor(made)
        page.get_by_test_id("supervise-submit").click()
        page.locator(f"{PICTURE}[data-path=relay]").wait_for()
        page.locator("[data-testid=tool-point]").check(force=True)
        points_ms = _points(page, agent, keys)
        lost = keys - len(points_ms)
        name = f"hand → drawn at the other's ({lost} lost)"
        table.add(of("pointer", "a colleague's", name, points_ms or [float("nan")], goal=GOAL))
        moves_ms = _moves(made.stage.person.hand, agent, keys)
        name = f"hand → drawn in the viewer ({keys - len(moves_ms)} lost)"
        table.add(of("pointer", "the machine's own", name, moves_ms or [float("nan")], goal=GOAL))


def _points(page: Page, agent: Page, count: int) -> list[float]:
    """Milliseconds from the mouse's event in the one page to the arrow drawn in the other."""
    chance = random.Random(3)
    box = page.locator(PICTURE).bounding_box()
    assert box is not None
    times = []
    for number in range(count):
        across, down = chance.uniform(0.1, 0.8), (0.2 if number % 2 else 0.7)
        agent.evaluate(
            "([a, d, limit]) => { window.__shown = window.__people.pointed(a, d, limit); }",
            [across, down, LIMIT_MS / 5],
        )
        agent.wait_for_timeout(PAUSE_MS)
        page.mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])
        shown = agent.evaluate("window.__shown")
        if shown is not None:
            times.append(shown - page.evaluate("window.__people.movedAt"))
    return times


def _moves(hand: Rfb, agent: Page, count: int) -> list[float]:
    """Milliseconds from the person's own movement to the pointer drawn in the viewer."""
    chance = random.Random(4)
    times = []
    for _ in range(count):
        agent.evaluate("limit => { window.__shown = window.__people.moved(limit); }", LIMIT_MS / 5)
        agent.wait_for_timeout(PAUSE_MS)
        at = wall_seconds()
        hand.move(chance.randrange(WIDTH_PX), chance.randrange(HEIGHT_PX))
        shown = agent.evaluate("window.__shown")
        if shown is not None:
            times.append(shown - at * 1000)
    return times
