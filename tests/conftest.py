"""What holds for every test: deadlines, no waiting on the event loop, and the long counts when asked for."""

import functools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from blockbuster import BlockBuster
from hypothesis import settings

ROOT = Path(__file__).parents[1]
E2E_TIMEOUT_SECONDS = 120
PACKAGES = ["protocol", "recordings", "server", "customer_client", "agent_client"]

# A shared machine is slow at times: what a test may take is its own limit, not hypothesis's guess.
settings.register_profile("short", deadline=None, print_blob=True)
settings.register_profile("long", deadline=None, print_blob=True, max_examples=5_000, stateful_step_count=200)
settings.load_profile("long" if os.environ.get("AUXILIO_LONG") else "short")

for playbook in sorted((ROOT / "tests" / "support").glob("*.py")):
    pytest.register_assert_rewrite(f"tests.support.{playbook.stem}")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screens", action="store_true", help="write and judge every screen of the console")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "e2e" in item.path.relative_to(ROOT).parts and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(E2E_TIMEOUT_SECONDS))


@pytest.fixture(autouse=True)
def nothing_blocks_the_loop(request: pytest.FixtureRequest) -> Iterator[None]:
    """Our code raises where it would wait on the event loop; a test marked `blocks` says why it may."""
    node: pytest.Item = request.node
    if node.get_closest_marker("asyncio") is None or node.get_closest_marker("blocks") is not None:
        yield
        return
    guard = loop_guard()
    guard.activate()
    yield
    guard.deactivate()


@functools.cache
def loop_guard() -> BlockBuster:
    return BlockBuster(scanned_modules=PACKAGES)
