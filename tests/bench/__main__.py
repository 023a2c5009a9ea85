"""`./dev bench`: prints the figures of docs/performance.md, ours and the peers' in one run."""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from playwright.sync_api import Page

from tests.bench import browser, peers, transfer_bench, viewing
from tests.bench.figures import Figure, Table
from tests.bench.ours import ours
from tests.bench.people_bench import PARTS
from tests.support.xserver import XServer, xvfb, xvnc

WIDTH_PX: Final = 1920
HEIGHT_PX: Final = 1080
KEYS: Final = 80
KEY_GOAL: Final = "≤ 25, p95 ≤ 35"


def main() -> None:
    """Measure what was asked for, and print a table; `--json` and `--markdown` also write it to files."""
    asked = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    asked.add_argument("--only", choices=list(SUBJECTS), action="append", help="one subject; may be repeated")
    asked.add_argument("--keys", type=int, default=KEYS, help="key presses a subject")
    asked.add_argument("--json", type=Path, help="write the figures here")
    asked.add_argument("--markdown", type=Path, help="write the table here")
    given = asked.parse_args()
    table = Table()
    for name in given.only or list(SUBJECTS):
        SUBJECTS[name](table, given.keys)
    if given.json:
        given.json.write_text(table.json())
    if given.markdown:
        given.markdown.write_text(table.markdown())


def direct(table: Table, keys: int) -> None:
    """Auxilio over WebRTC."""
    _ours(table, keys, "direct")


def relay(table: Table, keys: int) -> None:
    """Auxilio over the server."""
    _ours(table, keys, "relay")


def novnc(table: Table, keys: int) -> None:
    """noVNC over TigerVNC's x0vncserver."""
    with _display() as display, peers.novnc(display) as peer, browser.page() as view:
        view.goto(peer.url)
        view.wait_for_selector(peer.element)
        view.mouse.click(900, 900)
        _measure(table, display, view, peer, keys)


def stock(table: Table, keys: int) -> None:
    """aiortc and mss, as their manuals show them; on Xvfb, since mss does not know Xvnc's visuals."""
    with xvfb(WIDTH_PX, HEIGHT_PX) as display, peers.stock_aiortc(display) as peer, browser.page() as view:
        view.goto(peer.url)
        view.wait_for_selector(peer.element)
        _measure(table, display, view, peer, keys)


def fanout(table: Table, _keys: int) -> None:
    """What 1, 3 and 5 direct viewers cost; a process of its own, whose time is what is measured."""
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "fanout.json"
        subprocess.run([sys.executable, "-m", "tests.bench.fanout_bench", "--json", str(found)], check=True)
        table.figures.extend(Figure(**figure) for figure in json.loads(found.read_text()))


def transfer(table: Table, _keys: int) -> None:
    """How fast files get through the server, and what pictures feel of it."""
    transfer_bench.measure(table)


SUBJECTS: Final[dict[str, Callable[[Table, int], None]]] = {
    "direct": direct,
    "relay": relay,
    "novnc": novnc,
    "stock": stock,
    "fanout": fanout,
    "transfer": transfer,
    **PARTS,
}


def _display() -> AbstractContextManager[XServer]:
    return xvnc(WIDTH_PX, HEIGHT_PX)


def _ours(table: Table, keys: int, path: str) -> None:
    with _display() as display, browser.page() as view, ours(display, view, path=path) as live:
        table.add(
            Figure("start", live.peer.name, "yes → first full picture", live.first_picture_ms, goal="≤ 600")
        )
        _measure(table, display, view, live.peer, keys)


def _measure(table: Table, display: XServer, view: Page, peer: peers.Peer, keys: int) -> None:
    table.add(viewing.key_to_pixel(display, view, peer, keys, KEY_GOAL))
    for kind, per_second, goal in viewing.MOVING:
        table.add(*viewing.moving(display, view, peer, kind, per_second, goal))
    table.add(*viewing.rest(display, view, peer))


if __name__ == "__main__":
    main()
