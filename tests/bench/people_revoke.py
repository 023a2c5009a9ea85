"""The person takes everything back: the last injected event, and the last picture, after their key."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.bench.figures import Figure, Table, of
from tests.support.revoked_hand import revoked_hand
from tests.support.revoked_program import revoked_program
from tests.support.xserver import XServer, xvnc

TRIALS: Final = 1_000 if os.environ.get("AUXILIO_LONG") else 100


def revoke(table: Table, _keys: int) -> None:
    """100 times each; 1,000 with AUXILIO_LONG."""
    with xvnc() as display, _here(display), tempfile.TemporaryDirectory() as folder:
        with revoked_hand(display) as hand:
            injected_ms = [float(hand.panic()) for _ in range(TRIALS)]
        _add(table, "last injected event", injected_ms, 50)
        captured_ms, sent_ms = [], []
        with revoked_program(display, Path(folder)) as program:
            for _ in range(TRIALS):
                program.allow()
                captured, sent = program.panic()
                captured_ms.append(captured)
                sent_ms.append(sent)
        _add(table, "last picture taken", captured_ms, 100)
        _add(table, "last picture sent", sent_ms, 100)


def _add(table: Table, name: str, delays_ms: list[float], limit_ms: float) -> None:
    table.add(of("revoke", "after the panic key", name, delays_ms, goal=f"≤ {limit_ms:g}"))
    table.add(Figure("revoke", "after the panic key", f"{name}, at most", max(delays_ms), count=TRIALS))
    within = sum(delay <= limit_ms for delay in delays_ms)
    unit = f"of {len(delays_ms)}"
    table.add(Figure("revoke", "after the panic key", f"{name}, within {limit_ms:g} ms", within, unit=unit))


@contextmanager
def _here(display: XServer) -> Iterator[None]:
    """This process's own desktop."""
    before = dict(os.environ)
    os.environ.update(display.environment())
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
