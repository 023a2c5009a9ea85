"""Trouble as the agent's browser meets it: the server is killed, the tab is opened again (SPEC C8, C9)."""

import pytest
from playwright.sync_api import expect

from tests.support.scene import SOON_SECONDS, Scene, scene
from tests.support.wait import until

IN_THE_EDITOR = (300, 350)


@pytest.mark.timeout(180)
def test_a_killed_server_stops_no_direct_hand_and_a_tab_opened_again_sees_but_controls_nothing() -> None:
    with scene() as stage, stage.customer_program(stage.ask_for_help()):
        stage.take_next()
        stage.person.say_yes()
        stage.see_path("direct")
        stage.take_control()
        stage.click(*IN_THE_EDITOR)
        stage.agent.keyboard.press("Control+End")
        types(stage, "with a server, ")
        stage.server.kill()
        types(stage, "without one, ")
        stage.server.start()
        comes_back(stage)
        types(stage, "and with it again")
        opens_the_tab_again(stage)


def types(stage: Scene, words: str) -> None:
    """What the agent types is in the editor's file."""
    stage.agent.keyboard.type(words)
    stage.agent.keyboard.press("Control+s")
    until(
        lambda: stage.on.letter.read_text().endswith(words),
        what=f"{words!r} in the file",
        within_seconds=SOON_SECONDS,
    )


def comes_back(stage: Scene) -> None:
    """The server knows the page again: it still shows the same mode, holder and path."""
    stage.see_path("direct")
    mode = stage.agent.locator("[data-testid=mode]")
    expect(mode).to_have_attribute("data-mode", "full_control")
    expect(mode).to_have_attribute("data-holder", "true")


def opens_the_tab_again(stage: Scene) -> None:
    """The view and the mode stay; control went with the tab, and needs a new yes."""
    stage.agent.reload()
    stage.see_path("direct")
    mode = stage.agent.locator("[data-testid=mode]")
    expect(mode).to_have_attribute("data-mode", "full_control")
    expect(mode).to_have_attribute("data-holder", "false")
    text = stage.on.letter.read_text()
    stage.click(*IN_THE_EDITOR)
    stage.agent.keyboard.type("dead")
    stage.agent.keyboard.press("Control+s")
    stage.take_control()
    assert stage.on.letter.read_text() == text
    stage.click(*IN_THE_EDITOR)
    types(stage, ", alive")
