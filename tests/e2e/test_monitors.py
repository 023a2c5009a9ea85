"""Several monitors at once: each where it really stands, clicked on, resized and unplugged while watched."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Final

import pytest
from playwright.sync_api import Page

from tests.support.scene import LOOK_MS, WAIT_MS, Scene, scene
from tests.support.wait import until
from tests.support.xlistener import Witness, witness

LEFT: Final = (0, 0, 1000, 900)
RIGHT: Final = (1000, 0, 440, 900)
RIGHT_SMALLER: Final = (1080, 120, 400, 480)
"""Beside a gap, and lower."""
ON_THE_LEFT: Final = ((3, 880), (996, 896), (700, 120), (990, 5))
ON_THE_RIGHT: Final = ((1005, 5), (1220, 120), (1436, 890))
FOLLOWED_WITHIN_SECONDS: Final = 2.0
SOON_SECONDS: Final = 20.0
BLUE, RED = "#2244cc", "#aa2222"

PICTURES: Final = """() => Object.fromEntries(
  [...document.querySelectorAll("[data-testid=picture]")].map((one) => {
    const { left, top, width, height } = one.getBoundingClientRect();
    return [one.dataset.stream, { left, top, width, height, wide: one.width, high: one.height }];
  }))"""
SHOWS: Final = """([stream, x, y]) => {
  const picture = document.querySelector(`[data-testid=picture][data-stream="${stream}"]`);
  const [red, green, blue] = picture.getContext("2d").getImageData(x, y, 1, 1).data;
  return { red, green, blue };
}"""


@dataclass(slots=True)
class Desk:
    """A session with full control over two monitors, and a second page that watches one of them."""

    stage: Scene
    witness: Witness
    other: Page

    def plug(self, *monitors: tuple[int, int, int, int]) -> None:
        self.stage.person.hand.plug(*monitors)

    def pictures(self) -> dict[str, dict[str, float]]:
        """Each canvas of the agent's page by its stream: its place on the page, and its pixels."""
        found: dict[str, dict[str, float]] = self.stage.agent.evaluate(PICTURES)
        return found

    def paint(self, colour: str) -> None:
        self.stage.on.x.run("xsetroot", "-solid", colour)

    def shows(self, page: Page, stream: int, place: tuple[int, int], colour: str) -> bool:
        """Whether this place of a monitor has about this colour on the page."""
        seen = page.evaluate(SHOWS, [stream, *place])
        wanted = {name: int(colour[at : at + 2], 16) for name, at in (("red", 1), ("green", 3), ("blue", 5))}
        return all(abs(seen[name] - wanted[name]) <= 12 for name in wanted)

    def pointer(self) -> tuple[int, int]:
        said = self.stage.on.x.run("xdotool", "getmouselocation", "--shell").split()
        place = dict(line.split("=") for line in said)
        return int(place["X"]), int(place["Y"])


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with scene() as stage, ExitStack() as stack:
        stage.on.x.run(
            "xprop", "-root", "-f", "RESOURCE_MANAGER", "8s", "-set", "RESOURCE_MANAGER", "Xft.dpi:\t144\n"
        )
        stage.person.hand.plug(LEFT, RIGHT)
        until(lambda: "VNC-1" in stage.on.x.run("xrandr", "--listmonitors"), what="two monitors")
        seen = stack.enter_context(witness(stage.on.x.display))
        stack.enter_context(stage.customer_program(stage.ask_for_help()))
        stage.take_next()
        stage.person.say_yes()
        stage.see_path("direct")
        stage.take_control()
        other = same_person(stage)
        other.goto(stage.agent.url)
        other.locator("[data-testid=picture]:not([data-path=none])").wait_for()
        yield Desk(stage, seen, other)


def same_person(stage: Scene) -> Page:
    """The agent once more, in a window of its own: of two pages in one, Chromium draws one once a second."""
    context = stage.browser.new_context(
        ignore_https_errors=True,
        locale="en-GB",
        viewport={"width": 1440, "height": 900},
        storage_state=stage.agent.context.storage_state(),
    )
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    return page


@contextmanager
def all_monitors(desk: Desk) -> Iterator[None]:
    """All of them on the agent's page, and afterwards the first alone on the direct path again."""
    choose(desk.stage.agent, re.compile("^All monitors$"))
    until(lambda: both_are_drawn(desk), what="two pictures", within_seconds=SOON_SECONDS)
    try:
        yield
    finally:
        choose(desk.stage.agent, re.compile("^1: "))
        desk.stage.see_path("direct")


def both_are_drawn(desk: Desk) -> bool:
    """A canvas on which nothing was drawn yet has a size of its own."""
    sizes = {(one["wide"], one["high"]) for one in desk.pictures().values()}
    return len(sizes) == 2 and sizes <= {LEFT[2:], RIGHT[2:], RIGHT_SMALLER[2:]}


def choose(page: Page, name: re.Pattern[str]) -> None:
    page.get_by_role("combobox", name="Monitor").or_(page.get_by_role("textbox", name="Monitor")).click()
    page.get_by_role("option", name=name).click()


def test_all_monitors_go_by_the_relay_and_one_goes_direct_again_d7(desk: Desk) -> None:
    assert desk.stage.agent.locator("[data-testid=picture]").get_attribute("data-path") == "direct"
    with all_monitors(desk):
        for stream in (0, 1):
            desk.stage.agent.locator(f"[data-stream='{stream}'][data-path=relay]").wait_for()
        pictures = desk.pictures()
        assert [(one["wide"], one["high"]) for one in pictures.values()] == [(1000, 900), (440, 900)]
        left, right = pictures["0"], pictures["1"]
        assert right["left"] == pytest.approx(left["left"] + left["width"], abs=0.1)
        assert (right["top"], right["height"]) == (left["top"], left["height"])


def test_what_changes_on_either_monitor_is_seen_and_the_other_viewer_is_not_moved_m7(desk: Desk) -> None:
    before = desk.other.evaluate(PICTURES)
    with all_monitors(desk):
        for colour in (BLUE, RED):
            desk.paint(colour)
            until_shown(desk, desk.stage.agent, 0, (3, 880), colour)
            until_shown(desk, desk.stage.agent, 1, (430, 880), colour)
            until_shown(desk, desk.other, 0, (3, 880), colour)
        assert desk.other.evaluate(PICTURES) == before


@pytest.mark.parametrize("size", ["Fit", "Actual size"])
def test_a_click_in_each_monitor_lands_where_the_agent_clicked_i2(desk: Desk, size: str) -> None:
    view = desk.stage.agent.get_by_role("radiogroup", name="View")
    with all_monitors(desk):
        view.get_by_text(size, exact=True).click()
        try:
            for place in (*ON_THE_LEFT, *ON_THE_RIGHT):
                clicks_exactly(desk, place)
        finally:
            view.get_by_text("Fit", exact=True).click()


def test_a_drag_goes_from_one_monitor_to_the_other_i2(desk: Desk) -> None:
    mouse = desk.stage.agent.mouse
    with all_monitors(desk):
        mouse.move(*on_the_page(desk, (700, 120)))
        mouse.down()
        mouse.move(*on_the_page(desk, (1200, 300)), steps=8)
        until(lambda: near(desk.pointer(), (1200, 300)), what="the pointer on the right monitor")
        mouse.up()


def test_the_scale_factor_is_shown_beside_the_size_m1(desk: Desk) -> None:
    page = desk.stage.agent
    page.get_by_role("combobox", name="Monitor").or_(page.get_by_role("textbox", name="Monitor")).click()
    assert page.get_by_role("option").all_inner_texts() == [
        "1: 1000 × 900, 150 %",
        "2: 440 × 900, 150 %",
        "All monitors",
    ]
    page.keyboard.press("Escape")


def test_a_monitor_that_is_resized_and_unplugged_is_followed_within_2_s_m5(desk: Desk) -> None:
    page = desk.stage.agent
    with all_monitors(desk):
        before = desk.other.evaluate(PICTURES)
        desk.paint(BLUE)
        desk.plug(LEFT, RIGHT_SMALLER)
        until(
            lambda: (
                (desk.pictures()["1"]["wide"], desk.pictures()["1"]["high"]) == RIGHT_SMALLER[2:]
                and desk.shows(page, 1, (390, 470), BLUE)
                and stands_lower_beside_a_gap(desk)
            ),
            what="the smaller monitor",
            within_seconds=FOLLOWED_WITHIN_SECONDS,
        )
        clicks_exactly(desk, (1085, 125))
        clicks_exactly(desk, (1470, 590))
        desk.plug(LEFT)
        until(
            lambda: list(desk.pictures()) == ["0"], what="one picture", within_seconds=FOLLOWED_WITHIN_SECONDS
        )
        desk.paint(RED)
        until(lambda: desk.shows(page, 0, (3, 880), RED), what="the picture that is left")
        desk.plug(LEFT, RIGHT)
        until(
            lambda: len(desk.pictures()) == 2 and desk.shows(page, 1, (430, 880), RED),
            what="the monitor that is plugged in again",
            within_seconds=FOLLOWED_WITHIN_SECONDS,
        )
        after = desk.other.evaluate(PICTURES)
        assert {key: after["0"][key] for key in ("wide", "high")} == {
            key: before["0"][key] for key in ("wide", "high")
        }


def stands_lower_beside_a_gap(desk: Desk) -> bool:
    """Where the monitors stand comes by another way than their pictures, sooner or later than they do."""
    left, right = desk.pictures()["0"], desk.pictures()["1"]
    scale = left["width"] / LEFT[2]
    return (right["left"] - left["left"], right["top"] - left["top"]) == pytest.approx(
        (RIGHT_SMALLER[0] * scale, RIGHT_SMALLER[1] * scale), abs=1
    )


def until_shown(desk: Desk, page: Page, stream: int, place: tuple[int, int], colour: str) -> None:
    what = f"{colour} on monitor {stream}"
    until(lambda: desk.shows(page, stream, place, colour), what=what, within_seconds=SOON_SECONDS)


def on_the_page(desk: Desk, place: tuple[int, int]) -> tuple[float, float]:
    """Where this place of the whole desktop is on the agent's page, by the picture of its monitor."""
    pictures = desk.pictures()
    for stream, (left, top) in (("1", right_corner(pictures)), ("0", LEFT[:2])):
        box = pictures[stream]
        if 0 <= place[0] - left < box["wide"] and 0 <= place[1] - top < box["high"]:
            return (
                box["left"] + (place[0] - left) * box["width"] / box["wide"],
                box["top"] + (place[1] - top) * box["height"] / box["high"],
            )
    raise AssertionError(f"{place} is on no monitor")


def right_corner(pictures: dict[str, dict[str, float]]) -> tuple[int, int]:
    return RIGHT[:2] if pictures["1"]["high"] == RIGHT[3] else RIGHT_SMALLER[:2]


def clicks_exactly(desk: Desk, place: tuple[int, int]) -> None:
    """Click on this place of the desktop; the button goes down within 2 px of it."""
    bring_into_view(desk, place)
    before = len(desk.witness.injected("button down"))
    desk.stage.agent.mouse.click(*on_the_page(desk, place))
    until(
        lambda: len(desk.witness.injected("button down")) > before,
        what=f"the click on {place}",
        within_seconds=10,
    )
    assert near(desk.pointer(), place), (place, desk.pointer())


def near(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1])) <= 2


def bring_into_view(desk: Desk, place: tuple[int, int]) -> None:
    """Scroll the page, where the pictures are larger than their room."""
    x, y = on_the_page(desk, place)
    desk.stage.agent.evaluate(
        """([x, y]) => {
          const room = document.querySelector("[data-testid=picture]").closest("[role=group]");
          const { left, top, width, height } = room.getBoundingClientRect();
          room.scrollBy(x - left - width / 2, y - top - height / 2);
        }""",
        [x, y],
    )
    desk.stage.agent.wait_for_timeout(LOOK_MS)
