"""The main job as people do it: three processes, real windows, a real browser, TLS on a host name."""

import re

import pytest
from playwright.sync_api import expect

from deploy.trial.desktop import window_named
from tests.support.scene import NO_WEBRTC, SOON_SECONDS, Scene, scene
from tests.support.wait import until

WORDS = "¡Añade 5 € @ 日!"
IN_THE_EDITOR = (300, 350)
TITLE_OF_TERMINAL = (1000, 429)


@pytest.mark.timeout(180)
@pytest.mark.parametrize(("path", "script"), [("direct", ""), ("relay", NO_WEBRTC)], ids=["direct", "relay"])
def test_a_customer_is_seen_helped_and_left_alone_again(path: str, script: str) -> None:
    with scene(agent_script=script) as stage, stage.customer_program(stage.ask_for_help()):
        stage.take_next()
        stage.person.say_yes()
        expect(stage.agent.locator("[data-testid=mode]")).to_have_attribute("data-mode", "observer")
        stage.see_path(path)
        stage.take_control()
        drags_a_window(stage)  # before new characters are typed: openbox is deaf while it binds its keys anew
        types_into_the_editor(stage)
        goes_back_to_observing(stage)
        loses_control_to_the_panic_key(stage)
        ends(stage)


def types_into_the_editor(stage: Scene) -> None:
    stage.click(*IN_THE_EDITOR)
    keys = stage.agent.keyboard
    keys.press("Control+End")
    keys.type(WORDS)
    keys.press("Control+s")
    until(
        lambda: stage.on.letter.read_text().endswith(WORDS),
        what="the words in the editor's file",
        within_seconds=SOON_SECONDS,
    )


def drags_a_window(stage: Scene) -> None:
    before = place_of(stage, "Terminal")
    mouse = stage.agent.mouse
    mouse.move(*stage.at(*TITLE_OF_TERMINAL))
    mouse.down()
    # A window manager begins to drag at the first movement and follows from the second on: a hand makes many.
    for part in (0.25, 0.5, 0.75, 1):
        moves_to(stage, (TITLE_OF_TERMINAL[0] - round(100 * part), TITLE_OF_TERMINAL[1] + round(60 * part)))
    mouse.up()
    until(
        lambda: is_near(moved(before, place_of(stage, "Terminal")), (-100, 60)),
        what="the window where it was dragged",
        within_seconds=SOON_SECONDS,
    )


def moves_to(stage: Scene, place: tuple[int, int]) -> None:
    stage.agent.mouse.move(*stage.at(*place))
    until(lambda: stage.pointer_is_at(*place), what=f"the pointer at {place}", within_seconds=SOON_SECONDS)


def goes_back_to_observing(stage: Scene) -> None:
    stage.agent.get_by_role("button", name="Back to observing").click()
    expect(stage.agent.locator("[data-testid=mode]")).to_have_attribute("data-mode", "observer")
    nothing_arrives(stage)


def loses_control_to_the_panic_key(stage: Scene) -> None:
    stage.take_control()
    stage.click(*IN_THE_EDITOR)
    stage.person.panic()
    expect(stage.agent.locator("[data-testid=mode]")).to_have_attribute("data-holder", "false")
    nothing_arrives(stage)


def ends(stage: Scene) -> None:
    stage.agent.get_by_role("button", name="End the session").click()
    stage.agent.locator("aside [role=group] button").first.click()
    stage.agent.locator("[data-curtain=ended]").wait_for()
    stage.customer.locator(".foot .plain").wait_for()


def nothing_arrives(stage: Scene) -> None:
    """What is typed and clicked now does not reach the desktop."""
    pointer, text = stage.on.x.run("xdotool", "getmouselocation"), stage.on.letter.read_text()
    stage.click(600, 300)
    stage.agent.keyboard.type("dead")
    stage.agent.keyboard.press("Control+s")
    stage.agent.wait_for_timeout(500)
    assert stage.on.letter.read_text() == text
    assert stage.on.x.run("xdotool", "getmouselocation") == pointer


def place_of(stage: Scene, window: str) -> tuple[int, int]:
    said = stage.on.x.run("xwininfo", "-id", window_named(stage.on.x, window))
    left, top = (int(re.findall(rf"Absolute upper-left {axis}:\s+(-?\d+)", said)[0]) for axis in "XY")
    return left, top


def is_near(place: tuple[int, int], wanted: tuple[int, int]) -> bool:
    """Within two pixels: the agent's page shows the desktop smaller than it is."""
    return abs(place[0] - wanted[0]) <= 2 and abs(place[1] - wanted[1]) <= 2


def moved(before: tuple[int, int], after: tuple[int, int]) -> tuple[int, int]:
    return after[0] - before[0], after[1] - before[1]
