"""How long a replay takes to begin and to seek, in a real browser, over a recording of two hours.

`python -m tests.bench.replay_bench [--minutes 120] [--seeks 60] [--width 1920 --height 1080]` prints them.
"""

import argparse
import asyncio
import random
import statistics
import time
from typing import Final

from playwright.sync_api import Page

from protocol.ids import PersonId, SessionId
from recordings.writer import Tape
from server.settings import Settings
from tests.support.archive import archive
from tests.support.crowd import outsider
from tests.support.replay_page import opened, signed_in
from tests.support.replay_scene import BEGIN_MS, BOSS, office_of_the_past, settings_of, story
from tests.support.replayed import Film, keep, log_of, put_on, shown, taped
from tests.support.screens import opened_pages
from tests.support.server_process import server_process

SESSION: Final = SessionId("s_replayed_long")
SEEK_LIMIT_MS: Final = 200
PLAY_LIMIT_MS: Final = 500
WAIT_MS: Final = 5_000

_SHOWN: Final = "[data-testid=replay-screens][data-shown-ms]"
_SEEK: Final = """async ([at, every, limit]) => {
  const { dataset } = document.querySelector('[data-testid="replay-screens"]');
  const begun = performance.now();
  location.hash = location.hash.split("?")[0] + `?t=${at / 1000}`;
  while (performance.now() - begun < limit) {
    await new Promise(requestAnimationFrame);
    const isThere = Math.abs(Number(dataset.positionMs) - at) < 2;
    const late = at - Number(dataset.shownMs);
    if (isThere && late >= -2 && late <= every + 2) return performance.now() - begun;
  }
  return null;
}"""
_PLAY: Final = """async (limit) => {
  const { dataset } = document.querySelector('[data-testid="replay-screens"]');
  const before = dataset.shownMs;
  const begun = performance.now();
  document.querySelector('[data-testid="play"]').click();
  while (performance.now() - begun < limit) {
    await new Promise(requestAnimationFrame);
    if (dataset.shownMs !== before) return performance.now() - begun;
  }
  return null;
}"""


def main() -> None:
    """Make the recording, look at it, print."""
    asked = _asked()
    film = Film(
        width_px=asked.width,
        height_px=asked.height,
        frames_per_second=asked.rate,
        seconds=30,
        key_every_seconds=asked.key_seconds,
    )
    with server_process(tls="off") as server, outsider(server.url) as newcomer:
        office_of_the_past(server, newcomer)
        begun = time.monotonic()
        size_bytes = asyncio.run(_recorded(settings_of(server), film, asked.minutes))
        took_seconds = time.monotonic() - begun
        print(
            f"{asked.minutes} min of {film.width_px} x {film.height_px}, {film.frames_per_second}/s, "
            f"a key frame each {film.key_every_seconds} s: {size_bytes / 1e6:.0f} MB, "
            f"made in {took_seconds:.0f} s"
        )
        with opened_pages() as open_page:
            page = open_page()
            page.set_viewport_size({"width": 1440, "height": 900})
            signed_in(page, server.url, BOSS)
            _measured(page, server.url, film, asked)


def _measured(page: Page, url: str, film: Film, asked: argparse.Namespace) -> None:
    every_ms = 1000 / film.frames_per_second
    begun = time.monotonic()
    opened(page, url, SESSION)
    page.locator(_SHOWN).wait_for(state="attached")
    print(f"address to first picture, with the reason's form: {(time.monotonic() - begun) * 1000:.0f} ms")
    begun = time.monotonic()
    page.reload()
    page.locator(_SHOWN).wait_for(state="attached")
    print(f"reload to first picture: {(time.monotonic() - begun) * 1000:.0f} ms")
    rng = random.Random(1)
    plays = []
    for _ in range(asked.plays):
        at_ms = rng.randrange(5_000, asked.minutes * 60_000 - 60_000)
        page.evaluate(_SEEK, [at_ms, every_ms, WAIT_MS])
        plays.append(page.evaluate(_PLAY, WAIT_MS))
        page.get_by_test_id("play").click()
    _told("play, from the click to the next picture", plays, PLAY_LIMIT_MS)
    far = [rng.randrange(5_000, asked.minutes * 60_000 - 5_000) for _ in range(asked.seeks)]
    _told("seek anywhere", [page.evaluate(_SEEK, [at, every_ms, WAIT_MS]) for at in far], SEEK_LIMIT_MS)
    _told(
        "the same places again", [page.evaluate(_SEEK, [at, every_ms, WAIT_MS]) for at in far], SEEK_LIMIT_MS
    )


def _told(what: str, times_ms: list[float | None], limit_ms: int) -> None:
    there = sorted(one for one in times_ms if one is not None)
    middle, most = statistics.median(there), there[int(len(there) * 0.95)]
    good = sum(one <= limit_ms for one in there)
    print(
        f"{what}: median {middle:.0f} ms, 95 % {most:.0f} ms, worst {there[-1]:.0f} ms, "
        f"{good} of {len(times_ms)} within {limit_ms} ms"
    )


async def _recorded(settings: Settings, film: Film, minutes: int) -> int:
    """The long session; how many bytes its recording takes."""
    written: list[int] = []

    def work(tape: Tape) -> None:
        for step in range(0, minutes * 60_000, 500):
            place = {"monitor": 0, "x_norm": step % 65_536, "y_norm": 30_000}
            tape.event(BEGIN_MS + step, "pointer_at", {"type": "pointer_at", "at": place})
            if step % 30_000 == 0:
                tape.flush(BEGIN_MS + step)
        put_on(tape, shown(film, 0, minutes * 60_000), BEGIN_MS)
        tape.close(BEGIN_MS + minutes * 60_000)
        written.append(tape.bytes_written)

    async with archive(settings) as past:
        told = story(PersonId("p_bench"), recorded=True)
        told = [(at if fact["type"] != "ended" else minutes * 60, fact) for at, fact in told]
        await keep(past, SESSION, log_of(BEGIN_MS, told))
        await taped(past, SESSION, work)
    return written[0]


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, usual in (
        ("minutes", 120),
        ("seeks", 60),
        ("plays", 10),
        ("width", 1920),
        ("height", 1080),
        ("rate", 15),
        ("key-seconds", 5),
    ):
        parser.add_argument(f"--{name}", type=int, default=usual)
    return parser.parse_args()


if __name__ == "__main__":
    main()
