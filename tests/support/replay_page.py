"""A page of the console that replays, and what is to be read off it."""

from dataclasses import dataclass
from typing import Any, Final

from playwright.sync_api import Page

from tests.support.replayed import BLOCK_PX, BLOCKS, BLOCKS_AT
from tests.support.visitor import PASSWORD

_READ: Final = """([left, top, block, blocks]) => {
  const screens = document.querySelector('[data-testid="replay-screens"]');
  const picture = screens?.querySelector("canvas.live-picture");
  const gap = document.querySelector("[data-gap]")?.dataset.gap ?? "";
  const { positionMs = "NaN", shownMs = "NaN" } = screens?.dataset ?? {};
  if (!picture || picture.width === 0) return null;
  const copy = Object.assign(document.createElement("canvas"), { width: block * blocks, height: block });
  const context = copy.getContext("2d", { willReadFrequently: true });
  context.drawImage(picture, -left, -top);
  const pixels = context.getImageData(0, 0, block * blocks, block).data;
  let clock = 0;
  for (let bit = 0; bit < blocks; bit += 1)
    if (pixels[4 * ((block / 2) * block * blocks + bit * block + block / 2)] > 128) clock += 2 ** bit;
  return { clock, position: Number(positionMs), shown: Number(shownMs), gap };
}"""


@dataclass(frozen=True)
class Reading:
    """What the page shows at one moment.

    Attributes:
        clock_ms: What the clock in the picture says.
        position_ms: Where the timeline stands.
        shown_ms: When the picture was taken, in time of the timeline.
        gap: Why no picture is to be seen; "none" when one is.
    """

    clock_ms: int
    position_ms: float
    shown_ms: float
    gap: str


def signed_in(page: Page, url: str, email: str) -> None:
    """Somebody of the staff, at their desk."""
    page.goto(f"{url}/#/sign-in")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", PASSWORD)
    page.locator("button[type=submit]").click()
    page.wait_for_url("**/#/")


def opened(page: Page, url: str, session_id: str, moment: str = "") -> None:
    """The replay of this session; says why, if it is asked."""
    page.goto(f"{url}/#/replay/{session_id}{moment}")
    page.get_by_test_id("replay").or_(page.get_by_test_id("reason-form")).wait_for()
    if page.get_by_test_id("reason-form").is_visible():
        page.get_by_test_id("reason-submit").click()
        page.get_by_test_id("replay").wait_for()


def reading(page: Page, blocks_at: tuple[int, int] = BLOCKS_AT) -> Reading | None:
    """What is shown now, of a clock that begins at this place of the picture; None: no picture yet."""
    told: dict[str, Any] | None = page.evaluate(_READ, [*blocks_at, BLOCK_PX, BLOCKS])
    if told is None:
        return None
    return Reading(int(told["clock"]), float(told["position"]), float(told["shown"]), str(told["gap"]))
