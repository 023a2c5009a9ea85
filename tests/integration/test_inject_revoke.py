"""The person takes control back on a real display: how long it takes, and that nothing comes after it."""

import logging
import os
from collections.abc import Iterator

import pytest

from tests.support.revoked_hand import revoked_hand
from tests.support.xserver import XServer, xvnc

TRIALS = 1_000 if os.environ.get("AUXILIO_LONG") else 100
WITHIN_MS = 50

log = logging.getLogger(__name__)
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server() -> Iterator[XServer]:
    with pytest.MonkeyPatch.context() as patch, xvnc() as server:
        patch.setenv("DISPLAY", server.display)
        patch.setenv("XAUTHORITY", os.devnull)
        yield server


@pytest.mark.timeout(300)
def test_nothing_is_injected_later_than_50_ms_after_the_panic_key(server: XServer) -> None:
    with revoked_hand(server) as revoked:
        delays_ms = [revoked.panic() for _ in range(TRIALS)]
    assert max(delays_ms) <= WITHIN_MS, statistics(delays_ms)
    log.info("last injected event after the panic key, ms: %s", statistics(delays_ms))


def statistics(delays_ms: list[int]) -> str:
    ordered = sorted(delays_ms)
    return f"p50 {ordered[len(ordered) // 2]}, p95 {ordered[len(ordered) * 95 // 100]}, max {ordered[-1]}"


@pytest.mark.timeout(300)
def test_when_shutting_has_returned_nothing_comes_any_more(server: XServer) -> None:
    with revoked_hand(server) as revoked:
        for _ in range(TRIALS):
            revoked.flows()
            revoked.hand.shut_now()
            revoked.mark()
            assert revoked.injected_before_the_marker()
