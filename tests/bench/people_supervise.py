"""A supervisor joins a live session: when they see, and what the agent notices of it."""

from typing import Final

from tests.bench import viewing
from tests.bench.figures import Table, of
from tests.bench.people_scene import (
    LIMIT_MS,
    longest_gap_ms,
    steps,
    supervisor,
    together,
    wall_seconds,
    watch_steps,
)

KEYS_A_TRIAL: Final = 8
AROUND_SECONDS: Final = 1.5
STEPS: Final = (("joined", "/supervise"), ("ticket", "/api/tickets"), ("decoder", "relay_worker"))
"""On the way, each by what the page loads then."""


def supervise(table: Table, keys: int) -> None:
    """From the click to the first drawn picture, each time a supervisor who was never there before."""
    first_ms, gaps_ms, before_ms = [], [], []
    on_the_way: dict[str, list[float]] = {name: [] for name, _ in STEPS}
    with together() as made, viewing.drawing(made.stage.on.x, "motion"):
        agent = made.stage.agent
        for number in range(max(3, keys // KEYS_A_TRIAL)):
            page = supervisor(made, number)
            watch_steps(agent)
            agent.wait_for_timeout(AROUND_SECONDS * 1000)
            page.evaluate("limit => { window.__first = window.__people.firstFrame(limit); }", LIMIT_MS)
            page.get_by_test_id("supervise-submit").click()
            shown = page.evaluate("window.__first")
            clicked = page.evaluate("window.__people.clickedAt") / 1000
            first_ms.append(float("nan") if shown is None else shown - clicked * 1000)
            agent.wait_for_timeout(AROUND_SECONDS * 1000)
            seen = steps(agent)
            before_ms.append(longest_gap_ms(seen, clicked - AROUND_SECONDS, clicked))
            gaps_ms.append(longest_gap_ms(seen, clicked, min(clicked + AROUND_SECONDS, wall_seconds())))
            for name, address in STEPS:
                on_the_way[name] += page.evaluate(
                    "([part, since]) => window.__people.loaded(part, since)", [address, clicked * 1000]
                )
            page.context.close()
    for name, times in on_the_way.items():
        if times:
            table.add(of("supervise", "supervisor", f"click → {name}", times))
    table.add(of("supervise", "supervisor", "click → first drawn picture", first_ms, goal="≤ 700"))
    table.add(of("supervise", "agent", "longest gap before, 30 steps/s", before_ms))
    table.add(of("supervise", "agent", "longest gap while they join", gaps_ms, goal="not felt"))
